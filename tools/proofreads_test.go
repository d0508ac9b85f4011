package tools_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tiktoken-go/tokenizer"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
)

type proofreadAnswer struct {
	Status         string          `json:"status"`
	Title          string          `json:"title"`
	OutputLanguage string          `json:"output_language"`
	FailureMessage string          `json:"failure_message"`
	Items          []proofreadLine `json:"items"`
	Total          int             `json:"total"`
	NextFrom       int             `json:"next_from"`
	Confirmed      bool            `json:"confirmed"`
	Warnings       []string        `json:"warnings"`
	Next           string          `json:"next"`
}

type proofreadLine struct {
	Line     int     `json:"line"`
	Start    float64 `json:"start"`
	End      float64 `json:"end"`
	Text     string  `json:"text"`
	Original string  `json:"original"`
}

const spokenScript = "One is the first line. Two comes after it. Three is where it ends."

// proofread makes a completed proofread of a video of three lines.
func proofread(t *testing.T) (*bench, *heygentest.ManualClock, string) {
	t.Helper()
	b, clock := still(t)
	video := b.makeVideo(spokenScript)
	clock.Advance(time.Hour)
	var made struct {
		IDs       []string `json:"proofread_ids"`
		Languages []string `json:"output_languages"`
		Next      string   `json:"next"`
	}
	b.call("create_proofread", map[string]any{"video_id": video, "output_languages": []string{"es"}}, &made)
	require.Len(t, made.IDs, 1)
	assert.Equal(t, []string{"Spanish"}, made.Languages)
	assert.Contains(t, made.Next, "get_proofread")
	clock.Advance(time.Hour)
	return b, clock, made.IDs[0]
}

func (b *bench) readProofread(args map[string]any) proofreadAnswer {
	b.t.Helper()
	var got proofreadAnswer
	b.call("get_proofread", args, &got)
	return got
}

// TestAnEditedProofreadIsWhatIsSpoken goes from the video to the captions.
func TestAnEditedProofreadIsWhatIsSpoken(t *testing.T) {
	t.Parallel()
	b, clock, id := proofread(t)
	s := b.status(40, id)
	assert.True(t, s.Done)
	assert.Equal(t, "proofread", s.Items[0].Kind)
	assert.Contains(t, s.Items[0].Note, "update_proofread")
	before := b.readProofread(map[string]any{"proofread_id": id, "original": true})
	assert.Equal(t, "Of the tests", before.Title)
	assert.Equal(t, "Spanish", before.OutputLanguage)
	require.Len(t, before.Items, 3)
	assert.Equal(t, before.Items[1].Text, before.Items[1].Original)
	assert.Zero(t, before.NextFrom)

	var edited proofreadAnswer
	b.call("update_proofread", map[string]any{"proofread_id": id, "edits": []map[string]any{
		{"line": 1, "text": "Uno es la <i>primera</i> línea."}, {"line": 3, "text": "Tres: aquí\r\n\r\ntermina."},
	}}, &edited)
	assert.True(t, edited.Confirmed)
	assert.Empty(t, edited.Warnings)
	require.Len(t, edited.Items, 2)
	assert.Equal(t, "Uno es la <i>primera</i> línea.", edited.Items[0].Text)
	after := b.readProofread(map[string]any{"proofread_id": id, "original": true})
	require.Len(t, after.Items, 3)
	for i := range after.Items {
		assert.Equal(t, before.Items[i].Start, after.Items[i].Start)
		assert.Equal(t, before.Items[i].End, after.Items[i].End)
		assert.Equal(t, before.Items[i].Original, after.Items[i].Original)
	}
	assert.Equal(t, before.Items[1].Text, after.Items[1].Text)
	assert.Equal(t, "Tres: aquí\ntermina.", after.Items[2].Text)

	var dubbed struct {
		ID       string `json:"video_translation_id"`
		Estimate struct {
			USD struct{ Min, Max float64 }
		}
	}
	b.call("generate_from_proofread", map[string]any{"proofread_id": id}, &dubbed)
	clock.Advance(time.Hour)
	require.True(t, b.status(40, dubbed.ID).Done)
	got := b.download(map[string]any{"ids": []string{dubbed.ID}, "include": "captions"})
	require.Empty(t, got.Items[0].Problem)
	captions, err := os.ReadFile(got.Items[0].Captions.Path)
	require.NoError(t, err)
	assert.Contains(t, string(captions), "Uno es la <i>primera</i> línea.")
	assert.Contains(t, string(captions), "termina.")
	assert.NotContains(t, string(captions), "first line")

	charges := b.heygen.Charges()
	paid := charges[len(charges)-1]
	assert.Equal(t, dubbed.ID, paid.ID)
	assert.InDelta(t, paid.USD, dubbed.Estimate.USD.Min, 0.011)
	assert.GreaterOrEqual(t, dubbed.Estimate.USD.Max, paid.USD)
	var listed struct {
		Items []struct {
			ID     string `json:"video_translation_id"`
			Status string `json:"status"`
		}
	}
	b.call("list_video_translations", nil, &listed)
	require.Len(t, listed.Items, 1)
	assert.Equal(t, "completed", listed.Items[0].Status)
}

