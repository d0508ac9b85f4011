package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
)

// examine runs doctor and gives its exit code and its checks by name.
func examine(t *testing.T, env map[string]string, args ...string) (int, map[string]check, testSystem) {
	t.Helper()
	sys := newTestSystem(t, env)
	code := run(t.Context(), append([]string{"doctor", "--json"}, args...), sys.system)
	var list checklist
	require.NoError(t, json.Unmarshal(sys.out.Bytes(), &list), "%s%s", sys.out, sys.errs)
	assert.Equal(t, code == ExitOK, list.OK)
	checks := map[string]check{}
	for _, c := range list.Checks {
		checks[c.Name] = c
		if c.Outcome == failed || c.Outcome == warned {
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
	code, checks, sys := examine(t, map[string]string{keyVariable: "sk_good_key", "HEYGEN_API_BASE": simulate(t)})
	assert.Equal(t, ExitOK, code)
	for name, c := range checks {
		assert.Equal(t, passed, c.Outcome, "%s: %s", name, c.Detail)
	}
	assert.Contains(t, checks["key present"].Detail, fingerprint(t, "sk_good_key"))
	assert.Contains(t, checks["right header"].Detail, "x-api-key")
	assert.Contains(t, checks["wallet funded"].Detail, "100.00 USD")
	assert.NotContains(t, sys.out.String(), "sk_good_key")
	assert.NoDirExists(t, filepath.Join(sys.home, "Downloads"), "checking leaves nothing behind")
}

func TestDoctorForPeople(t *testing.T) {
	t.Parallel()
	sys := newTestSystem(t, map[string]string{keyVariable: "sk_good_key"})
	assert.Equal(t, ExitOK, run(t.Context(), []string{"doctor", "--sandbox"}, sys.system))
	assert.Contains(t, sys.out.String(), "All well.")
	assert.Contains(t, sys.out.String(), "from the sandbox")
	assert.NotContains(t, sys.out.String(), "->")

	sys = newTestSystem(t, map[string]string{"HEYGEN_API_BASE": simulate(t)})
	assert.Equal(t, ExitCredentials, run(t.Context(), []string{"doctor"}, sys.system))
	assert.Contains(t, sys.out.String(), "fail  key present")
	assert.Contains(t, sys.out.String(), "-> ")
	assert.Contains(t, sys.out.String(), keyPage)
	assert.Contains(t, sys.out.String(), "Something needs mending")
}

func TestDoctorOnKeys(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, key, file string
		code            int
		check           string
		outcome         outcome
		says            string
	}{
		{"none", "", "", ExitCredentials, "key present", failed, ".heygen"},
		{"an unset option of a desktop host", "${user_config.api_key}", "", ExitCredentials, "key present", failed, "placeholder ${user_config.api_key}"},
		{"from the file", "", `{"api_key":"sk_file"}`, ExitOK, "key present", passed, "(api_key)"},
		{"a broken file", "", `{"api_key":`, ExitCredentials, "key present", failed, "JSON"},
		{"refused", "sk_invalid", "", ExitCredentials, "key active", failed, "refuses"},
		{"line break and BOM", "\ufeffsk_good\r\n", "", ExitOK, "no stray characters", warned, "2 line breaks, 1 byte order mark"},
		{"zero-width and no-break spaces", "sk_\u200bgood\u00a0", "", ExitOK, "no stray characters", warned, "1 no-break space, 1 zero-width character"},
		{"letters that no key has", "sk_gооd", "", ExitCredentials, "no stray characters", failed, ""},
		{"a header's name", "Bearer sk_good", "", ExitCredentials, "no stray characters", failed, `"Bearer"`},
		{"an assignment", "HEYGEN_API_KEY=sk_good", "", ExitCredentials, "no stray characters", failed, "HEYGEN_API_KEY="},
		{"quotation marks", `"sk_good"`, "", ExitCredentials, "no stray characters", failed, "quotation marks"},
		{"an example", "<your-api-key>", "", ExitCredentials, "no stray characters", failed, "example"},
		{"a login in the key's place", "eyJhbGciOiJub25lIn0.e30.x", "", ExitCredentials, "right header", failed, "access token"},
		{"a login", "", `{"oauth":{"access_token":"tok","expires_at":"2999-01-01T00:00:00Z"}}`, ExitOK, "right header", passed, "Bearer, until 2999"},
		{"an expired login", "", `{"oauth":{"access_token":"tok","expires_at":"2020-01-01T00:00:00Z"}}`, ExitCredentials, "key present", failed, "expired"},
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
			code, checks, sys := examine(t, map[string]string{keyVariable: test.key, "HEYGEN_API_BASE": base, "HEYGEN_CONFIG_DIR": home})
			assert.Equal(t, test.code, code, "%s", sys.out)
			assert.Equal(t, test.outcome, checks[test.check].Outcome, "%s", sys.out)
			assert.Contains(t, checks[test.check].Detail, test.says)
			assert.NotContains(t, sys.out.String()+sys.errs.String(), "sk_good")
			assert.NotContains(t, sys.out.String()+sys.errs.String(), "e30.x")
		})
	}
}

