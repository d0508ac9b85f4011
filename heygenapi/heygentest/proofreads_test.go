package heygentest_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/heygentest/media"
)

const proofreads = "/v3/video-translations/proofreads"

func proofreading(pairs ...any) obj {
	return with(obj{"video": obj{"type": "url", "url": "https://files.example/talk.mp4"}, "output_languages": []string{spanish}, "title": "Talk"}, pairs...)
}

// proofread starts a proofread in one language and gives its path.
func (s *sandbox) proofread(body obj) string {
	s.t.Helper()
	made := s.ok(http.MethodPost, proofreads, body)
	assert.Equal(s.t, "processing", made["status"])
	ids := made["proofread_ids"].([]any)
	require.Len(s.t, ids, 1)
	return proofreads + "/" + ids[0].(string)
}

// edited are subtitles as a person writes them.
var edited = []media.Cue{
	{Start: 120 * time.Millisecond, End: 2345 * time.Millisecond, Text: "Bienvenidos al puerto.\nPasen & vean."},
	{Start: 3 * time.Second, End: 4001 * time.Millisecond, Text: "¡Hasta luego!"},
}

// subtitles serves the edited subtitles on this machine.
func subtitles(t testing.TB) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/talk.srt":
			_, _ = w.Write(media.SRT(edited))
		case "/away":
			http.Redirect(w, r, "https://files.example/talk.srt", http.StatusFound)
		case "/large":
			_, _ = w.Write(bytes.Repeat([]byte(" "), 1<<20+1))
		case "/page":
			_, _ = w.Write([]byte("<!doctype html><p>Not here"))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL + "/talk.srt"
}

// cuesAt reads the subtitles that a link leads to.
func (s *sandbox) cuesAt(link any) []media.Cue {
	s.t.Helper()
	got := s.send(http.MethodGet, link.(string), nil)
	require.Equal(s.t, http.StatusOK, got.status)
	assert.Equal(s.t, "application/x-subrip", got.header.Get("Content-Type"))
	cues, err := media.ParseSRT(got.raw)
	require.NoError(s.t, err)
	return cues
}

// generated is the finished translation of a proofread.
func (s *sandbox) generated(path string, body obj) obj {
	s.t.Helper()
	made := s.ok(http.MethodPost, path+"/generate", body)
	assert.Equal(s.t, "processing", made["status"])
	s.clock.Advance(time.Hour)
	done := s.ok(http.MethodGet, "/v3/video-translations/"+made["video_translation_id"].(string), nil)
	require.Equal(s.t, "completed", done["status"])
	return done
}

func TestProofreadIsEditedAndGenerated(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.video(spoken(t))
	s.clock.Advance(time.Hour)
	v := s.ok(http.MethodGet, "/v3/videos/"+id, nil)
	path := s.proofread(proofreading("video", obj{"type": "url", "url": v["video_url"]}, "mode", "precision"))
	early := obj{"srt": obj{"type": "asset_id", "asset_id": s.upload("early.srt", media.SRT(edited))}}
	s.refused("409 resource_not_ready", http.MethodGet, path+"/srt", nil)
	s.refused("409 resource_not_ready", http.MethodPut, path+"/srt", early)
	s.refused("409 resource_not_ready", http.MethodPost, path+"/generate", obj{})
	s.clock.Advance(time.Hour)
	done := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{"completed", "English", spanish, "Talk"}, []any{done["status"], done["input_language"], done["output_language"], done["title"]})
	files := s.ok(http.MethodGet, path+"/srt", nil)
	assert.Equal(t, s.cuesAt(v["subtitle_url"]), s.cuesAt(files["original_srt_url"]), "it is what the video says")
	assert.Len(t, s.Charges(), 1, "a proofread costs nothing; the video did")

	asset := s.upload("talk.srt", media.SRT(edited))
	assert.Equal(t, done["id"], s.ok(http.MethodPut, path+"/srt", obj{"srt": obj{"type": "asset_id", "asset_id": asset}})["id"])
	files = s.ok(http.MethodGet, path+"/srt", nil)
	assert.Equal(t, edited, s.cuesAt(files["srt_url"]))
	assert.Equal(t, s.cuesAt(v["subtitle_url"]), s.cuesAt(files["original_srt_url"]))

	dub := s.generated(path, obj{"captions": true, "callback_id": "mine"})
	assert.Equal(t, []any{"Talk", spanish, "mine"}, []any{dub["title"], dub["output_language"], dub["callback_id"]})
	assert.Equal(t, edited, s.cuesAt(dub["srt_caption_url"]))
	assert.Equal(t, string(media.VTT(edited)), string(s.send(http.MethodGet, dub["vtt_caption_url"].(string), nil).raw))
	require.Len(t, s.Charges(), 2)
	assert.Equal(t, "translation/precision", s.Charges()[1].Product)
	assert.InDelta(t, v["duration"], s.Charges()[1].Seconds, 0.01)

	silent := s.generated(path, obj{"captions": false, "translate_audio_only": true})
	assert.Equal(t, true, silent["translate_audio_only"])
	assert.Equal(t, edited, s.cuesAt(silent["srt_caption_url"]), "captions always come")
	assert.Equal(t, "translation/audio_only", s.Charges()[2].Product)
}

