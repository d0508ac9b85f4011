package heygentest

import (
	"math"
	"net/http"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
)

func realtimeRoutes() []route {
	return []route{
		{pattern: "POST /v3/avatar-realtime", handle: createStream},
		{pattern: "GET /v3/avatar-realtime/{id}", handle: getStream},
		{pattern: "POST /v3/avatar-realtime/{id}/text", handle: appendText},
	}
}

// stream is an avatar that speaks in real time.
type stream struct {
	id, kind, status string
	text             string
	// closed streams take no more text.
	closed           bool
	created, started time.Time
	// touched is when text last came.
	touched time.Time
	ended   time.Time
	parts   []speech
	fault   FaultKind
	problem string
}

// speech is a piece of what is said. Between two pieces nothing is streamed.
type speech struct {
	from    time.Time
	seconds float64
}

const (
	streamStartup = 3 * time.Second
	streamIdle    = 30 * time.Second
	streamLongest = time.Hour
	mostStreams   = 3
)

func (v *stream) over() bool { return v.status == "completed" || v.status == "error" }

// speak appends a piece, after what is still to be said.
func (v *stream) speak(now time.Time, seconds float64) {
	if seconds > 0 {
		v.parts = append(v.parts, speech{from: later(now, v.silence()), seconds: seconds})
	}
}

// silence is when everything will have been said.
func (v *stream) silence() time.Time {
	if len(v.parts) == 0 {
		return v.started
	}
	last := v.parts[len(v.parts)-1]
	return last.from.Add(time.Duration(last.seconds * float64(time.Second)))
}

func (v *stream) whole() float64 {
	seconds := 0.0
	for _, p := range v.parts {
		seconds += p.seconds
	}
	return seconds
}

// spoken is how many seconds have been said, and so streamed, by a time.
func (v *stream) spoken(now time.Time) float64 {
	if !v.ended.IsZero() && v.ended.Before(now) {
		now = v.ended
	}
	seconds := 0.0
	for _, p := range v.parts {
		seconds += math.Min(p.seconds, math.Max(0, now.Sub(p.from).Seconds()))
	}
	if v.fault == FaultStallJob {
		seconds = math.Min(seconds, v.whole()/3)
	}
	return seconds
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// settleStreams moves the streams on and charges for those that end. A stream
// ends once its text is closed and said, after 30 idle seconds, or after an hour.
func (s *Server) settleStreams(now time.Time) {
	for _, v := range s.streams.all() {
		if v.over() || now.Before(v.started) {
			continue
		}
		v.status = "streaming"
		end := v.silence()
		if !v.closed {
			end = later(v.touched, v.silence()).Add(streamIdle)
		}
		if limit := v.started.Add(streamLongest); end.After(limit) || v.fault == FaultStallJob {
			end = limit
		}
		if half := v.started.Add(v.silence().Sub(v.started) / 2); v.fault == FaultFailJob && !now.Before(half) {
			v.status, v.ended, v.problem = "error", half, "The stream failed because its text asked for it"
			continue
		}
		if now.Before(end) {
			continue
		}
		v.status, v.ended, v.closed = "completed", end, true
		s.charge(Charge{ID: v.id, Kind: "realtime", Product: "realtime", Seconds: v.spoken(end), At: end})
	}
}

func createStream(s *Server, r *request) (any, error) {
	b, problem := r.read()
	v := &stream{kind: b.required("type", 30), status: "pending", fault: r.fault}
	s.usableLook(b, "avatar_id", b.required("avatar_id", 200))
	seconds := 0.0
	switch v.kind {
	case "audio":
		b.source(s, "audio", true, true)
		seconds, v.closed = audioSeconds, true
	case "tts":
		v.text, v.closed = b.required("text", 5000), true
	case "text_stream":
		v.text = b.text("text", 5000)
	default:
		b.fail("type", "must be tts, audio or text_stream")
	}
	if v.kind != "audio" {
		s.usableVoice(b, "voice_id", b.required("voice_id", 200))
	}
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.mayStream(); err != nil {
		return nil, err
	}
	if v.text != "" {
		seconds = media.SpokenSeconds(v.text, 1)
	}
	now := s.now()
	v.id, v.created, v.started = s.id("stream_"), now, now.Add(streamStartup)
	v.touched = v.started
	v.speak(v.started, seconds)
	s.streams.put(v.id, v)
	return object{"stream_id": v.id}, nil
}

// mayStream refuses what cannot be paid, or is one stream too many. Streams do
// not count as jobs.
func (s *Server) mayStream() error {
	if err := s.solvent(); err != nil {
		return err
	}
	live := 0
	for _, v := range s.streams.all() {
		if !v.over() {
			live++
		}
	}
	if live >= mostStreams {
		f := fail(http.StatusTooManyRequests, "rate_limit_exceeded", "", "at most %d streams may run at once", mostStreams)
		f.retryAfter = int(streamIdle.Seconds())
		return f
	}
	return nil
}

func (s *Server) streamOf(r *request) (*stream, error) {
	v, ok := s.streams.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("resource_not_found", "stream "+r.PathValue("id"))
	}
	return v, nil
}

func getStream(s *Server, r *request) (any, error) {
	v, err := s.streamOf(r)
	if err != nil {
		return nil, err
	}
	o := object{
		"stream_id": v.id, "type": v.kind, "status": v.status, "hls_url": nil, "url": nil, "created_at": v.created.Unix(),
		"duration": math.Round(v.spoken(s.now())*100) / 100, "error_message": orNull(v.problem),
	}
	if v.status == "streaming" || v.status == "completed" {
		playlist := s.link(r.base, "stream", v.id, ".m3u8")
		o["hls_url"], o["url"] = playlist, playlist
	}
	return o, nil
}

func appendText(s *Server, r *request) (any, error) {
	v, err := s.streamOf(r)
	if err != nil {
		return nil, err
	}
	b, problem := r.read()
	delta, final := b.text("delta", 5000), b.boolean("final")
	if delta == "" && !final {
		b.fail("delta", "is required unless final is true")
	}
	if err := problem.err(); err != nil {
		return nil, err
	}
	if v.closed || v.over() {
		return nil, fail(http.StatusGone, "conflict", "", "the stream is %s and takes no more text", map[bool]string{true: "over", false: "closed"}[v.over()])
	}
	if r.fault != "" {
		v.fault = r.fault
	}
	now := later(s.now(), v.started)
	v.text += delta
	if strings.TrimSpace(delta) != "" {
		// A word may come in pieces, so the whole text is measured.
		v.speak(now, media.SpokenSeconds(v.text, 1)-v.whole())
	}
	v.touched, v.closed = now, final
	return object{"ok": true, "buffered_bytes": v.buffered(s.now())}, nil
}

// buffered is how much of the text has not been said yet, in bytes.
func (v *stream) buffered(now time.Time) int {
	if v.whole() == 0 {
		return 0
	}
	return int(math.Ceil(float64(len(v.text)) * (1 - v.spoken(now)/v.whole())))
}
