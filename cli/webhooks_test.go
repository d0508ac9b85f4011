package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/jobs"
)

// proxy is the public address in front of a server that is not there yet.
type proxy struct {
	*httptest.Server
	target atomic.Pointer[url.URL]
}

func newProxy(t *testing.T) *proxy {
	t.Helper()
	p := &proxy{}
	p.Server = httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		if target := p.target.Load(); target != nil {
			r.SetURL(target)
		}
	}})
	t.Cleanup(p.Close)
	return p
}

// told waits for a line of the log, and reads on so that the process can write.
func (p *process) told(t *testing.T, what string, reading *conc.WaitGroup) {
	t.Helper()
	for {
		line, err := p.stderr.ReadString('\n')
		require.NoError(t, err, "it never said %q", what)
		if strings.Contains(line, what) {
			break
		}
	}
	stderr := p.stderr
	reading.Go(func() {
		for {
			if _, err := stderr.ReadString('\n'); err != nil {
				return
			}
		}
	})
	p.stderr = bufio.NewReader(strings.NewReader(""))
}

func (p *process) stop(t *testing.T, reading *conc.WaitGroup) {
	t.Helper()
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGTERM))
	reading.Wait()
	code, _ := p.end(t)
	assert.Equal(t, terminal.ExitOK, code)
}

// serveHooks starts a server that shares a key and has a public address, and
// waits until HeyGen knows it.
func serveHooks(t *testing.T, heygen *heygentest.Server, public *proxy, dir string, reading *conc.WaitGroup) *process {
	t.Helper()
	p := startProgram(t, []string{flags.KeyVariable + "=sk_shared", "HEYGEN_API_BASE=" + heygen.URL, "HEYGEN_MCP_DATA_DIR=" + dir},
		"--transport=http", "--addr=127.0.0.1:0", "--shared-key", "--public-url", public.URL)
	target, err := url.Parse(p.address(t))
	require.NoError(t, err)
	public.target.Store(target)
	p.told(t, "HeyGen tells this server what happens", reading)
	return p
}

// stateOf asks the program's own command.
func stateOf(t *testing.T, dir, id string) jobs.State {
	t.Helper()
	sys := clitest.NewSystem(t, map[string]string{"HEYGEN_MCP_DATA_DIR": dir})
	require.Equal(t, terminal.ExitOK, run(t.Context(), []string{"jobs", "show", id, "--json"}, sys.System), "%s", sys.Errs)
	var e jobs.Entry
	require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &e))
	return e.State
}

// TestServeHearsWebhooks: another process of the same ledger pays for a video
// and ends; the server has looked at it as soon as HeyGen told. After a restart
// the kept secret serves.
func TestServeHearsWebhooks(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("signals are not delivered to processes on Windows")
	}
	for _, header := range []heygentest.SignatureHeader{heygentest.SignatureTimed, heygentest.SignatureAlone} {
		t.Run(string(header), func(t *testing.T) {
			t.Parallel()
			heygen, err := heygentest.Start(heygentest.WithClock(heygentest.NewSpeedClock(200)), heygentest.WithPlainWebhooks(), heygentest.WithSignatureHeader(header))
			require.NoError(t, err)
			t.Cleanup(heygen.Close)
			dir, public := t.TempDir(), newProxy(t)
			buyVideo(t, heygen.URL, dir, "The first, which makes the ledger.", nil)

			var reading conc.WaitGroup
			p := serveHooks(t, heygen, public, dir, &reading)
			id := buyVideo(t, heygen.URL, dir, "The second, of which HeyGen tells.", nil)
			require.Eventually(t, func() bool { return stateOf(t, dir, id) == jobs.Completed }, 15*time.Second, 50*time.Millisecond, "the first look of the clock comes after 20 s")
			p.stop(t, &reading)

			p = serveHooks(t, heygen, public, dir, &reading)
			event, err := heygen.Emit("avatar_video.success", map[string]any{"video_id": "v"})
			require.NoError(t, err)
			require.Eventually(t, func() bool {
				for _, d := range heygen.Deliveries() {
					if d.EventID == event && d.State == heygentest.DeliveryDone {
						return d.LastStatus == http.StatusOK
					}
				}
				return false
			}, 10*time.Second, 20*time.Millisecond)
			p.stop(t, &reading)
			registrations := 0
			for _, r := range heygen.Requests() {
				if r.Method == http.MethodPost && strings.HasPrefix(r.Path, "/v3/webhooks") {
					registrations++
				}
			}
			assert.Equal(t, 1, registrations)
		})
	}
}

// buyVideo pays for a video as a process that ends at once would.
func buyVideo(t *testing.T, base, dir, script string, now func() time.Time) string {
	t.Helper()
	key, err := heygenapi.APIKey("sk_shared")
	require.NoError(t, err)
	api, err := heygenapi.New(key, heygenapi.WithBaseURL(base))
	require.NoError(t, err)
	looks, err := api.ListAvatarLooks(t.Context(), heygenapi.ListAvatarLooksOptions{Ownership: "public"})
	require.NoError(t, err)
	ledger := jobs.New(jobs.Options{Path: filepath.Join(dir, ledgerFile), Now: now})
	made, err := ledger.Spend(t.Context(), jobs.Account{ID: key.Fingerprint(), API: api},
		jobs.Purchase{Tool: "create_video", Arguments: script, Kind: jobs.KindVideo, Idempotent: true},
		func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
			for _, look := range looks.Items {
				if look.DefaultVoiceID != "" {
					v, err := api.CreateVideo(ctx, heygenapi.AvatarVideo{AvatarID: look.ID, SpeechInput: heygenapi.SpeechInput{Script: script}}, options...)
					return v, []string{v.VideoID}, err
				}
			}
			return nil, nil, assert.AnError
		})
	require.NoError(t, err)
	require.NoError(t, ledger.Close(context.WithoutCancel(t.Context())))
	return made.Entry.ID
}

// TestThePublicHostIsLetIn, for webhooks behind a proxy that keeps the name;
// other names are not.
func TestThePublicHostIsLetIn(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("signals are not delivered to processes on Windows")
	}
	p := startProgram(t, nil, "--transport=http", "--addr=127.0.0.1:0", "--sandbox", "--auth-token=for_mcp_alone", "--public-url=https://hooks.example.com")
	base := p.address(t)
	var reading conc.WaitGroup
	p.told(t, "HeyGen tells this server what happens", &reading)
	for host, want := range map[string]int{"hooks.example.com": http.StatusOK, "evil.example.com": http.StatusForbidden} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, base+"/webhooks/heygen", http.NoBody)
		require.NoError(t, err)
		req.Host = host
		resp, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		assert.Equal(t, want, resp.StatusCode, host)
	}
	p.stop(t, &reading)
}

// TestAFailedRegistrationIsNoEnd: the server says what to do, and serves.
func TestAFailedRegistrationIsNoEnd(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("signals are not delivered to processes on Windows")
	}
	p := startProgram(t, []string{flags.KeyVariable + "=sk_invalid", "HEYGEN_API_BASE=" + simulate(t), "HEYGEN_MCP_DATA_DIR=" + t.TempDir()},
		"--transport=http", "--addr=127.0.0.1:0", "--shared-key", "--public-url=https://hooks.example.com")
	base := p.address(t)
	var reading conc.WaitGroup
	p.told(t, "mend the cause and restart", &reading)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/healthz", http.NoBody)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	assert.Equal(t, http.StatusOK, resp.StatusCode)
	p.stop(t, &reading)
}
