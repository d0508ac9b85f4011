package tools_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
)

type assetAnswer struct {
	AssetID string `json:"asset_id"`
	Name    string `json:"name"`
	Type    string `json:"type"`
	Status  string `json:"status"`
	URL     string `json:"url"`
}

type assetPage struct {
	Items      []assetAnswer
	NextCursor string `json:"next_cursor"`
	Next       string `json:"next"`
}

func TestUploadsAreListedAndDeleted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var sent []string
	for _, name := range []string{"a.png", "b.png", "c.png"} {
		sent = append(sent, b.upload(t, name, pngFile()))
	}
	var first, second assetPage
	b.call("list_assets", map[string]any{"limit": 2}, &first)
	require.Len(t, first.Items, 2)
	b.call("list_assets", map[string]any{"limit": 2, "cursor": first.NextCursor}, &second)
	require.Len(t, second.Items, 1)
	assert.Empty(t, second.NextCursor)
	assert.Equal(t, "c.png", first.Items[0].Name, "the newest first")
	assert.Empty(t, first.Items[0].URL)

	var one, many assetPage
	b.call("get_asset", map[string]any{"asset_ids": sent[:1]}, &one)
	assert.Equal(t, "a.png", one.Items[0].Name)
	assert.NotEmpty(t, one.Items[0].URL)
	b.call("get_asset", map[string]any{"asset_ids": append(sent, "nothing")}, &many)
	require.Len(t, many.Items, 4)
	assert.Equal(t, "completed", many.Items[0].Status)
	assert.Equal(t, assetAnswer{AssetID: "nothing", Status: "not_found"}, many.Items[3])

	var gone struct{ Deleted bool }
	b.call("delete_asset", map[string]any{"asset_id": sent[0]}, &gone)
	assert.True(t, gone.Deleted)
	assert.Equal(t, "asset_id", b.refused("delete_asset", map[string]any{"asset_id": sent[0]}).Field)
}

// TestStockIsSearched: the links work, and a search without results says what
// to do.
func TestStockIsSearched(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var pictures, own assetPage
	b.call("search_assets", map[string]any{"query": "a lighthouse"}, &pictures)
	require.Len(t, pictures.Items, 5)
	assert.Equal(t, http.StatusOK, fetch(t, pictures.Items[0].URL))
	b.call("search_assets", map[string]any{"query": "a lighthouse", "cursor": pictures.NextCursor, "type": "icon"}, &pictures)
	assert.NotEmpty(t, pictures.Items)
	b.call("search_assets", map[string]any{"query": "a lighthouse", "scope": "personal"}, &own)
	assert.Empty(t, own.Items)
	assert.Contains(t, own.Next, "Nothing was found")

	var sounds struct {
		Items []struct {
			Name     string
			Score    float64
			AudioURL string `json:"audio_url"`
		}
		Next string
	}
	b.call("search_audio_sounds", map[string]any{"query": "calm piano", "min_score": 0.1}, &sounds)
	require.NotEmpty(t, sounds.Items)
	assert.Equal(t, http.StatusOK, fetch(t, sounds.Items[0].AudioURL))
	for i := range sounds.Items[1:] {
		assert.GreaterOrEqual(t, sounds.Items[i].Score, sounds.Items[i+1].Score, "the best first")
	}
	b.call("search_audio_sounds", map[string]any{"query": "zzzz", "type": "sound_effects"}, &sounds)
	assert.Empty(t, sounds.Items)
	assert.Contains(t, sounds.Next, "min_score")
}

func fetch(t *testing.T, address string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	require.NoError(t, resp.Body.Close())
	return resp.StatusCode
}

type uploadsAnswer struct {
	Items []struct {
		Source   string
		AssetID  string `json:"asset_id"`
		Status   string
		MimeType string `json:"mime_type"`
		Problem  string
	}
	Failed  int
	BatchID string `json:"batch_id"`
	Next    string
}

func sentTo(b *bench) []string {
	var seen []string
	for _, r := range b.heygen.Requests() {
		seen = append(seen, r.Method+" "+r.Path)
	}
	return seen
}

// TestUploadsTogether go as one batch, in the order of the arguments.
func TestUploadsTogether(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	deep := strings.Repeat("deep/", 20)
	require.NoError(t, os.MkdirAll(filepath.Join(b.files.UploadDirs[0], deep), 0o700))
	var out uploadsAnswer
	b.call("upload_assets", map[string]any{"paths": []string{b.place("a.png", pngFile()), b.place(deep+"b.wav", wavFile())}}, &out)
	require.Len(t, out.Items, 2)
	assert.Zero(t, out.Failed)
	assert.Equal(t, []string{"image/png", "audio/wav"}, []string{out.Items[0].MimeType, out.Items[1].MimeType})
	assert.Equal(t, []string{"POST /v3/assets/direct-uploads/batches", "POST /v3/assets/complete/batches", "GET /v3/assets/batches/" + out.BatchID}, sentTo(b))
	for _, item := range out.Items {
		assert.Equal(t, "completed", item.Status)
		var one assetPage
		b.call("get_asset", map[string]any{"asset_ids": []string{item.AssetID}}, &one)
		assert.Equal(t, filepath.Base(item.Source), one.Items[0].Name, "however long the path is")
		assert.Equal(t, http.StatusOK, fetch(t, one.Items[0].URL))
	}
}

