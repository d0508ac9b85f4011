package account

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"heygen-mcp/internal/lazyregexp"
)

// WebhookSecrets keeps the secrets of webhook endpoints on disk: HeyGen tells each
// once, and whoever receives events needs it. Every secret has a file of its
// own, FOLDER/ACCOUNT/ENDPOINT.json with mode 0600, which appears whole or not
// at all; so several servers can share the folder. It is safe for concurrent
// use.
type WebhookSecrets struct{ dir string }

// NewWebhookSecrets makes a store in a folder, which is made with the first secret.
func NewWebhookSecrets(dir string) *WebhookSecrets { return &WebhookSecrets{dir: dir} }

// keptSecret is the content of a file.
type keptSecret struct {
	EndpointID string `json:"endpoint_id"`
	Secret     string `json:"secret"`
}

const (
	secretSuffix    = ".json"
	temporarySuffix = ".new"
)

// fileNamePattern keeps an id from being a path.
var fileNamePattern = lazyregexp.New(`^[A-Za-z0-9_][A-Za-z0-9_.:~-]{0,199}$`)

func secretFile(accountID, endpointID string) (string, error) {
	if !fileNamePattern().MatchString(accountID) || !fileNamePattern().MatchString(endpointID) {
		return "", errors.New("the id of the account or of the endpoint cannot be a file's name")
	}
	// Windows takes no colon in a name.
	return path.Join(accountID, strings.ReplaceAll(endpointID, ":", "%3A")+secretSuffix), nil
}

// Keep writes an endpoint's secret, in place of one that was kept before. The
// account is an [Account.ID].
func (s *WebhookSecrets) Keep(accountID, endpointID, secret string) error {
	name, err := secretFile(accountID, endpointID)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(keptSecret{EndpointID: endpointID, Secret: secret}) //nolint:gosec // keeping it is what the file is for
	if err != nil {
		return fmt.Errorf("writing the secret: %w", err)
	}
	if err := os.MkdirAll(filepath.Join(s.dir, accountID), 0o700); err != nil {
		return fmt.Errorf("making the folder of secrets: %w", err)
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return fmt.Errorf("opening the folder of secrets: %w", err)
	}
	defer root.Close() //nolint:errcheck // nothing is written through it
	temporary := path.Join(accountID, rand.Text()+temporarySuffix)
	if err := writeSynced(root, temporary, raw); err != nil {
		return errors.Join(fmt.Errorf("writing the secret: %w", err), ignoreMissing(root.Remove(temporary)))
	}
	if err := root.Rename(temporary, name); err != nil {
		return errors.Join(fmt.Errorf("writing the secret: %w", err), ignoreMissing(root.Remove(temporary)))
	}
	return nil
}

// writeSynced writes a new file that only the user may read, down to the disk.
func writeSynced(root *os.Root, name string, raw []byte) error {
	file, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(raw)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Forget removes an endpoint's secret. One that is not kept is no error.
func (s *WebhookSecrets) Forget(accountID, endpointID string) error {
	name, err := secretFile(accountID, endpointID)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return ignoreMissing(err)
	}
	defer root.Close() //nolint:errcheck // nothing is written through it
	return ignoreMissing(root.Remove(name))
}

// Of gives the account's secrets by endpoint id. Files that hold none are
// passed over: the others still serve.
func (s *WebhookSecrets) Of(accountID string) (map[string]string, error) {
	kept := map[string]string{}
	if !fileNamePattern().MatchString(accountID) {
		return kept, nil
	}
	root, err := os.OpenRoot(s.dir)
	if err != nil {
		return kept, ignoreMissing(err)
	}
	defer root.Close() //nolint:errcheck // it is only read
	names, err := fs.Glob(root.FS(), path.Join(accountID, "*"+secretSuffix))
	if err != nil {
		return kept, fmt.Errorf("listing the secrets: %w", err)
	}
	for _, name := range names {
		raw, err := root.ReadFile(name)
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				continue // forgotten meanwhile
			}
			return kept, fmt.Errorf("reading the secrets: %w", err)
		}
		var one keptSecret
		if json.Unmarshal(raw, &one) == nil && one.EndpointID != "" && one.Secret != "" {
			kept[one.EndpointID] = one.Secret
		}
	}
	return kept, nil
}
