package cli

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/internal/clitest"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi/heygentest"
)

// The outcomes of a check, as scripts read them.
const (
	passed  = "ok"
	warned  = "warn"
	failed  = "fail"
	skipped = "skip"
)

// check is a line of doctor's list as JSON.
type check struct {
	Name   string `json:"name"`
	Status string `json:"status"`
	Detail string `json:"detail"`
	Remedy string `json:"remedy"`
}

// examine runs doctor and gives its exit code and its checks by name.
func examine(t *testing.T, env map[string]string, args ...string) (int, map[string]check, clitest.System) {
	t.Helper()
	sys := clitest.NewSystem(t, env)
	code := run(t.Context(), append([]string{"doctor", "--json"}, args...), sys.System)
	var list struct {
		OK     bool    `json:"ok"`
		Checks []check `json:"checks"`
	}
	require.NoError(t, json.Unmarshal(sys.Out.Bytes(), &list), "%s%s", sys.Out, sys.Errs)
	assert.Equal(t, code == terminal.ExitOK, list.OK)
	checks := map[string]check{}
	for _, c := range list.Checks {
		checks[c.Name] = c
		if c.Status == failed || c.Status == warned {
			assert.NotEmpty(t, c.Remedy, "%s has a remedy", c.Name)
		}
	}
	require.Len(t, checks, 8)
	return code, checks, sys
}

func simulate(t *testing.T, options ...heygentest.Option) string {
	t.Helper()
	simulated, err := heygentest.Start(options...)
	require.NoError(t, err)
	t.Cleanup(func() { simulated.Close() })
	return simulated.URL
}

func TestDoctorAllWell(t *testing.T) {
	t.Parallel()
	code, checks, sys := examine(t, map[string]string{flags.KeyVariable: "sk_good_key", "HEYGEN_API_BASE": simulate(t)})
	assert.Equal(t, terminal.ExitOK, code)
	for name, c := range checks {
		assert.Equal(t, passed, c.Status, "%s: %s", name, c.Detail)
	}
	assert.Contains(t, checks["key present"].Detail, fingerprint(t, "sk_good_key"))
	assert.Contains(t, checks["right header"].Detail, "x-api-key")
	assert.Contains(t, checks["wallet funded"].Detail, "100.00 USD")
	assert.NotContains(t, sys.Out.String(), "sk_good_key")
	assert.NoDirExists(t, filepath.Join(sys.Home, "Downloads"), "checking leaves nothing behind")
}

func TestDoctorForPeople(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, map[string]string{flags.KeyVariable: "sk_good_key"})
	assert.Equal(t, terminal.ExitOK, run(t.Context(), []string{"doctor", "--sandbox"}, sys.System))
	assert.Contains(t, sys.Out.String(), "All well.")
	assert.Contains(t, sys.Out.String(), "from the sandbox")
	assert.NotContains(t, sys.Out.String(), "->")

	sys = clitest.NewSystem(t, map[string]string{"HEYGEN_API_BASE": simulate(t)})
	assert.Equal(t, terminal.ExitCredentials, run(t.Context(), []string{"doctor"}, sys.System))
	assert.Contains(t, sys.Out.String(), "fail  key present")
	assert.Contains(t, sys.Out.String(), "-> ")
	assert.Contains(t, sys.Out.String(), flags.KeyPage)
	assert.Contains(t, sys.Out.String(), "Something needs mending")
}

