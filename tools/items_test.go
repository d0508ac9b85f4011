package tools_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
)

type deletedItem struct {
	ID, Kind, Title, Was, Note string
	Deleted                    bool
}

// oneOfEach starts an item of every kind of a finished video: kind to id.
func oneOfEach(t *testing.T, b *bench, video string) map[string]string {
	t.Helper()
	ctx, api := t.Context(), b.account().API
	made, err := api.GetVideo(ctx, video)
	require.NoError(t, err)
	source := heygenapi.MediaURL{URL: made.VideoURL}
	dubbed, err := api.CreateTranslation(ctx, heygenapi.TranslationRequest{Video: source, OutputLanguages: []string{"Spanish"}, Title: "Dub"})
	require.NoError(t, err)
	lips, err := api.CreateLipsync(ctx, heygenapi.LipsyncRequest{Video: source, Audio: heygenapi.MediaURL{URL: "https://example.com/a.mp3"}, Title: "Lips"})
	require.NoError(t, err)
	clip, err := api.CreateClipping(ctx, heygenapi.ClippingRequest{Video: source, Title: "Clips"})
	require.NoError(t, err)
	cutout, err := api.CreateBackgroundRemoval(ctx, heygenapi.BackgroundRemovalRequest{Video: source, Title: "Cut out"})
	require.NoError(t, err)
	return map[string]string{"video": video, "translation": dubbed[0], "lipsync": lips, "clip": clip, "background_removal": cutout.ID}
}

// deletions are the requests that delete.
func (b *bench) deletions() []heygentest.Request {
	var out []heygentest.Request
	for _, r := range b.heygen.Requests() {
		if r.Method == http.MethodDelete {
			out = append(out, r)
		}
	}
	return out
}

// TestDeleteEveryKind finds out what an id is by reading, and deletes that.
func TestDeleteEveryKind(t *testing.T) {
	t.Parallel()
	for _, told := range []bool{false, true} {
		b, clock, video := finished(t)
		ids := oneOfEach(t, b, video)
		clock.Advance(2 * time.Hour)
		b.status(0, video)
		for kind, id := range ids {
			args := map[string]any{"id": id}
			if told {
				args["kind"] = kind
			}
			before := len(b.deletions())
			var gone deletedItem
			b.call("delete_item", args, &gone)
			assert.Equal(t, kind, gone.Kind)
			assert.True(t, gone.Deleted)
			assert.Equal(t, "completed", gone.Was, kind)
			assert.Empty(t, gone.Note, kind)
			assert.Len(t, b.deletions(), before+1, "%s: nothing is deleted by trial", kind)
			again := b.refused("delete_item", args)
			assert.Equal(t, "id", again.Field, kind)
			assert.Len(t, b.deletions(), before+1, kind)
		}
	}
}

// TestDeleteWhatRuns says what becomes of it, and charges nothing.
func TestDeleteWhatRuns(t *testing.T) {
	t.Parallel()
	b, _, finishedVideo := finished(t)
	ids := oneOfEach(t, b, finishedVideo)
	ids["video"] = b.makeVideo("Still at work.")
	charged := len(b.heygen.Charges())
	for kind, id := range ids {
		var gone deletedItem
		b.call("delete_item", map[string]any{"id": id}, &gone)
		assert.Equal(t, kind, gone.Kind)
		assert.NotEqual(t, "completed", gone.Was)
		if kind == "clip" {
			assert.Contains(t, gone.Note, "cancels")
			b.call("delete_item", map[string]any{"id": id}, &gone)
			assert.Equal(t, "cancelled", gone.Was)
		} else {
			assert.Contains(t, gone.Note, "had not finished", kind)
		}
		if kind != "background_removal" {
			b.refused("delete_item", map[string]any{"id": id})
		}
	}
	assert.Len(t, b.heygen.Charges(), charged)
}

// TestDeletedOnceIsSaid for what HeyGen goes on telling of, and for what was
// deleted by an attempt whose answer was lost.
func TestDeletedOnceIsSaid(t *testing.T) {
	t.Parallel()
	b, clock, video := finished(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "DELETE", Path: "/v3/videos/*", Times: 1, Kind: heygentest.FaultDropAfter})))
	ids := oneOfEach(t, b, video)
	clock.Advance(2 * time.Hour)
	var gone deletedItem
	b.call("delete_item", map[string]any{"id": video, "kind": "video"}, &gone)
	assert.True(t, gone.Deleted)
	assert.Len(t, b.deletions(), 2)

	b.call("delete_item", map[string]any{"id": ids["background_removal"]}, &gone)
	failure := b.refused("delete_item", map[string]any{"id": ids["background_removal"]})
	assert.Contains(t, failure.Message, "deleted before")
	assert.Len(t, b.deletions(), 3)
}

