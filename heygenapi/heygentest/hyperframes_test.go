package heygentest_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const framesPath = "/v3/hyperframes/renders"

func frames(pairs ...any) obj {
	return with(obj{"project": obj{"type": "url", "url": "https://files.example/intro.zip"}, "title": "Intro"}, pairs...)
}

// zipped is a project with one page, in the request itself.
func zipped(t testing.TB, page string) obj {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	_, err := z.Create(page)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return obj{"type": "base64", "media_type": "application/zip", "data": base64.StdEncoding.EncodeToString(b.Bytes())}
}

func TestACompositionIsRendered(t *testing.T) {
	t.Parallel()
	s := open(t)
	id := s.makes(http.StatusAccepted, framesPath, frames("project", zipped(t, "intro.html"), "composition", "intro.html", "resolution", "4k", "format", "mov", "aspect_ratio", "9:16",
		"fps", 60, "quality", "high", "variables", obj{"name": "Ada"}, "callback_id", "mine"))["render_id"].(string)
	first := s.ok(http.MethodGet, framesPath+"/"+id, nil)
	assert.Equal(t, []any{"queued", "Intro", "intro.html", "4k", "mov", 60.0, nil}, []any{
		first["status"], first["title"], first["composition"], first["resolution"], first["format"], first["fps"], first["video_url"],
	})
	s.clock.Advance(time.Minute)
	assert.Equal(t, "rendering", s.ok(http.MethodGet, framesPath+"/"+id, nil)["status"])
	s.clock.Advance(time.Hour)
	done := s.ok(http.MethodGet, framesPath+"/"+id, nil)
	assert.Equal(t, []any{"completed", 10.0}, []any{done["status"], done["duration"]})
	assert.InDelta(t, 10, s.seconds(done["video_url"]), 0.05)
	assert.Equal(t, http.StatusOK, s.send(http.MethodGet, done["thumbnail_url"].(string), nil).status)
	assert.Empty(t, s.list("/v3/videos"), "a render is no video")
	plain := s.makes(http.StatusAccepted, framesPath, frames())["render_id"]
	s.clock.Advance(time.Hour)
	assert.Equal(t, plain, s.list(framesPath)[0]["render_id"], "newest first")
	require.Len(t, s.Charges(), 2)
	assert.InDelta(t, 1.5, s.Charges()[0].USD/s.Charges()[1].USD, 0.001)
	s.ok(http.MethodDelete, framesPath+"/"+id, nil)
	s.refused("404 not_found", http.MethodGet, framesPath+"/"+id, nil)
	s.refused("404 not_found", http.MethodDelete, framesPath+"/"+id, nil)
	assert.Len(t, s.list(framesPath), 1)
}

func TestCompositionRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	page := obj{"type": "base64", "media_type": "application/zip", "data": "PGh0bWw+"}
	for want, body := range map[string]obj{
		"400 invalid_parameter project":            frames("project", nil),
		"400 invalid_parameter project.media_type": frames("project", with(page, "media_type", "application/x-tar")),
		"400 invalid_parameter composition":        frames("project", zipped(t, "intro.html")),
		"400 invalid_parameter fps":                frames("fps", 241),
		"400 invalid_parameter aspect_ratio":       frames("aspect_ratio", "4:5"),
		"400 invalid_parameter quality":            frames("quality", "low"),
	} {
		s.refused(want, http.MethodPost, framesPath, body)
	}
	s.refused("400 invalid_parameter project", http.MethodPost, framesPath, frames("project", page))
	failing := s.makes(http.StatusAccepted, framesPath, frames("title", "[[fail]]"))["render_id"].(string)
	key := []string{"Idempotency-Key", "once"}
	assert.Equal(t, s.makes(http.StatusAccepted, framesPath, frames(), key...), s.makes(http.StatusAccepted, framesPath, frames(), key...))
	s.clock.Advance(time.Hour)
	failed := s.ok(http.MethodGet, framesPath+"/"+failing, nil)
	assert.Equal(t, "failed", failed["status"])
	assert.NotEmpty(t, failed["failure_message"])
}
