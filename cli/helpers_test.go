package cli

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
)

const (
	// liveVariable has LiveAvatar's key.
	liveVariable = "LIVEAVATAR_API_KEY"
	// ledgerFile is where the ledger is in the data directory.
	ledgerFile = "ledger.db"
)

// parse reads a command line without running it.
func parse(t *testing.T, sys clitest.System, args ...string) (*grammar, error) {
	t.Helper()
	into := &grammar{}
	parser, err := newParser(into, sys.System, func(int) {})
	require.NoError(t, err, "the grammar is broken")
	_, err = parser.Parse(dropUnset(args, valueFlags(parser.Model.Node)))
	return into, err
}

func fingerprint(t *testing.T, key string) string {
	t.Helper()
	credential, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	return credential.Fingerprint()
}

// cast are ids of the sandbox.
type cast struct{ avatar, voice string }

// sandboxCast gives an avatar that has a voice of its own, and a voice for speech.
// Every sandbox has the same, so that they are looked for once.
var sandboxCast = sync.OnceValues(func() (cast, error) {
	heygen, err := heygentest.Start()
	if err != nil {
		return cast{}, err
	}
	defer heygen.Close()
	key, err := heygenapi.APIKey(flags.SandboxKey)
	if err != nil {
		return cast{}, err
	}
	api, err := heygenapi.New(key, heygenapi.WithBaseURL(heygen.URL))
	if err != nil {
		return cast{}, err
	}
	looks, err := api.ListAvatarLooks(context.Background(), heygenapi.ListAvatarLooksOptions{Ownership: "public"})
	if err != nil {
		return cast{}, err
	}
	look := slices.IndexFunc(looks.Items, func(l heygenapi.AvatarLook) bool {
		return l.DefaultVoiceID != "" && slices.Contains(l.SupportedAPIEngines, "avatar_iv")
	})
	voices, err := api.ListVoices(context.Background(), heygenapi.ListVoicesOptions{PageOptions: heygenapi.PageOptions{Limit: 1}, Engine: "starfish"})
	if err != nil {
		return cast{}, err
	}
	if look < 0 || len(voices.Items) == 0 {
		return cast{}, errors.New("the sandbox has no such avatar or no such voice")
	}
	return cast{avatar: looks.Items[look].ID, voice: voices.Items[0].ID}, nil
})
