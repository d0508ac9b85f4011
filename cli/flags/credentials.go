package flags

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/liveavatar"
)

// KeyVariable is where the API key is looked for first.
const KeyVariable = "HEYGEN_API_KEY"

// liveVariable is where the key of LiveAvatar is looked for, which is a product
// of its own.
const liveVariable = "LIVEAVATAR_API_KEY"

// LiveKey finds the key of LiveAvatar; the zero key where there is none.
func LiveKey(s *terminal.System) (liveavatar.Key, error) {
	key, err := liveavatar.NewKey(s.Getenv(liveVariable))
	if err != nil && !errors.Is(err, liveavatar.ErrNoKey) {
		return liveavatar.Key{}, &CredentialError{source: liveVariable, err: err}
	}
	return key, nil
}

// Found is a credential and where it came from.
type Found struct {
	Credential heygenapi.Credential
	// Source names the variable, or the file and the field.
	Source string
	// Bearer is true for an OAuth access token.
	Bearer bool
	// Expires is when an OAuth access token ends; zero where it does not say.
	Expires time.Time
	// Warning is what about the source should be mended, though it works.
	Warning string
	// Raw is the value as it was written, for the checklist alone.
	Raw string
}

// None tells that nothing was found.
func (f Found) None() bool { return f.Credential.IsZero() }

// CredentialError is a source that is there but cannot be used.
type CredentialError struct {
	source string
	err    error
	// Raw is the value at fault, where it is one, for the checklist alone.
	Raw string
}

func (e *CredentialError) Error() string { return e.source + ": " + e.err.Error() }
func (e *CredentialError) Unwrap() error { return e.err }

// Credential finds the HeyGen credential: the variable, then HeyGen's own
// credentials file. Nothing there is no error.
func Credential(s *terminal.System) (Found, error) {
	raw, _ := s.Lookup(KeyVariable)
	credential, err := heygenapi.APIKey(raw)
	switch {
	case err == nil:
		return Found{Credential: credential, Source: KeyVariable, Raw: raw}, nil
	case errors.Is(err, heygenapi.ErrNoCredential):
		return fileCredential(s)
	default:
		return Found{}, &CredentialError{source: KeyVariable, err: err, Raw: raw}
	}
}

// CredentialsFile is the file that HeyGen's own command line keeps.
func CredentialsFile(s *terminal.System) string {
	if dir := s.Getenv("HEYGEN_CONFIG_DIR"); dir != "" {
		return filepath.Join(s.Expand(dir), "credentials")
	}
	if s.Home == "" {
		return ""
	}
	return filepath.Join(s.Home, ".heygen", "credentials")
}

// storedCredentials is the file's content as far as it matters here.
type storedCredentials struct {
	APIKey string `json:"api_key"`
	OAuth  struct {
		AccessToken string          `json:"access_token"`
		ExpiresAt   json.RawMessage `json:"expires_at"`
	} `json:"oauth"`
}

func fileCredential(s *terminal.System) (Found, error) {
	path := CredentialsFile(s)
	if path == "" {
		return Found{}, nil
	}
	content, err := os.ReadFile(path) //nolint:gosec // the user's own credentials file
	if errors.Is(err, fs.ErrNotExist) {
		return Found{}, nil
	}
	if err != nil {
		return Found{}, &CredentialError{source: path, err: fmt.Errorf("cannot be read: %w", err)}
	}
	stored, err := parseCredentials(content)
	if err != nil {
		return Found{}, &CredentialError{source: path, err: err}
	}
	f, err := choose(s, stored, path)
	if err != nil {
		return Found{}, err
	}
	f.Warning = permissionWarning(s, path)
	return f, nil
}

// parseCredentials reads the JSON, or the single line that older versions of
// HeyGen's command line wrote. Its errors never show the content.
func parseCredentials(content []byte) (storedCredentials, error) {
	var stored storedCredentials
	text := strings.TrimSpace(strings.TrimPrefix(string(content), "\ufeff"))
	switch {
	case text == "":
		return stored, errors.New("the file is empty; write {\"api_key\": \"...\"} into it or delete it")
	case !strings.ContainsAny(text, "{[\"\n"):
		stored.APIKey = text
		return stored, nil
	}
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		return stored, fmt.Errorf("the file is not the JSON object that is expected (%s); it should be {\"api_key\": \"...\"}", JSONFault(err))
	}
	return stored, nil
}

// JSONFault says where JSON is wrong without repeating any of it.
func JSONFault(err error) string {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("at byte %d", syntax.Offset)
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Sprintf("%q must not be a JSON %s", kind.Field, kind.Value)
	}
	return "malformed"
}

func choose(s *terminal.System, stored storedCredentials, path string) (Found, error) {
	if credential, err := heygenapi.APIKey(stored.APIKey); err == nil {
		return Found{Credential: credential, Source: path + " (api_key)", Raw: stored.APIKey}, nil
	} else if !errors.Is(err, heygenapi.ErrNoCredential) {
		return Found{}, &CredentialError{source: path + " (api_key)", err: err, Raw: stored.APIKey}
	}
	credential, err := heygenapi.BearerToken(stored.OAuth.AccessToken)
	source := path + " (oauth)"
	switch {
	case errors.Is(err, heygenapi.ErrNoCredential):
		return Found{}, &CredentialError{source: path, err: errors.New("the file has no api_key and no oauth access token")}
	case err != nil:
		return Found{}, &CredentialError{source: source, err: err, Raw: stored.OAuth.AccessToken}
	}
	expires := expiry(stored.OAuth.ExpiresAt)
	if !expires.IsZero() && !s.Now().Before(expires) {
		return Found{}, &CredentialError{source: source, err: fmt.Errorf(
			"the login expired at %s; log in again with HeyGen's command line, or set an API key, which does not expire", expires.UTC().Format(time.RFC3339))}
	}
	return Found{Credential: credential, Source: source, Bearer: true, Expires: expires, Raw: stored.OAuth.AccessToken}, nil
}

// expiry reads RFC 3339 or Unix seconds; what is neither says nothing.
func expiry(raw json.RawMessage) time.Time {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		if t, err := time.Parse(time.RFC3339, text); err == nil {
			return t
		}
	}
	var seconds float64
	if json.Unmarshal(raw, &seconds) == nil && seconds > 0 {
		return time.Unix(int64(seconds), 0)
	}
	return time.Time{}
}

// permissionWarning says when other users of the machine can read the file.
func permissionWarning(s *terminal.System, path string) string {
	info, err := os.Stat(path)
	if err != nil || s.Goos == "windows" || info.Mode().Perm()&0o077 == 0 {
		return ""
	}
	return fmt.Sprintf("%s can be read by other users of this machine (mode %04o): run chmod 600 on it", path, info.Mode().Perm())
}

// KeyPage is where a key is made, and seen to be active.
const KeyPage = "https://app.heygen.com/settings/api"