// TestUploadsFailAlone: what cannot be sent says why, and the rest is sent.
func TestUploadsFailAlone(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/logo.png" {
			_, _ = w.Write(pngFile())
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(web.Close)
	b := newBench(t, withEnv(func(e *kit.Env) { e.Fetch = files.NewFetcher(web.URL) }))
	outside := filepath.Join(t.TempDir(), "secret.png")
	require.NoError(t, os.WriteFile(outside, pngFile(), 0o600))
	link := filepath.Join(b.files.UploadDirs[0], "link.png")
	require.NoError(t, os.Symlink(outside, link))
	var out uploadsAnswer
	b.call("upload_assets", map[string]any{
		"paths": []string{outside, b.place("a.png", pngFile()), b.place("page.html", []byte("<!doctype html><title>x</title>")), link},
		"urls":  []string{web.URL + "/logo.png?signature=secret", web.URL + "/missing.png"},
	}, &out)
	require.Len(t, out.Items, 6)
	assert.Equal(t, 4, out.Failed)
	for i, says := range []string{"outside the folders", "", "page.html", "leads out of", "", "status 404"} {
		if says == "" {
			assert.Equal(t, "completed", out.Items[i].Status, i)
			assert.NotEmpty(t, out.Items[i].AssetID)
			continue
		}
		assert.Equal(t, "failed", out.Items[i].Status, i)
		assert.Contains(t, out.Items[i].Source+out.Items[i].Problem, says)
		assert.NotEmpty(t, out.Items[i].Problem)
		assert.Empty(t, out.Items[i].AssetID)
	}
	assert.Equal(t, web.URL+"/logo.png", out.Items[4].Source, "without what may be a signature")
	assert.Contains(t, out.Next, "only them again")
}

// TestUploadsThatHeyGenRefuses do not spoil the others: each is completed by
// itself.
func TestUploadsThatHeyGenRefuses(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/assets/complete/batches", Kind: heygentest.FaultFail500})))
	var out uploadsAnswer
	b.call("upload_assets", map[string]any{"paths": []string{b.place("a.png", pngFile()), b.place("b.png", pngFile())}}, &out)
	assert.Zero(t, out.Failed)
	completed := 0
	for _, line := range sentTo(b) {
		if strings.HasSuffix(line, "/complete") {
			completed++
		}
	}
	assert.Equal(t, 2, completed)
}

func TestUploadsTooLarge(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithMaxDirectUpload(1000)))
	path := b.place("large.pdf", []byte("%PDF-1.7\n"))
	require.NoError(t, os.Truncate(path, 2000))
	failure := b.refused("upload_assets", map[string]any{"paths": []string{path}})
	assert.Equal(t, "payload_too_large", failure.Code)
	assert.NotEmpty(t, failure.Hint)
}

func TestBrandsAreListed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var kits struct {
		Items []struct {
			BrandKitID string `json:"brand_kit_id"`
			Name       string
			Colors     []string
			LogoURL    string `json:"logo_url"`
		}
		NextCursor string `json:"next_cursor"`
	}
	b.call("list_brand_kits", map[string]any{"limit": 1}, &kits)
	require.Len(t, kits.Items, 1)
	first := kits.Items[0].BrandKitID
	assert.NotEmpty(t, kits.Items[0].Colors)
	assert.Equal(t, http.StatusOK, fetch(t, kits.Items[0].LogoURL))
	b.call("list_brand_kits", map[string]any{"limit": 1, "cursor": kits.NextCursor}, &kits)
	assert.NotEqual(t, first, kits.Items[0].BrandKitID)
	var glossaries struct {
		Items []struct {
			BrandGlossaryID string `json:"brand_glossary_id"`
			Name            string
			UpdatedAt       string `json:"updated_at"`
		}
	}
	b.call("list_brand_glossaries", map[string]any{}, &glossaries)
	require.NotEmpty(t, glossaries.Items)
	assert.NotEmpty(t, glossaries.Items[0].BrandGlossaryID)
	assert.NotEmpty(t, glossaries.Items[0].UpdatedAt)
}

// TestStorageThatRefusesAFile: the one that did not arrive failed, the other is
// there.
func TestStorageThatRefusesAFile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	behind, err := url.Parse(b.heygen.URL)
	require.NoError(t, err)
	var puts atomic.Int32
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(behind)
		r.Out.Host = r.In.Host // HeyGen's links lead here
	}}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && puts.Add(1) == 1 {
			http.Error(w, "no room", http.StatusInsufficientStorage)
			return
		}
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	credential, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	b.env.Accounts, err = account.New(credential, heygenapi.WithBaseURL(front.URL))
	require.NoError(t, err)
	b = connect(t, b.heygen, b.env, nil)
	var out uploadsAnswer
	b.call("upload_assets", map[string]any{"paths": []string{b.place("a.png", pngFile()), b.place("b.png", pngFile())}}, &out)
	assert.EqualValues(t, 2, puts.Load())
	assert.Equal(t, 1, out.Failed)
	for _, item := range out.Items {
		if item.Status == "failed" {
			assert.Contains(t, item.Problem, "storage refused")
			continue
		}
		var one assetPage
		b.call("get_asset", map[string]any{"asset_ids": []string{item.AssetID}}, &one)
		assert.NotEmpty(t, one.Items[0].URL, "the other one is there")
	}
}
