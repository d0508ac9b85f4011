package cli

import (
	"testing"

	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/heygenapi"
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
