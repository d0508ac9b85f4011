package tools_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/ledgertest"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/jobs"
	"heygen-mcp/server"
	"heygen-mcp/tools"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
)

func TestMain(m *testing.M) { os.Exit(ledgertest.Run(m, 12)) }

// ledgerFile is the file of a ledger that has its tables and no entries: making
// it anew for each test is most of what some of them do.
func ledgerFile(t testing.TB) string {
	t.Helper()
	content, err := emptyLedger()
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "ledger.db")
	require.NoError(t, os.WriteFile(file, content, 0o600))
	return file
}

var emptyLedger = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "heygen-mcp-ledger-*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	file := filepath.Join(dir, "ledger.db")
	ledger := jobs.New(jobs.Options{Path: file})
	_, err = ledger.FindDuplicate(context.Background(), jobs.Account{ID: "nobody"}, jobs.Purchase{Tool: "none"}) // opens it to write
	if err := errors.Join(err, ledger.Close(context.Background())); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// bench is a real MCP client on the real server on the simulated HeyGen. The
// simulated clock moves on with every request, so that nothing waits.
type bench struct {
	t      testing.TB
	heygen *heygentest.Server
	env    *kit.Env
	client *server.Client
	files  *files.Folders
}

type setting func(*benchSettings)

type benchSettings struct {
	heygen   []heygentest.Option
	env      func(*kit.Env)
	progress func(done, total float64, message string)
}

func withHeyGen(o ...heygentest.Option) setting {
	return func(s *benchSettings) { s.heygen = append(s.heygen, o...) }
}

func withEnv(change func(*kit.Env)) setting {
	return func(s *benchSettings) { s.env = change }
}

func withProgress(hear func(done, total float64, message string)) setting {
	return func(s *benchSettings) { s.progress = hear }
}

// epoch is when the simulated clock starts.
var epoch = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

const key = "sk_test_of_the_tools"

func newBench(t testing.TB, settings ...setting) *bench {
	t.Helper()
	var s benchSettings
	for _, set := range settings {
		set(&s)
	}
	options := append([]heygentest.Option{heygentest.WithThinCatalog(10), heygentest.WithClock(heygentest.NewStepClock(epoch, 10*time.Second))}, s.heygen...)
	heygen := mcptest.HeyGen(t, options...)
	env := newEnv(t, heygen)
	if s.env != nil {
		s.env(env)
	}
	return connect(t, heygen, env, s.progress)
}

// newBenchOn is another server, as after a restart, on the same HeyGen.
func newBenchOn(t testing.TB, b *bench) *bench {
	t.Helper()
	return connect(t, b.heygen, newEnv(t, b.heygen), nil)
}

func connect(t testing.TB, heygen *heygentest.Server, env *kit.Env, progress func(done, total float64, message string)) *bench {
	t.Helper()
	client, err := server.New(server.Options{Version: "test", Log: env.Log, Tools: tools.All(), Env: env}).Connect(t.Context(), progress)
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	return &bench{t: t, heygen: heygen, env: env, client: client, files: env.Files}
}

func newEnv(t testing.TB, heygen *heygentest.Server) *kit.Env {
	t.Helper()
	credential, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	env := mcptest.Env(t, heygen, credential)
	env.Files = &files.Folders{DownloadDir: t.TempDir(), UploadDirs: []string{t.TempDir()}}
	return env
}

// call calls a tool that must work, and decodes its result.
func (b *bench) call(name string, args any, into any) {
	b.t.Helper()
	result, err := b.client.CallTool(b.context(), name, args)
	require.NoError(b.t, err)
	require.False(b.t, result.IsError, "%s: %s", name, result.JSON)
	require.NoError(b.t, json.Unmarshal(result.JSON, into))
}

// refused calls a tool that must fail, and gives its error.
func (b *bench) refused(name string, args any) fault.Error {
	b.t.Helper()
	result, err := b.client.CallTool(b.context(), name, args)
	require.NoError(b.t, err)
	require.True(b.t, result.IsError, "%s should have failed: %s", name, result.JSON)
	var failure fault.Error
	require.NoError(b.t, json.Unmarshal(result.JSON, &failure), "%s", result.JSON)
	return failure
}

func (b *bench) context() context.Context { return b.t.Context() }

// paid are the requests that may cost something.
func (b *bench) paid() []heygentest.Request {
	var paid []heygentest.Request
	for _, r := range b.heygen.Requests() {
		if r.Method == "POST" {
			paid = append(paid, r)
		}
	}
	return paid
}

// keyed are the paid requests without those that were sent again under the key
// of an earlier one, as on a busy machine, where a sender may seem lost.
func (b *bench) keyed() []heygentest.Request {
	seen := map[string]bool{}
	return slices.DeleteFunc(b.paid(), func(r heygentest.Request) bool {
		key := r.Header.Get("Idempotency-Key")
		again := key != "" && seen[key]
		seen[key] = true
		return again
	})
}

// someLook is a public look with a voice of its own that the filter admits.
func (b *bench) someLook(filter map[string]any) look {
	b.t.Helper()
	args := map[string]any{"limit": 50, "ownership": "public"}
	maps.Copy(args, filter)
	for _, l := range b.looks(args) {
		if l.DefaultVoiceID != "" {
			return l
		}
	}
	b.t.Fatalf("no look for %v", filter)
	return look{}
}

// looks lists looks.
func (b *bench) looks(args map[string]any) []look {
	b.t.Helper()
	var found struct{ Items []look }
	b.call("list_avatars", args, &found)
	return found.Items
}

type look struct {
	AvatarID       string   `json:"avatar_id"`
	Name           string   `json:"name"`
	GroupID        string   `json:"group_id"`
	AvatarType     string   `json:"avatar_type"`
	Gender         string   `json:"gender"`
	Engines        []string `json:"engines"`
	DefaultVoiceID string   `json:"default_voice_id"`
}
