package heygentest_test

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/heygentest/media"
)

const realtimePath = "/v3/avatar-realtime"

// saying is the request for a stream of a text.
func saying(t testing.TB, kind string, pairs ...any) obj {
	t.Helper()
	return with(obj{"type": kind, "avatar_id": person(t, "studio_avatar", "avatar_iv").ID, "voice_id": voiceID(t, starfish), "text": script}, pairs...)
}

// stream starts a stream and gives its path.
func (s *sandbox) stream(body obj) string {
	s.t.Helper()
	return realtimePath + "/" + s.ok(http.MethodPost, realtimePath, body)["stream_id"].(string)
}

// playlist gives the playlist of a stream, and the links in it.
func (s *sandbox) playlist(path string) (text string, links []string) {
	s.t.Helper()
	return s.playlistAt(s.ok(http.MethodGet, path, nil)["hls_url"].(string))
}

// playlistAt gives the playlist that a link leads to.
func (s *sandbox) playlistAt(link string) (text string, links []string) {
	s.t.Helper()
	a := s.send(http.MethodGet, link, nil)
	require.Equal(s.t, http.StatusOK, a.status)
	assert.Equal(s.t, "application/vnd.apple.mpegurl", a.header.Get("Content-Type"))
	for line := range strings.Lines(string(a.raw)) {
		if !strings.HasPrefix(line, "#") {
			links = append(links, s.url+strings.TrimSpace(line))
		}
	}
	return string(a.raw), links
}

func TestStreamGrowsAndEnds(t *testing.T) {
	t.Parallel()
	s := open(t)
	seconds := media.SpokenSeconds(script, 1)
	path := s.stream(saying(t, "tts"))
	got := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{"pending", nil}, []any{got["status"], got["hls_url"]})
	s.clock.Advance(3*time.Second + 5*time.Second)
	got = s.ok(http.MethodGet, path, nil)
	assert.Equal(t, "streaming", got["status"])
	link := got["hls_url"].(string)
	text, links := s.playlist(path)
	assert.True(t, strings.HasPrefix(text, "#EXTM3U\n"))
	assert.Len(t, links, 2, "whole segments only")
	assert.NotContains(t, text, "#EXT-X-ENDLIST")
	segment := s.send(http.MethodGet, links[1], nil)
	assert.Equal(t, []any{http.StatusOK, "video/mp2t"}, []any{segment.status, segment.header.Get("Content-Type")})
	assert.Equal(t, byte(0x47), segment.raw[0], "a packet of MPEG-TS")
	assert.Equal(t, http.StatusForbidden, s.send(http.MethodGet, strings.Replace(links[1], "-1.ts", "-2.ts", 1), nil).status, "each link is signed")
	assert.Empty(t, s.Charges())

	s.clock.Advance(time.Minute)
	got = s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{"completed", nil, nil}, []any{got["status"], got["error_message"], got["hls_url"]}, "the link is told while it streams")
	text, links = s.playlistAt(link)
	assert.True(t, strings.HasSuffix(text, "#EXT-X-ENDLIST\n"))
	assert.InDelta(t, seconds, float64(len(links)*media.SegmentSeconds), media.SegmentSeconds)
	assert.Equal(t, len(links)-1, strings.Count(text, "#EXT-X-DISCONTINUITY\n"))
	require.Len(t, s.Charges(), 1)
	c := s.Charges()[0]
	assert.Equal(t, []any{"realtime", "realtime", morning.Add(3*time.Second + time.Duration(seconds*float64(time.Second)))}, []any{c.Kind, c.Product, c.At})
	assert.InDelta(t, 0.05*seconds, c.USD, 0.001)
	s.clock.Advance(2 * time.Hour)
	assert.Equal(t, http.StatusForbidden, s.send(http.MethodGet, links[0], nil).status, "links expire")
}