func TestDoctorOnKeys(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, key, file string
		code            int
		checked         string
		outcome         string
		says            string
	}{
		{"none", "", "", terminal.ExitCredentials, "key present", failed, ".heygen"},
		{"an unset option of a desktop host", "${user_config.api_key}", "", terminal.ExitCredentials, "key present", failed, "placeholder ${user_config.api_key}"},
		{"from the file", "", `{"api_key":"sk_file"}`, terminal.ExitOK, "key present", passed, "(api_key)"},
		{"a broken file", "", `{"api_key":`, terminal.ExitCredentials, "key present", failed, "JSON"},
		{"refused", "sk_invalid", "", terminal.ExitCredentials, "key active", failed, "refuses"},
		{"line break and BOM", "\ufeffsk_good\r\n", "", terminal.ExitOK, "no stray characters", warned, "2 line breaks, 1 byte order mark"},
		{"zero-width and no-break spaces", "sk_\u200bgood\u00a0", "", terminal.ExitOK, "no stray characters", warned, "1 no-break space, 1 zero-width character"},
		{"letters that no key has", "sk_gооd", "", terminal.ExitCredentials, "no stray characters", failed, ""},
		{"a header's name", "Bearer sk_good", "", terminal.ExitCredentials, "no stray characters", failed, `"Bearer"`},
		{"an assignment", "HEYGEN_API_KEY=sk_good", "", terminal.ExitCredentials, "no stray characters", failed, "HEYGEN_API_KEY="},
		{"quotation marks", `"sk_good"`, "", terminal.ExitCredentials, "no stray characters", failed, "quotation marks"},
		{"an example", "<your-api-key>", "", terminal.ExitCredentials, "no stray characters", failed, "example"},
		{"a login in the key's place", "eyJhbGciOiJub25lIn0.e30.x", "", terminal.ExitCredentials, "right header", failed, "access token"},
		{"a login", "", `{"oauth":{"access_token":"tok","expires_at":"2999-01-01T00:00:00Z"}}`, terminal.ExitOK, "right header", passed, "Bearer, until 2999"},
		{"an expired login", "", `{"oauth":{"access_token":"tok","expires_at":"2020-01-01T00:00:00Z"}}`, terminal.ExitCredentials, "key present", failed, "expired"},
	}
	base := simulate(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			home := t.TempDir()
			if test.file != "" {
				require.NoError(t, os.WriteFile(filepath.Join(home, "credentials"), []byte(test.file), 0o600))
			} else {
				home = filepath.Join(home, ".heygen")
			}
			code, checks, sys := examine(t, map[string]string{flags.KeyVariable: test.key, "HEYGEN_API_BASE": base, "HEYGEN_CONFIG_DIR": home})
			assert.Equal(t, test.code, code, "%s", sys.Out)
			assert.Equal(t, test.outcome, checks[test.checked].Status, "%s", sys.Out)
			assert.Contains(t, checks[test.checked].Detail, test.says)
			assert.NotContains(t, sys.Out.String()+sys.Errs.String(), "sk_good")
			assert.NotContains(t, sys.Out.String()+sys.Errs.String(), "e30.x")
		})
	}
}

func TestDoctorOnWallets(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		balance float64
		code    int
		outcome string
	}{
		{"empty", 0, terminal.ExitFailed, failed},
		{"nearly empty", 0.4, terminal.ExitOK, warned},
		{"funded", 12, terminal.ExitOK, passed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, checks, _ := examine(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": simulate(t, heygentest.WithBalance(test.balance))})
			assert.Equal(t, test.code, code)
			assert.Equal(t, test.outcome, checks["wallet funded"].Status)
		})
	}
}

func TestDoctorOnFaultyServers(t *testing.T) {
	t.Parallel()
	answer := func(status int, contentType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	tests := []struct {
		name    string
		handler http.HandlerFunc
		code    int
		checked string
		outcome string
		says    string
	}{
		{"down", answer(503, "text/html", "<h1>no</h1>"), terminal.ExitFailed, "network", failed, "503"},
		{"a login page of the network", answer(200, "text/html; charset=utf-8", "<h1>Wi-Fi</h1>"), terminal.ExitFailed, "network", failed, "web page"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		}, terminal.ExitFailed, "network", failed, "redirect"},
		{"no answer", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, terminal.ExitFailed, "network", failed, "in time"},
		{"no credit at all", answer(402, "application/json", `{"error":{"code":"insufficient_credit","message":"buy some"}}`), terminal.ExitFailed, "wallet funded", failed, "no credit"},
		{"forbidden", answer(403, "application/json", `{"error":{"code":"forbidden","message":"not yours"}}`), terminal.ExitCredentials, "key active", failed, "forbids"},
		{"nonsense", answer(200, "application/json", `{"data": 17`), terminal.ExitFailed, "key active", failed, "no answer"},
		{"usage based", answer(200, "application/json", `{"data":{"billing_type":"usage_based","username":"u"}}`), terminal.ExitOK, "wallet funded", passed, "usage_based"},
		{"a clock of its own", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
			answer(200, "application/json", `{"data":{"billing_type":"wallet","username":"u","wallet":{"currency":"usd","remaining_balance":9}}}`)(w, r)
		}, terminal.ExitOK, "clock", warned, "behind"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			faulty := httptest.NewServer(test.handler)
			t.Cleanup(faulty.Close)
			code, checks, sys := examine(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": faulty.URL}, "--timeout", "500ms")
			assert.Equal(t, test.code, code, "%s", sys.Out)
			assert.Equal(t, test.outcome, checks[test.checked].Status, "%s", sys.Out)
			assert.Contains(t, checks[test.checked].Detail, test.says)
		})
	}
}

func TestDoctorWithoutAServer(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	code, checks, _ := examine(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": gone.URL})
	assert.Equal(t, terminal.ExitFailed, code)
	assert.Contains(t, checks["network"].Detail, "refuses the connection")
	for _, name := range []string{"right header", "key active", "wallet funded", "clock"} {
		assert.Equal(t, skipped, checks[name].Status, name)
	}
}

func TestDoctorOnCertificates(t *testing.T) {
	t.Parallel()
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	code, checks, _ := examine(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": untrusted.URL})
	assert.Equal(t, terminal.ExitFailed, code)
	assert.Contains(t, checks["network"].Detail, "not trusted")
}