func TestAProofreadsWholeTextIsReplaced(t *testing.T) {
	t.Parallel()
	b, _, id := proofread(t)
	text := "\ufeff7\r\n00:00:00,000 --> 00:00:01,500\r\n<i>Eins</i>\r\nund zwei\r\n\r\n00:00:02.000 --> 00:00:03.000\r\nDrei"
	replace := func(args map[string]any) {
		t.Helper()
		args["proofread_id"] = id
		var edited proofreadAnswer
		b.call("update_proofread", args, &edited)
		assert.True(t, edited.Confirmed)
		assert.Equal(t, 2, edited.Total)
		now := b.readProofread(map[string]any{"proofread_id": id, "original": true}).Items
		require.Len(t, now, 2)
		assert.Equal(t, "<i>Eins</i>\nund zwei", now[0].Text)
		assert.InDelta(t, 1.5, now[0].End, 1e-9)
		assert.Contains(t, now[0].Original, "One is", "the original is found by its time")
		var back proofreadAnswer
		b.call("update_proofread", map[string]any{"proofread_id": id, "srt": "00:00:00,000 --> 00:00:01,000\nEinzeln"}, &back)
		assert.True(t, back.Confirmed)
	}
	replace(map[string]any{"srt": text})

	file := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }))
	t.Cleanup(file.Close)
	api := b.api()
	asset, err := api.UploadAsset(t.Context(), heygenapi.AssetFile{Name: "x.srt", ContentType: "application/x-subrip", Body: strings.NewReader(text)})
	require.NoError(t, err)
	replace(map[string]any{"srt_asset_id": asset.AssetID})
	// The test's own machine is a private network to the server.
	failure := b.refused("update_proofread", map[string]any{"proofread_id": id, "srt_url": file.URL + "/x.srt"})
	assert.Equal(t, "srt_url", failure.Field)
	assert.Contains(t, failure.Hint, "upload_asset")
	failure = b.refused("update_proofread", map[string]any{"proofread_id": id, "srt_url": b.heygen.URL + "/_media/asset/nothing.srt"})
	assert.Equal(t, "srt_url", failure.Field)
	assert.Contains(t, failure.Message, "status 4")
	replace(map[string]any{"srt_url": asset.URL})
}

// api is the client of the tests themselves.
func (b *bench) api() *heygenapi.Client {
	b.t.Helper()
	credential, err := heygenapi.APIKey(key)
	require.NoError(b.t, err)
	client, err := heygenapi.New(credential, heygenapi.WithBaseURL(b.heygen.URL))
	require.NoError(b.t, err)
	return client
}