func TestSubtitlesAreReadWhereTheyAre(t *testing.T) {
	t.Parallel()
	s := open(t)
	here := subtitles(t)
	path := s.proofread(proofreading())
	s.clock.Advance(time.Hour)
	put := func(link string) obj { return obj{"srt": obj{"type": "url", "url": link}} }
	s.ok(http.MethodPut, path+"/srt", put(here))
	own := s.ok(http.MethodGet, path+"/srt", nil)["srt_url"].(string)
	assert.Equal(t, edited, s.cuesAt(own))
	other := s.proofread(proofreading())
	s.clock.Advance(30 * time.Minute)
	s.ok(http.MethodPut, other+"/srt", put(own))
	assert.Equal(t, edited, s.cuesAt(s.ok(http.MethodGet, other+"/srt", nil)["srt_url"]), "an own link is a source")

	host := strings.TrimSuffix(here, "/talk.srt")
	for link, want := range map[string]string{
		host + "/none": "400 download_failed srt.url", host + "/away": "400 download_failed srt.url", "https://files.example/talk.srt": "400 download_failed srt.url",
		"http://127.0.0.1:1/talk.srt": "400 download_failed srt.url", host + "/page": "400 invalid_parameter srt", "talk.srt": "400 invalid_parameter srt.url",
		own + "0": "400 download_failed srt.url", host + "/large": "400 download_failed srt.url",
	} {
		s.refused(want, http.MethodPut, path+"/srt", put(link))
	}
	s.clock.Advance(2 * time.Hour)
	s.refused("400 download_failed srt.url", http.MethodPut, path+"/srt", put(own))
	s.refused("400 invalid_parameter srt", http.MethodPut, path+"/srt", obj{})
	s.refused("400 invalid_parameter srt", http.MethodPut, path+"/srt", obj{"srt": obj{"type": "asset_id", "asset_id": s.upload("logo.png", picture())}})
	assert.Equal(t, edited, s.cuesAt(s.ok(http.MethodGet, path+"/srt", nil)["srt_url"]), "what was refused changed nothing")
}

func TestGivenSubtitlesCount(t *testing.T) {
	t.Parallel()
	s := open(t)
	asset := obj{"type": "asset_id", "asset_id": s.upload("talk.srt", append([]byte("\ufeff"), media.SRT(edited)...))}
	path := s.proofread(proofreading("srt", obj{"type": "url", "url": subtitles(t)}))
	s.clock.Advance(time.Hour)
	files := s.ok(http.MethodGet, path+"/srt", nil)
	assert.Equal(t, edited, s.cuesAt(files["srt_url"]))
	assert.Equal(t, edited, s.cuesAt(files["original_srt_url"]))
	dub := s.dub(dubbing("srt", asset, "srt_role", "output", "enable_caption", true))
	s.clock.Advance(time.Hour)
	assert.Equal(t, edited, s.cuesAt(s.ok(http.MethodGet, dub, nil)["srt_caption_url"]), "those of a plain translation too")
}

func TestProofreadRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range []struct {
		want string
		body obj
	}{
		{"400 invalid_parameter video", proofreading("video", nil)},
		{"400 invalid_parameter title", proofreading("title", nil)},
		{"400 invalid_parameter output_languages", proofreading("output_languages", []string{})},
		{"400 invalid_parameter output_languages", proofreading("output_languages", []string{"es"})},
		{"400 invalid_parameter mode", proofreading("mode", "turbo")},
		{"400 invalid_parameter speaker_num", proofreading("speaker_num", 0)},
		{"400 download_failed srt.url", proofreading("srt", obj{"type": "url", "url": "https://files.example/talk.srt"})},
		{"404 asset_not_found srt.asset_id", proofreading("srt", obj{"type": "asset_id", "asset_id": "none"})},
		{"400 invalid_parameter srt.type", proofreading("srt", obj{"type": "base64", "media_type": "text/plain", "data": "AA=="})},
	} {
		s.refused(c.want, http.MethodPost, proofreads, c.body)
	}
	fine := s.proofread(proofreading())
	s.clock.Advance(time.Hour)
	s.refused("400 invalid_parameter captions", http.MethodPost, fine+"/generate", obj{"captions": "yes"})
	none := proofreads + "/none"
	for path, method := range map[string]string{none: http.MethodGet, none + "/srt": http.MethodGet, none + "/generate": http.MethodPost} {
		s.refused("404 not_found", method, path, nil)
	}
	s.refused("404 not_found", http.MethodPut, none+"/srt", obj{"srt": obj{"type": "url", "url": subtitles(t)}})
}

func TestProofreadsByKeyAreReplayed(t *testing.T) {
	t.Parallel()
	s := open(t)
	body := proofreading("output_languages", []string{spanish, "Japanese"})
	first := s.ok(http.MethodPost, proofreads, body, "Idempotency-Key", "k")
	assert.Len(t, first["proofread_ids"], 2)
	assert.Equal(t, first, s.ok(http.MethodPost, proofreads, body, "Idempotency-Key", "k"))
	s.clock.Advance(time.Hour)
	ids := first["proofread_ids"].([]any)
	generate := func(id any) any {
		return s.ok(http.MethodPost, proofreads+"/"+id.(string)+"/generate", obj{}, "Idempotency-Key", "k")["video_translation_id"]
	}
	assert.Equal(t, generate(ids[0]), generate(ids[0]))
	assert.NotEqual(t, generate(ids[0]), generate(ids[1]), "keys belong to their proofread")
	assert.Len(t, s.list("/v3/video-translations"), 2)
}

func TestProofreadsFailAndStall(t *testing.T) {
	t.Parallel()
	s := open(t)
	failing, stalling := s.proofread(proofreading("title", "[[fail]]")), s.proofread(proofreading("title", "[[stall]]"))
	s.clock.Advance(time.Hour)
	got := s.ok(http.MethodGet, failing, nil)
	assert.Equal(t, "failed", got["status"])
	assert.NotEmpty(t, got["failure_message"])
	s.refused("409 resource_not_ready", http.MethodGet, failing+"/srt", nil)
	assert.Equal(t, "processing", s.ok(http.MethodGet, stalling, nil)["status"])
	fine := s.proofread(proofreading())
	s.clock.Advance(time.Hour)
	s.AddFault(heygentest.Fault{Path: proofreads + "/*/generate", Times: 1, Kind: heygentest.FaultFailJob})
	dub := s.ok(http.MethodPost, fine+"/generate", obj{})["video_translation_id"].(string)
	s.clock.Advance(time.Hour)
	assert.Equal(t, "failed", s.ok(http.MethodGet, "/v3/video-translations/"+dub, nil)["status"])
	assert.Empty(t, s.Charges())
}
