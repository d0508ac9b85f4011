package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/liveavatar"
)

// keyVariable is where the API key is looked for first.
const keyVariable = "HEYGEN_API_KEY"

// liveVariable is where the key of LiveAvatar is looked for, which is a product
// of its own.
const liveVariable = "LIVEAVATAR_API_KEY"

// liveKey finds the key of LiveAvatar; the zero key where there is none.
func (s *system) liveKey() (liveavatar.Key, error) {
	key, err := liveavatar.NewKey(s.getenv(liveVariable))
	if err != nil && !errors.Is(err, liveavatar.ErrNoKey) {
		return liveavatar.Key{}, &credentialError{source: liveVariable, err: err}
	}
	return key, nil
}

// found is a credential and where it came from.
type found struct {
	credential heygenapi.Credential
	// source names the variable, or the file and the field.
	source string
	// bearer is true for an OAuth access token.
	bearer bool
	// expires is when an OAuth access token ends; zero where it does not say.
	expires time.Time
	// warning is what about the source should be mended, though it works.
	warning string
	// raw is the value as it was written, for the checklist alone.
	raw string
}

// none tells that nothing was found.
func (f found) none() bool { return f.credential.IsZero() }

// credentialError is a source that is there but cannot be used.
type credentialError struct {
	source string
	err    error
	// raw is the value at fault, where it is one, for the checklist alone.
	raw string
}

func (e *credentialError) Error() string { return e.source + ": " + e.err.Error() }
func (e *credentialError) Unwrap() error { return e.err }

// credential finds the HeyGen credential: the variable, then HeyGen's own
// credentials file. Nothing there is no error.
func (s *system) credential() (found, error) {
	raw, _ := s.lookup(keyVariable)
	credential, err := heygenapi.APIKey(raw)
	switch {
	case err == nil:
		return found{credential: credential, source: keyVariable, raw: raw}, nil
	case errors.Is(err, heygenapi.ErrNoCredential):
		return s.fileCredential()
	default:
		return found{}, &credentialError{source: keyVariable, err: err, raw: raw}
	}
}

// credentialsFile is the file that HeyGen's own command line keeps.
func (s *system) credentialsFile() string {
	if dir := s.getenv("HEYGEN_CONFIG_DIR"); dir != "" {
		return filepath.Join(s.expand(dir), "credentials")
	}
	if s.home == "" {
		return ""
	}
	return filepath.Join(s.home, ".heygen", "credentials")
}

// storedCredentials is the file's content as far as it matters here.
type storedCredentials struct {
	APIKey string `json:"api_key"`
	OAuth  struct {
		AccessToken string          `json:"access_token"`
		ExpiresAt   json.RawMessage `json:"expires_at"`
	} `json:"oauth"`
}

func (s *system) fileCredential() (found, error) {
	path := s.credentialsFile()
	if path == "" {
		return found{}, nil
	}
	content, err := os.ReadFile(path) //nolint:gosec // the user's own credentials file
	if errors.Is(err, fs.ErrNotExist) {
		return found{}, nil
	}
	if err != nil {
		return found{}, &credentialError{source: path, err: fmt.Errorf("cannot be read: %w", err)}
	}
	stored, err := parseCredentials(content)
	if err != nil {
		return found{}, &credentialError{source: path, err: err}
	}
	f, err := s.choose(stored, path)
	if err != nil {
		return found{}, err
	}
	f.warning = s.permissionWarning(path)
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
		return stored, fmt.Errorf("the file is not the JSON object that is expected (%s); it should be {\"api_key\": \"...\"}", jsonFault(err))
	}
	return stored, nil
}

// jsonFault says where JSON is wrong without repeating any of it.
func jsonFault(err error) string {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return fmt.Sprintf("at byte %d", syntax.Offset)
	}
	if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Sprintf("%q must not be a JSON %s", kind.Field, kind.Value)
	}
	return "malformed"
}

func (s *system) choose(stored storedCredentials, path string) (found, error) {
	if credential, err := heygenapi.APIKey(stored.APIKey); err == nil {
		return found{credential: credential, source: path + " (api_key)", raw: stored.APIKey}, nil
	} else if !errors.Is(err, heygenapi.ErrNoCredential) {
		return found{}, &credentialError{source: path + " (api_key)", err: err, raw: stored.APIKey}
	}
	credential, err := heygenapi.BearerToken(stored.OAuth.AccessToken)
	source := path + " (oauth)"
	switch {
	case errors.Is(err, heygenapi.ErrNoCredential):
		return found{}, &credentialError{source: path, err: errors.New("the file has no api_key and no oauth access token")}
	case err != nil:
		return found{}, &credentialError{source: source, err: err, raw: stored.OAuth.AccessToken}
	}
	expires := expiry(stored.OAuth.ExpiresAt)
	if !expires.IsZero() && !s.now().Before(expires) {
		return found{}, &credentialError{source: source, err: fmt.Errorf(
			"the login expired at %s; log in again with HeyGen's command line, or set an API key, which does not expire", expires.UTC().Format(time.RFC3339))}
	}
	return found{credential: credential, source: source, bearer: true, expires: expires, raw: stored.OAuth.AccessToken}, nil
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
func (s *system) permissionWarning(path string) string {
	info, err := os.Stat(path)
	if err != nil || s.goos == "windows" || info.Mode().Perm()&0o077 == 0 {
		return ""
	}
	return fmt.Sprintf("%s can be read by other users of this machine (mode %04o): run chmod 600 on it", path, info.Mode().Perm())
}