func TestProofreadPages(t *testing.T) {
	t.Parallel()
	b, _, id := proofread(t)
	var text strings.Builder
	for i := range 90 {
		at := func(s int) string { return time.Time{}.Add(time.Duration(s) * time.Second).Format("15:04:05,000") }
		text.WriteString(at(2*i) + " --> " + at(2*i+1) + "\nLa frase que se dice en este punto del video es bastante larga.\n\n")
	}
	var edited proofreadAnswer
	b.call("update_proofread", map[string]any{"proofread_id": id, "srt": text.String()}, &edited)
	assert.Equal(t, 90, edited.Total)
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	require.NoError(t, err)
	for _, original := range []bool{false, true} {
		var raw json.RawMessage
		b.call("get_proofread", map[string]any{"proofread_id": id, "original": original}, &raw)
		tokens, _, err := codec.Encode(string(raw))
		require.NoError(t, err)
		assert.LessOrEqual(t, len(tokens), 1500)
	}
	seen := 0
	for from := 1; from > 0; {
		page := b.readProofread(map[string]any{"proofread_id": id, "from": from})
		assert.Equal(t, from, page.Items[0].Line)
		seen += len(page.Items)
		from = page.NextFrom
	}
	assert.Equal(t, 90, seen)
	assert.Len(t, b.readProofread(map[string]any{"proofread_id": id, "limit": 90}).Items, 90)
	failure := b.refused("get_proofread", map[string]any{"proofread_id": id, "from": 91})
	assert.Contains(t, failure.Message, "90 lines")
}

func TestAProofreadThatIsNotReady(t *testing.T) {
	t.Parallel()
	b, clock := still(t)
	start := func(title string) string {
		var made struct {
			IDs []string `json:"proofread_ids"`
		}
		b.call("create_proofread", map[string]any{"video_asset_id": b.clipAsset(), "output_languages": []string{"es"}, "title": title}, &made)
		return made.IDs[0]
	}
	id := start("Early")
	assert.Equal(t, "processing", b.readProofread(map[string]any{"proofread_id": id}).Status)
	for tool, args := range map[string]map[string]any{
		"generate_from_proofread": {"proofread_id": id},
		"update_proofread":        {"proofread_id": id, "edits": []map[string]any{{"line": 1, "text": "x"}}},
	} {
		failure := b.refused(tool, args)
		assert.Equal(t, "resource_not_ready", failure.Code)
		assert.True(t, failure.Retryable)
	}
	doomed := start("[[fail]] Late")
	clock.Advance(time.Hour)
	got := b.readProofread(map[string]any{"proofread_id": doomed})
	assert.Equal(t, "failed", got.Status)
	assert.NotEmpty(t, got.FailureMessage)
	failure := b.refused("generate_from_proofread", map[string]any{"proofread_id": doomed})
	assert.Equal(t, "proofread_id", failure.Field)
	assert.Contains(t, failure.Message, "failed")
}

// clipAsset uploads what serves as a source video.
func (b *bench) clipAsset() string {
	b.t.Helper()
	asset, err := b.api().UploadAsset(b.t.Context(), heygenapi.AssetFile{Name: "a.pdf", ContentType: "application/pdf", Body: strings.NewReader("%PDF-1.4 stands for a video")})
	require.NoError(b.t, err)
	return asset.AssetID
}

// behind is another server of ours, with one between it and HeyGen that
// answers some requests itself.
func (b *bench) behind(answer func(w http.ResponseWriter, r *http.Request) bool) *bench {
	b.t.Helper()
	heygen, err := url.Parse(b.heygen.URL)
	require.NoError(b.t, err)
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(heygen) }}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !answer(w, r) {
			proxy.ServeHTTP(w, r)
		}
	}))
	b.t.Cleanup(srv.Close)
	env := newEnv(b.t, b.heygen)
	credential, err := heygenapi.APIKey(key)
	require.NoError(b.t, err)
	env.Accounts, err = account.New(credential, heygenapi.WithBaseURL(srv.URL))
	require.NoError(b.t, err)
	return connect(b.t, b.heygen, env, nil)
}

