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

	"heygen-mcp/cli/doctor"
	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi/heygentest"
)

// examine runs doctor and gives its exit code and its checks by name.
func examine(t *testing.T, env map[string]string, args ...string) (int, map[string]doctor.Check, testSystem) {
	t.Helper()
	sys := newTestSystem(t, env)
	code := run(t.Context(), append([]string{"doctor", "--json"}, args...), sys.System)
	var list doctor.Checklist
	require.NoError(t, json.Unmarshal(sys.out.Bytes(), &list), "%s%s", sys.out, sys.errs)
	assert.Equal(t, code == terminal.ExitOK, list.OK)
	checks := map[string]doctor.Check{}
	for _, c := range list.Checks {
		checks[c.Name] = c
		if c.Outcome == doctor.Failed || c.Outcome == doctor.Warned {
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
		assert.Equal(t, doctor.Passed, c.Outcome, "%s: %s", name, c.Detail)
	}
	assert.Contains(t, checks["key present"].Detail, fingerprint(t, "sk_good_key"))
	assert.Contains(t, checks["right header"].Detail, "x-api-key")
	assert.Contains(t, checks["wallet funded"].Detail, "100.00 USD")
	assert.NotContains(t, sys.out.String(), "sk_good_key")
	assert.NoDirExists(t, filepath.Join(sys.Home, "Downloads"), "checking leaves nothing behind")
}

func TestDoctorForPeople(t *testing.T) {
	t.Parallel()
	sys := newTestSystem(t, map[string]string{flags.KeyVariable: "sk_good_key"})
	assert.Equal(t, terminal.ExitOK, run(t.Context(), []string{"doctor", "--sandbox"}, sys.System))
	assert.Contains(t, sys.out.String(), "All well.")
	assert.Contains(t, sys.out.String(), "from the sandbox")
	assert.NotContains(t, sys.out.String(), "->")

	sys = newTestSystem(t, map[string]string{"HEYGEN_API_BASE": simulate(t)})
	assert.Equal(t, terminal.ExitCredentials, run(t.Context(), []string{"doctor"}, sys.System))
	assert.Contains(t, sys.out.String(), "fail  key present")
	assert.Contains(t, sys.out.String(), "-> ")
	assert.Contains(t, sys.out.String(), flags.KeyPage)
	assert.Contains(t, sys.out.String(), "Something needs mending")
}

func TestDoctorOnKeys(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, key, file string
		code            int
		check           string
		outcome         doctor.Outcome
		says            string
	}{
		{"none", "", "", terminal.ExitCredentials, "key present", doctor.Failed, ".heygen"},
		{"an unset option of a desktop host", "${user_config.api_key}", "", terminal.ExitCredentials, "key present", doctor.Failed, "placeholder ${user_config.api_key}"},
		{"from the file", "", `{"api_key":"sk_file"}`, terminal.ExitOK, "key present", doctor.Passed, "(api_key)"},
		{"a broken file", "", `{"api_key":`, terminal.ExitCredentials, "key present", doctor.Failed, "JSON"},
		{"refused", "sk_invalid", "", terminal.ExitCredentials, "key active", doctor.Failed, "refuses"},
		{"line break and BOM", "\ufeffsk_good\r\n", "", terminal.ExitOK, "no stray characters", doctor.Warned, "2 line breaks, 1 byte order mark"},
		{"zero-width and no-break spaces", "sk_\u200bgood\u00a0", "", terminal.ExitOK, "no stray characters", doctor.Warned, "1 no-break space, 1 zero-width character"},
		{"letters that no key has", "sk_gооd", "", terminal.ExitCredentials, "no stray characters", doctor.Failed, ""},
		{"a header's name", "Bearer sk_good", "", terminal.ExitCredentials, "no stray characters", doctor.Failed, `"Bearer"`},
		{"an assignment", "HEYGEN_API_KEY=sk_good", "", terminal.ExitCredentials, "no stray characters", doctor.Failed, "HEYGEN_API_KEY="},
		{"quotation marks", `"sk_good"`, "", terminal.ExitCredentials, "no stray characters", doctor.Failed, "quotation marks"},
		{"an example", "<your-api-key>", "", terminal.ExitCredentials, "no stray characters", doctor.Failed, "example"},
		{"a login in the key's place", "eyJhbGciOiJub25lIn0.e30.x", "", terminal.ExitCredentials, "right header", doctor.Failed, "access token"},
		{"a login", "", `{"oauth":{"access_token":"tok","expires_at":"2999-01-01T00:00:00Z"}}`, terminal.ExitOK, "right header", doctor.Passed, "Bearer, until 2999"},
		{"an expired login", "", `{"oauth":{"access_token":"tok","expires_at":"2020-01-01T00:00:00Z"}}`, terminal.ExitCredentials, "key present", doctor.Failed, "expired"},
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
		outcome doctor.Outcome
	}{
		{"empty", 0, terminal.ExitFailed, doctor.Failed},
		{"nearly empty", 0.4, terminal.ExitOK, doctor.Warned},
		{"funded", 12, terminal.ExitOK, doctor.Passed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, checks, _ := examine(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": simulate(t, heygentest.WithBalance(test.balance))})
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
		outcome doctor.Outcome
		says    string
	}{
		{"down", answer(503, "text/html", "<h1>no</h1>"), terminal.ExitFailed, "network", doctor.Failed, "503"},
		{"a login page of the network", answer(200, "text/html; charset=utf-8", "<h1>Wi-Fi</h1>"), terminal.ExitFailed, "network", doctor.Failed, "web page"},
		{"a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
		}, terminal.ExitFailed, "network", doctor.Failed, "redirect"},
		{"no answer", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, terminal.ExitFailed, "network", doctor.Failed, "in time"},
		{"no credit at all", answer(402, "application/json", `{"error":{"code":"insufficient_credit","message":"buy some"}}`), terminal.ExitFailed, "wallet funded", doctor.Failed, "no credit"},
		{"forbidden", answer(403, "application/json", `{"error":{"code":"forbidden","message":"not yours"}}`), terminal.ExitCredentials, "key active", doctor.Failed, "forbids"},
		{"nonsense", answer(200, "application/json", `{"data": 17`), terminal.ExitFailed, "key active", doctor.Failed, "no answer"},
		{"usage based", answer(200, "application/json", `{"data":{"billing_type":"usage_based","username":"u"}}`), terminal.ExitOK, "wallet funded", doctor.Passed, "usage_based"},
		{"a clock of its own", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
			answer(200, "application/json", `{"data":{"billing_type":"wallet","username":"u","wallet":{"currency":"usd","remaining_balance":9}}}`)(w, r)
		}, terminal.ExitOK, "clock", doctor.Warned, "behind"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			faulty := httptest.NewServer(test.handler)
			t.Cleanup(faulty.Close)
			code, checks, sys := examine(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": faulty.URL}, "--timeout", "500ms")
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
	code, checks, _ := examine(t, map[string]string{flags.KeyVariable: "sk_good", "HEYGEN_API_BASE": gone.URL})
	assert.Equal(t, terminal.ExitFailed, code)
	assert.Contains(t, checks["network"].Detail, "refuses the connection")
	for _, name := range []string{"right header", "key active", "wallet funded", "clock"} {
		assert.Equal(t, doctor.Skipped, checks[name].Outcome, name)
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

func TestDoctorOnDirectories(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	for path, want := range map[string]doctor.Outcome{
		dir: doctor.Passed, filepath.Join(dir, "new", "deeper"): doctor.Passed, file: doctor.Failed, filepath.Join(file, "below"): doctor.Failed,
	} {
		sys := newTestSystem(t, nil)
		c := doctor.CheckDownloads(sys.System, path)
		assert.Equal(t, want, c.Outcome, "%s: %s", path, c.Detail)
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "nothing is left behind")
}
