package resources_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tiktoken-go/tokenizer"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

// withLedger gives clients of two keys on a server whose ledger has jobs of the
// first.
func withLedger(t *testing.T, bought int) (mine, others *client.Client, heygen *heygentest.Server) {
	t.Helper()
	heygen = mcptest.HeyGen(t)
	ledger := jobs.New(jobs.Options{Path: filepath.Join(t.TempDir(), "ledger.db"), Budget: jobs.Budget{Day: 50}})
	t.Cleanup(func() { assert.NoError(t, ledger.Close(context.WithoutCancel(t.Context()))) })
	own, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	api, err := heygenapi.New(own, heygenapi.WithBaseURL(heygen.URL), heygenapi.WithRateLimit(1e6, 1e6))
	require.NoError(t, err)
	voices, err := api.ListVoices(t.Context(), heygenapi.ListVoicesOptions{PageOptions: heygenapi.PageOptions{Limit: 1}, Engine: "starfish"})
	require.NoError(t, err)
	acct := jobs.Account{ID: own.Fingerprint(), API: api}
	for n := range bought {
		_, err := ledger.Spend(t.Context(), acct, jobs.Purchase{
			Tool: "create_speech", Arguments: n, Kind: jobs.KindSpeech, Title: fmt.Sprintf("Speech | %d\nof many", n),
			Estimate: &pricing.Estimate{Product: pricing.Speech, USD: &pricing.Range{Min: 0.1, Max: 0.25}},
		}, func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
			speech, err := api.CreateSpeech(ctx, heygenapi.SpeechRequest{Text: "Hello.", VoiceID: voices.Items[0].ID}, options...)
			return speech, nil, err
		})
		require.NoError(t, err)
	}
	require.NoError(t, ledger.RecordBalance(t.Context(), acct.ID, 90))
	env := mcptest.Env(t, heygen, heygenapi.Credential{})
	env.Ledger = ledger
	return mcptest.ConnectTo(t, env, key), mcptest.ConnectTo(t, env, "sk_of_somebody_else"), heygen
}

// TestJobs walks the pages, meets each job once, shows them to nobody else, and
// asks HeyGen nothing.
func TestJobs(t *testing.T) {
	t.Parallel()
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	require.NoError(t, err)
	mine, others, heygen := withLedger(t, 130)
	before := len(heygen.Requests())
	ids := map[string]bool{}
	pages := 0
	for uri := "heygen://jobs?kind=speech&state=completed,failed"; uri != ""; pages++ {
		text := read(t, mine, uri)
		tokens, err := codec.Count(text)
		require.NoError(t, err)
		assert.Less(t, tokens, 6000)
		uri = ""
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "#") {
				if found := nextPage.FindStringSubmatch(line); found != nil {
					uri = found[1]
				}
				continue
			}
			cells := strings.Split(strings.TrimSpace(line), " | ")
			require.Len(t, cells, 8, line)
			assert.False(t, ids[cells[0]], "%s comes twice", cells[0])
			ids[cells[0]] = true
			assert.Equal(t, []string{"completed", "create_speech", "speech", "0.25"}, cells[2:6])
		}
	}
	assert.Len(t, ids, 130)
	assert.Equal(t, 3, pages)
	assert.Contains(t, read(t, mine, "heygen://jobs?tool=create_video"), "# 0 jobs")
	assert.Contains(t, read(t, others, "heygen://jobs"), "# 0 jobs")
	assert.Len(t, heygen.Requests(), before)
}

func TestSpendResource(t *testing.T) {
	t.Parallel()
	mine, others, heygen := withLedger(t, 4)
	before := len(heygen.Requests())
	var answer struct {
		Since time.Time `json:"since"`
		Total struct {
			Jobs int     `json:"jobs"`
			Cost float64 `json:"cost_usd"`
		} `json:"total"`
		ByTool []struct {
			Name string `json:"name"`
		} `json:"by_tool"`
		Wallet struct {
			Last float64 `json:"last_usd"`
		} `json:"wallet"`
		Budgets []jobs.BudgetStatus `json:"budgets"`
	}
	require.NoError(t, json.Unmarshal([]byte(read(t, mine, "heygen://spend?days=7")), &answer))
	assert.Equal(t, 4, answer.Total.Jobs)
	assert.InDelta(t, 1, answer.Total.Cost, 1e-9)
	assert.Equal(t, "create_speech", answer.ByTool[0].Name)
	assert.InDelta(t, 90, answer.Wallet.Last, 1e-9)
	require.Len(t, answer.Budgets, 1)
	assert.InDelta(t, 49, answer.Budgets[0].Remaining, 1e-9)
	assert.WithinDuration(t, time.Now().AddDate(0, 0, -7), answer.Since, 25*time.Hour)
	assert.Contains(t, read(t, others, "heygen://spend"), `"jobs":0`)
	assert.Len(t, heygen.Requests(), before)
}

// TestLedgerResourcesSayWhatIsWrong with the address.
func TestLedgerResourcesSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	mine, _, heygen := withLedger(t, 1)
	for uri, want := range map[string]string{
		"heygen://jobs?state=done":      "planned",
		"heygen://jobs?kind=film":       "translation",
		"heygen://jobs?cursor=abc":      "without a cursor",
		"heygen://jobs?cursor=1.-2":     "without a cursor",
		"heygen://jobs?colour=red":      "it takes: state, kind, tool, cursor",
		"heygen://spend?days=0":         "from 1 to 366",
		"heygen://spend?days=fortnight": "from 1 to 366",
	} {
		_, err := tryRead(t, mine, uri)
		assert.ErrorContains(t, err, want, uri)
	}
	// Without a ledger that is the answer.
	none := mcptest.Connect(t, heygen, key)
	assert.Contains(t, read(t, none, "heygen://jobs"), "--no-ledger")
	assert.Contains(t, read(t, none, "heygen://spend"), "--no-ledger")
	// Without a key nobody's jobs are shown.
	_, err := tryRead(t, mcptest.Connect(t, heygen, ""), "heygen://jobs")
	require.Error(t, err)
}