// TestHeyGenTakesNoSRT: its sources disagree whether it does.
func TestHeyGenTakesNoSRT(t *testing.T) {
	t.Parallel()
	b, _, id := proofread(t)
	refusing := b.behind(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPost || r.URL.Path != "/v3/assets" {
			return false
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":{"code":"invalid_parameter","message":"text/plain is not accepted","param":"file"}}`))
		return true
	})
	failure := refusing.refused("update_proofread", map[string]any{"proofread_id": id, "edits": []map[string]any{{"line": 1, "text": "Uno."}}})
	assert.Equal(t, "srt_not_accepted", failure.Code)
	assert.Contains(t, failure.Message, "text/plain is not accepted")
	assert.Contains(t, failure.Hint, "srt_url")
	assert.Contains(t, b.readProofread(map[string]any{"proofread_id": id}).Items[0].Text, "One is", "nothing was changed")
}

// TestAnUpdateThatHeyGenDoesNotShow is told as what it is.
func TestAnUpdateThatHeyGenDoesNotShow(t *testing.T) {
	t.Parallel()
	b, _, id := proofread(t)
	forgetful := b.behind(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodPut {
			return false
		}
		_, _ = w.Write([]byte(`{"data":{"id":"` + id + `","status":"completed"}}`))
		return true
	})
	var edited proofreadAnswer
	forgetful.call("update_proofread", map[string]any{"proofread_id": id, "edits": []map[string]any{{"line": 1, "text": "Uno."}}}, &edited)
	assert.False(t, edited.Confirmed)
	assert.Contains(t, strings.Join(edited.Warnings, " "), "still shows another")
	assert.Contains(t, edited.Items[0].Text, "One is", "it shows what HeyGen has")
}

// TestALostUpdateMayBeRepeated: nothing is paid for.
func TestALostUpdateMayBeRepeated(t *testing.T) {
	t.Parallel()
	b, _, id := proofread(t)
	args := map[string]any{"proofread_id": id, "edits": []map[string]any{{"line": 1, "text": "Uno."}}}
	b.heygen.AddFault(heygentest.Fault{Method: "PUT", Times: 4, Kind: heygentest.FaultDropAfter})
	failure := b.refused("update_proofread", args)
	assert.Equal(t, "outcome_unknown", failure.Code)
	assert.True(t, failure.Retryable)
	assert.Contains(t, failure.Hint, "does no harm")
	var edited proofreadAnswer
	b.call("update_proofread", args, &edited)
	assert.True(t, edited.Confirmed)
}

// TestAProofreadsLinkIsRenewed: links expire, and their signatures stay inside.
func TestAProofreadsLinkIsRenewed(t *testing.T) {
	t.Parallel()
	b, _, id := proofread(t)
	b.heygen.AddFault(heygentest.Fault{Path: "/_media/proofread-srt/*", Times: 1, Kind: heygentest.FaultExpired})
	assert.Len(t, b.readProofread(map[string]any{"proofread_id": id}).Items, 3)
	b.heygen.AddFault(heygentest.Fault{Path: "/_media/proofread-srt/*", Kind: heygentest.FaultExpired})
	failure := b.refused("get_proofread", map[string]any{"proofread_id": id})
	assert.True(t, failure.Retryable)
	assert.NotContains(t, failure.Message, "signature")
	// Not to know the price is no reason not to render.
	var dubbed struct {
		ID       string `json:"video_translation_id"`
		Estimate struct{ Unknown bool }
	}
	b.call("generate_from_proofread", map[string]any{"proofread_id": id}, &dubbed)
	assert.NotEmpty(t, dubbed.ID)
	assert.True(t, dubbed.Estimate.Unknown)
}
