// Package realtime is the streams of the simulated HeyGen: avatars that speak in
// real time, and the HLS playlists and segments that players fetch.
package realtime

import (
	"io"
	"math"
	"net/http"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/catalog"
	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// Realtime are an account's streams.
type Realtime struct {
	*sim.Account

	catalog *catalog.Catalog
	streams *sim.Resources[*stream]
}

// New lets an account stream what is in a catalog.
func New(a *sim.Account, c *catalog.Catalog) *Realtime {
	s := &Realtime{Account: a, catalog: c, streams: sim.NewResources[*stream]("stream", "")}
	s.streams.Show = s.showStream
	a.Add(sim.Kind{Settle: s.settle, Files: map[string]func(string) (io.ReadSeeker, error){"stream": s.openPlaylist, "segment": s.openSegment}})
	return s
}

// Operations are those of streams.
func (s *Realtime) Operations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/avatar-realtime", Status: http.StatusCreated, Handle: rest.Reading(s.readStream, s.createStream)},
		{Pattern: "GET /v3/avatar-realtime/{id}", Handle: s.streams.Get},
		{Pattern: "POST /v3/avatar-realtime/{id}/text", Status: http.StatusAccepted, Handle: rest.FoundReading(s.streams.Find, readMoreText, s.appendText)},
	}
}

// stream is an avatar that speaks in real time.
type stream struct {
	id, kind, status string
	text             string
	// closed streams take no more text; final ones were closed by a request.
	closed, final    bool
	created, started time.Time
	// touched is when text last came.
	touched time.Time
	ended   time.Time
	parts   []speech
	fault   rest.FaultKind
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
	maxStreams    = 3
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
	if v.fault == rest.FaultStallJob {
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

// settle moves the streams on and charges for those that end. A stream
// ends once its text is closed and said, after 30 idle seconds, or after an hour.
func (s *Realtime) settle(now time.Time) {
	for _, v := range s.streams.All() {
		if v.over() || now.Before(v.started) {
			continue
		}
		v.status = "streaming"
		end := v.silence()
		if !v.closed {
			end = later(v.touched, v.silence()).Add(streamIdle)
		}
		if limit := v.started.Add(streamLongest); end.After(limit) || v.fault == rest.FaultStallJob {
			end = limit
		}
		if half := v.started.Add(v.silence().Sub(v.started) / 2); v.fault == rest.FaultFailJob && !now.Before(half) {
			v.status, v.ended, v.problem = "error", half, "The stream failed because its text asked for it"
			continue
		}
		if now.Before(end) {
			continue
		}
		v.status, v.ended, v.closed = "completed", end, true
		s.Charge(sim.Charge{ID: v.id, Kind: "realtime", Product: "realtime", Seconds: v.spoken(end), At: end})
	}
}

func (s *Realtime) readStream(b *rest.Body) *stream {
	v := &stream{kind: b.Required("type", 30), status: sim.Pending}
	s.catalog.UsableLook(b, "avatar_id", b.Required("avatar_id", 200))
	switch v.kind {
	case "audio":
		s.ReadSource(b, "audio", true, true)
		v.closed = true
	case "tts":
		v.text, v.closed = b.Required("text", 1<<20), true
	case "text_stream":
		v.text = b.Text("text", 1<<20)
	default:
		b.Fail("type", "must be tts, audio or text_stream")
	}
	if v.kind != "audio" {
		s.catalog.UsableVoice(b, "voice_id", b.Required("voice_id", 200))
	}
	return v
}

func (s *Realtime) createStream(r *rest.Request, v *stream) (any, error) {
	if err := s.mayStream(); err != nil {
		return nil, err
	}
	seconds := 0.0
	switch {
	case v.kind == "audio":
		seconds = sim.AudioSeconds
	case v.text != "":
		seconds = media.SpokenSeconds(v.text, 1)
	}
	now := s.Now()
	v.id, v.created, v.started, v.fault = s.NewID("stream_"), now, now.Add(streamStartup), r.Fault
	v.touched = v.started
	v.speak(v.started, seconds)
	s.streams.Put(v.id, v)
	return rest.Object{"stream_id": v.id}, nil
}

// mayStream refuses what cannot be paid, or is one stream too many. Streams do
// not count as jobs.
func (s *Realtime) mayStream() error {
	if err := s.Solvent(); err != nil {
		return err
	}
	live := 0
	for _, v := range s.streams.All() {
		if !v.over() {
			live++
		}
	}
	if live >= maxStreams {
		f := rest.Fail(http.StatusTooManyRequests, "rate_limit_exceeded", "", "at most %d streams may run at once", maxStreams)
		f.RetryAfter = int(streamIdle.Seconds())
		return f
	}
	return nil
}

func (s *Realtime) showStream(base string, v *stream) rest.Object {
	o := rest.Object{
		"stream_id": v.id, "status": v.status, "hls_url": nil, "error_message": rest.OrNull(v.problem), "end_reason": nil,
	}
	if v.status == "streaming" {
		o["hls_url"] = s.Link(base, "stream", v.id, ".m3u8")
	}
	if v.status == "completed" && v.kind == "text_stream" {
		o["end_reason"] = "idle_timeout"
		if v.final {
			o["end_reason"] = "final_marker"
		}
	}
	return o
}

type moreText struct {
	delta string
	final bool
}

func readMoreText(b *rest.Body) moreText {
	m := moreText{b.Text("delta", 1<<20), b.Boolean("final")}
	if m.delta == "" && !m.final {
		b.Fail("delta", "must not be empty unless final is true")
	}
	return m
}

func (s *Realtime) appendText(r *rest.Request, v *stream, m moreText) (any, error) {
	if v.closed || v.over() {
		return nil, rest.Fail(http.StatusGone, "conflict", "", "the stream is %s and takes no more text", map[bool]string{true: "over", false: "closed"}[v.over()])
	}
	if r.Fault != "" {
		v.fault = r.Fault
	}
	now := later(s.Now(), v.started)
	v.text += m.delta
	if strings.TrimSpace(m.delta) != "" {
		// A word may come in pieces, so the whole text is measured.
		v.speak(now, media.SpokenSeconds(v.text, 1)-v.whole())
	}
	v.touched, v.closed, v.final = now, m.final, m.final
	return rest.Object{"ok": true, "buffered_bytes": v.buffered(s.Now())}, nil
}

// buffered is how much of the text has not been said yet, in bytes.
func (v *stream) buffered(now time.Time) int {
	if v.whole() == 0 {
		return 0
	}
	return int(math.Ceil(float64(len(v.text)) * (1 - v.spoken(now)/v.whole())))
}