func TestStreamIsPlayable(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.stream(saying(t, "tts"))
	s.clock.Advance(4 * time.Second)
	playlist := s.ok(http.MethodGet, path, nil)["hls_url"].(string)
	s.clock.Advance(30 * time.Minute)
	_, links := s.playlistAt(playlist)
	require.NotEmpty(t, links)
	// Every packet of every segment is 188 bytes and begins with the sync byte.
	for _, link := range links {
		raw := s.send(http.MethodGet, link, nil).raw
		require.Zero(t, len(raw)%188)
		for at := 0; at < len(raw); at += 188 {
			require.Equal(t, byte(0x47), raw[at])
		}
	}
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Log("without ffmpeg only the packets were looked at")
		return
	}
	file := filepath.Join(t.TempDir(), "all.mp4")
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), ffmpeg, "-nostdin", "-i", playlist, "-c", "copy", file)
	cmd.Stderr = &said
	require.NoError(t, cmd.Run(), said.String())
	assert.Regexp(t, `Video: h264 .*1280x720`, said.String())
	assert.Regexp(t, `Audio: aac`, said.String())
	made, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Contains(t, string(made), "mvhd")
	length := regexp.MustCompile(`Duration: 00:00:(\d+)`).FindStringSubmatch(said.String())
	require.NotNil(t, length, said.String())
	assert.InDelta(t, len(links)*media.SegmentSeconds, mustSeconds(t, length[1]), 1)
}

func mustSeconds(t testing.TB, text string) float64 {
	t.Helper()
	d, err := time.ParseDuration(text + "s")
	require.NoError(t, err)
	return d.Seconds()
}

func TestTextIsAppended(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.stream(saying(t, "text_stream", "text", "Hi."))
	add := func(body obj) obj { return s.ok(http.MethodPost, path+"/text", body) }
	first := add(obj{"delta": script})
	assert.Equal(t, obj{"ok": true, "buffered_bytes": float64(len("Hi." + script))}, first, "nothing is said yet")
	s.clock.Advance(8 * time.Second)
	more := add(obj{"delta": " And"})["buffered_bytes"].(float64)
	assert.Greater(t, more, 0.0)
	assert.Less(t, more, float64(len(script)), "some has been said")
	s.clock.Advance(35 * time.Second)
	assert.Equal(t, "streaming", s.ok(http.MethodGet, path, nil)["status"], "it waits for more")
	assert.Equal(t, 0.0, add(obj{"delta": "", "final": true})["buffered_bytes"])
	over := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{"completed", "final_marker"}, []any{over["status"], over["end_reason"]})
	s.refused("410 conflict", http.MethodPost, path+"/text", obj{"delta": "More"})
	require.Len(t, s.Charges(), 1)
	assert.InDelta(t, 0.05*media.SpokenSeconds("Hi."+script+" And", 1), s.Charges()[0].USD, 0.001, "only speech is charged")
}

func TestStreamEndsByItself(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.stream(saying(t, "text_stream", "text", "Hi."))
	s.clock.Advance(35 * time.Second)
	s.refused("410 conflict", http.MethodPost, path+"/text", obj{"delta": "Late"})
	over := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{"completed", "idle_timeout"}, []any{over["status"], over["end_reason"]}, "30 idle seconds")
	require.Len(t, s.Charges(), 1)
	assert.Less(t, s.Charges()[0].USD, 0.06)

	long := s.stream(saying(t, "text_stream", "text", strings.Repeat("word ", 1000)))
	for range 12 {
		s.ok(http.MethodPost, long+"/text", obj{"delta": strings.Repeat("word ", 1000)})
	}
	s.clock.Advance(time.Hour)
	assert.Equal(t, "streaming", s.ok(http.MethodGet, long, nil)["status"])
	s.clock.Advance(3 * time.Second)
	assert.Equal(t, "completed", s.ok(http.MethodGet, long, nil)["status"], "an hour at most")
	assert.InDelta(t, 180, s.Charges()[1].USD, 0.001)
}