func TestDoctorOnWallets(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		balance float64
		code    int
		outcome outcome
	}{
		{"empty", 0, ExitFailed, failed},
		{"nearly empty", 0.4, ExitOK, warned},
		{"funded", 12, ExitOK, passed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, checks, _ := examine(t, map[string]string{keyVariable: "sk_good", "HEYGEN_API_BASE": simulate(t, heygentest.WithBalance(test.balance))})
			assert.Equal(t, test.code, code)
			assert.Equal(t, test.outcome, checks["wallet funded"].Outcome)
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
		check   string
		outcome outcome
		says    string
	}{
		{"down", answer(503, "text/html", "<h1>no</h1>"), ExitFailed, "network", failed, "503"},
		{"a login page of the network", answer(200, "text/html; charset=utf-8", "<h1>Wi-Fi</h1>"), ExitFailed, "network", failed, "web page"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		}, ExitFailed, "network", failed, "redirect"},
		{"no answer", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, ExitFailed, "network", failed, "in time"},
		{"no credit at all", answer(402, "application/json", `{"error":{"code":"insufficient_credit","message":"buy some"}}`), ExitFailed, "wallet funded", failed, "no credit"},
		{"forbidden", answer(403, "application/json", `{"error":{"code":"forbidden","message":"not yours"}}`), ExitCredentials, "key active", failed, "forbids"},
		{"nonsense", answer(200, "application/json", `{"data": 17`), ExitFailed, "key active", failed, "no answer"},
		{"usage based", answer(200, "application/json", `{"data":{"billing_type":"usage_based","username":"u"}}`), ExitOK, "wallet funded", passed, "usage_based"},
		{"a clock of its own", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
			answer(200, "application/json", `{"data":{"billing_type":"wallet","username":"u","wallet":{"currency":"usd","remaining_balance":9}}}`)(w, r)
		}, ExitOK, "clock", warned, "behind"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			faulty := httptest.NewServer(test.handler)
			t.Cleanup(faulty.Close)
			code, checks, sys := examine(t, map[string]string{keyVariable: "sk_good", "HEYGEN_API_BASE": faulty.URL}, "--timeout", "500ms")
			assert.Equal(t, test.code, code, "%s", sys.out)
			assert.Equal(t, test.outcome, checks[test.check].Outcome, "%s", sys.out)
			assert.Contains(t, checks[test.check].Detail, test.says)
		})
	}
}

func TestDoctorWithoutAServer(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	code, checks, _ := examine(t, map[string]string{keyVariable: "sk_good", "HEYGEN_API_BASE": gone.URL})
	assert.Equal(t, ExitFailed, code)
	assert.Contains(t, checks["network"].Detail, "refuses the connection")
	for _, name := range []string{"right header", "key active", "wallet funded", "clock"} {
		assert.Equal(t, skipped, checks[name].Outcome, name)
	}
}

func TestDoctorOnCertificates(t *testing.T) {
	t.Parallel()
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(untrusted.Close)
	code, checks, _ := examine(t, map[string]string{keyVariable: "sk_good", "HEYGEN_API_BASE": untrusted.URL})
	assert.Equal(t, ExitFailed, code)
	assert.Contains(t, checks["network"].Detail, "not trusted")
}

func TestDiagnose(t *testing.T) {
	t.Parallel()
	detail, _ := diagnose(&net.DNSError{Name: "api.heygen.com", Err: "no such host", IsNotFound: true}, "api.heygen.com")
	assert.Contains(t, detail, "api.heygen.com is not resolved")
	detail, _ = diagnose(context.DeadlineExceeded, "h")
	assert.Contains(t, detail, "in time")
	detail, remedy := diagnose(errors.New("odd"), "h")
	assert.Contains(t, detail, "odd")
	assert.NotEmpty(t, remedy)
}

func TestDoctorOnDirectories(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for path, want := range map[string]outcome{
		dir: passed, filepath.Join(dir, "new", "deeper"): passed, file: failed, filepath.Join(file, "below"): failed,
	} {
		sys := newTestSystem(t, nil)
		c := checkDownloads(sys.system, path)
		assert.Equal(t, want, c.Outcome, "%s: %s", path, c.Detail)
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "nothing is left behind")
}

func TestStrays(t *testing.T) {
	t.Parallel()
	assert.Empty(t, strays("sk_good"))
	assert.Equal(t, "2 tabs, 1 space", strays(" \tsk_good\t"))
	assert.Equal(t, "1 control character", strays("sk_\x00good"))
}