// TestNothingIsDeletedWhereALookFails: what cannot be read may be anything.
func TestNothingIsDeletedWhereALookFails(t *testing.T) {
	t.Parallel()
	b, _, video := finished(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "GET", Path: "/v3/lipsyncs/*", Kind: heygentest.FaultFail500})))
	failure := b.refused("delete_item", map[string]any{"id": video})
	assert.True(t, failure.Retryable)
	assert.Empty(t, b.deletions())
	var gone deletedItem
	b.call("delete_item", map[string]any{"id": video, "kind": "video"}, &gone)
	assert.True(t, gone.Deleted)
}

func TestRenameItem(t *testing.T) {
	t.Parallel()
	b, _, video := finished(t)
	ids := oneOfEach(t, b, video)
	type renamed struct {
		ID, Kind, Title string
		OldTitle        string `json:"old_title"`
	}
	for kind, old := range map[string]string{"translation": "Dub", "lipsync": "Lips"} {
		var got renamed
		b.call("rename_item", map[string]any{"id": ids[kind], "title": "Better"}, &got)
		assert.Equal(t, renamed{ids[kind], kind, "Better", old}, got)
		b.call("rename_item", map[string]any{"id": ids[kind], "title": "Best", "kind": kind}, &got)
		assert.Equal(t, "Better", got.OldTitle)
	}
	translation, err := b.account().API.GetTranslation(t.Context(), ids["translation"])
	require.NoError(t, err)
	assert.Equal(t, "Best", translation.Title)
	for _, kind := range []string{"video", "clip", "background_removal"} {
		failure := b.refused("rename_item", map[string]any{"id": ids[kind], "title": "Better"})
		assert.Equal(t, "id", failure.Field)
		assert.Contains(t, failure.Message, "no way to rename", kind)
		assert.Contains(t, failure.Hint, "when it is created", kind)
	}
	failure := b.refused("rename_item", map[string]any{"id": ids["lipsync"], "title": "Better", "kind": "translation"})
	assert.Contains(t, failure.Message, "no such translation")
}

// TestAnotherKindMayRefuseTheFormOfAnID, which is no reason to give up.
func TestAnotherKindMayRefuseTheFormOfAnID(t *testing.T) {
	t.Parallel()
	heygen := heygentest.New(heygentest.WithClock(heygentest.NewManualClock(epoch)))
	strict := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id := path.Base(r.URL.Path); r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/v3/videos/") && (strings.HasPrefix(id, "vt_") || strings.HasPrefix(id, "batch_")) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":{"code":"invalid_parameter","message":"not a video id"}}`)
			return
		}
		heygen.ServeHTTP(w, r)
	}))
	t.Cleanup(strict.Close)
	heygen.URL = strict.URL
	b := connect(t, heygen, newEnv(t, heygen), nil)
	source := []any{map[string]any{"video_url": strict.URL + "/files/none.mp4"}}
	failure := b.refused("translate_videos", map[string]any{"output_languages": []string{"es"}, "videos": source})
	assert.Equal(t, "videos[0].video_url", failure.Field, "the address was looked at")

	api := b.account().API
	made, err := api.CreateTranslationBatch(t.Context(), heygenapi.TranslationBatch{VideoTranslations: []heygenapi.TranslationRequest{
		{Video: heygenapi.MediaURL{URL: "https://example.com/a.mp4"}, OutputLanguages: []string{"Spanish"}},
	}})
	require.NoError(t, err)
	found := b.batch(map[string]any{"batch_id": made.BatchID})
	assert.Equal(t, "translation", found.Kind)
	var gone deletedItem
	b.call("delete_item", map[string]any{"id": found.Items[0].ID}, &gone)
	assert.Equal(t, "translation", gone.Kind)
	refusal := b.refused("delete_item", map[string]any{"id": "vt_other", "kind": "video"})
	assert.Equal(t, "not a video id", refusal.Message, "where the kind is told, HeyGen's word counts")
}