func TestStreamsAtOnceAreLimited(t *testing.T) {
	t.Parallel()
	s := open(t)
	audio := obj{"type": "audio", "avatar_id": person(t, "photo_avatar", "avatar_iv").ID, "audio": obj{"type": "url", "url": "https://files.example/a.mp3"}}
	path := s.stream(audio)
	s.stream(audio)
	s.stream(saying(t, "text_stream"))
	a := s.refused("429 rate_limit_exceeded", http.MethodPost, realtimePath, saying(t, "tts"), "Idempotency-Key", "a")
	assert.Equal(t, "30", a.header.Get("Retry-After"))
	s.refused("410 conflict", http.MethodPost, path+"/text", obj{"delta": "More"})
	s.clock.Advance(23 * time.Second)
	assert.Equal(t, "completed", s.ok(http.MethodGet, path, nil)["status"])
	one := s.stream(saying(t, "tts"))
	s.clock.Advance(time.Hour)
	body := saying(t, "tts")
	assert.NotEqual(t,
		s.ok(http.MethodPost, realtimePath, body, "Idempotency-Key", "a"), s.ok(http.MethodPost, realtimePath, body, "Idempotency-Key", "a"), "no key is honoured")
	assert.NotEmpty(t, one)
}

func TestStreamRules(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, c := range []struct {
		want string
		body obj
	}{
		{"400 invalid_parameter type", saying(t, "video")},
		{"400 invalid_parameter avatar_id", saying(t, "tts", "avatar_id", nil)},
		{"404 avatar_not_found avatar_id", saying(t, "tts", "avatar_id", "none")},
		{"400 invalid_parameter text", saying(t, "tts", "text", nil)},
		{"400 invalid_parameter text", saying(t, "text_stream", "text", "")},
		{"400 invalid_parameter voice_id", saying(t, "text_stream", "voice_id", nil)},
		{"404 voice_not_found voice_id", saying(t, "tts", "voice_id", "none")},
		{"400 invalid_parameter audio", saying(t, "audio", "text", nil, "voice_id", nil)},
		{"400 download_failed audio.url", saying(t, "audio", "text", nil, "voice_id", nil, "audio", obj{"type": "url", "url": "https://youtu.be/1"})},
		{"404 asset_not_found audio.asset_id", saying(t, "audio", "text", nil, "voice_id", nil, "audio", obj{"type": "asset_id", "asset_id": "none"})},
	} {
		s.refused(c.want, http.MethodPost, realtimePath, c.body)
	}
	s.refused("404 not_found", http.MethodGet, realtimePath+"/none", nil)
	s.refused("404 not_found", http.MethodPost, realtimePath+"/none/text", obj{"delta": "a"})
	path := s.stream(saying(t, "text_stream"))
	s.refused("400 invalid_parameter delta", http.MethodPost, path+"/text", obj{})
	s.refused("400 invalid_parameter final", http.MethodPost, path+"/text", obj{"delta": "a", "final": "yes"})
	open(t, heygentest.WithBalance(0)).refused("402 insufficient_credit", http.MethodPost, realtimePath, saying(t, "tts"))
}

func TestStreamsThatGoWrong(t *testing.T) {
	t.Parallel()
	s := open(t)
	path := s.stream(saying(t, "tts", "text", script+" [[fail]]"))
	stalled := s.stream(saying(t, "tts", "text", script+" [[stall]]"))
	s.clock.Advance(20 * time.Minute)
	got := s.ok(http.MethodGet, path, nil)
	assert.Equal(t, []any{"error", nil}, []any{got["status"], got["hls_url"]})
	assert.NotEmpty(t, got["error_message"])
	assert.Empty(t, s.Charges())
	text, links := s.playlist(stalled)
	assert.NotContains(t, text, "#EXT-X-ENDLIST")
	s.clock.Advance(time.Minute)
	_, again := s.playlist(stalled)
	assert.Len(t, again, len(links), "nothing more comes")
	s.clock.Advance(time.Hour)
	assert.Equal(t, "completed", s.ok(http.MethodGet, stalled, nil)["status"])
}
