package heygentest

import (
	"bytes"
	"io"
	"math"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
)

func lipsyncRoutes() []route {
	return []route{
		{pattern: "POST /v3/lipsyncs", honours: true, handle: createLipsync},
		{pattern: "GET /v3/lipsyncs", handle: listLipsyncs},
		{pattern: "GET /v3/lipsyncs/statuses", handle: statusesOf("lipsync_ids", (*Server).lipsyncState)},
		{pattern: "GET /v3/lipsyncs/{id}", handle: getLipsync},
		{pattern: "PATCH /v3/lipsyncs/{id}", handle: renameLipsync},
		{pattern: "DELETE /v3/lipsyncs/{id}", handle: deleteLipsync},
		{pattern: "POST /v3/lipsyncs/batches", honours: true, handle: createBatch("lipsyncs", "lipsyncs", readLipsyncItem)},
		{pattern: "GET /v3/lipsyncs/batches/{id}", handle: getBatchOf("lipsyncs")},
	}
}

// lipsync is a video whose lips are being moved to another sound.
type lipsync struct {
	job
	script, aspect string
	product        string
	captions       bool
}

func (s *Server) settleLipsync(l *lipsync, now time.Time) {
	if s.advance(&l.job, now, "running") {
		s.charge(Charge{ID: l.id, Kind: "lipsync", Product: l.product, Seconds: l.seconds, At: l.ended})
	}
}

func (l *lipsync) content(kind string) (io.ReadSeeker, error) {
	if kind == "lipsync-srt" {
		return bytes.NewReader(media.SRT(media.Captions(l.script, l.seconds))), nil
	}
	return media.OpenMP4(l.aspect, l.seconds)
}

func (s *Server) lipsyncObject(base string, l *lipsync) object {
	o := object{
		"id": l.id, "title": orNull(l.title), "status": shown(l.status), "created_at": l.created.Unix(), "callback_id": orNull(l.callbackID),
		"duration": nil, "video_url": nil, "caption_url": nil, "failure_message": orNull(l.failText),
	}
	if l.status != "completed" {
		return o
	}
	o["duration"] = math.Round(l.seconds*100) / 100
	o["video_url"] = s.link(base, "lipsync", l.id, ".mp4")
	if l.captions {
		o["caption_url"] = s.link(base, "lipsync-srt", l.id, ".srt")
	}
	return o
}

func (s *Server) readLipsync(b *body) *lipsync {
	source := s.readSource(b.source(s, "video", true, false))
	b.source(s, "audio", true, false)
	l := &lipsync{script: source.script, aspect: source.aspect, product: "lipsync/speed"}
	l.status, l.title = "pending", b.text("title", 1000)
	if l.title == "" {
		l.title = source.title
	}
	if mode := b.enum("mode", "speed", "precision"); mode != "" {
		l.product = "lipsync/" + mode
	}
	l.seconds = b.part(source)
	l.captions = b.boolean("enable_caption")
	b.enum("fps_mode", "vfr", "cfr", "passthrough")
	b.text("folder_id", 200)
	for _, field := range []string{"disable_music_track", "enable_dynamic_duration", "enable_speech_enhancement", "enable_watermark", "keep_the_same_format"} {
		b.boolean(field)
	}
	l.callback = b.callback()
	return l
}

func (s *Server) startLipsync(l *lipsync) {
	s.launch(&l.job, "ls_", 3*time.Minute+time.Duration(2*l.seconds*float64(time.Second)))
	s.lipsyncs.put(l.id, l)
}

func createLipsync(s *Server, r *request) (any, error) {
	b, problem := r.read()
	l := s.readLipsync(b)
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.mayStart(1); err != nil {
		return nil, err
	}
	l.fault = r.fault
	s.startLipsync(l)
	return object{"lipsync_id": l.id}, nil
}

func readLipsyncItem(s *Server, item *body) func() []string {
	l := s.readLipsync(item)
	return func() []string {
		l.status, l.fault = queued, jobFault(l.title)
		s.startLipsync(l)
		return []string{l.id}
	}
}

func (s *Server) lipsyncOf(r *request) (*lipsync, error) {
	l, ok := s.lipsyncs.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("resource_not_found", "lipsync "+r.PathValue("id"))
	}
	return l, nil
}

func getLipsync(s *Server, r *request) (any, error) {
	l, err := s.lipsyncOf(r)
	if err != nil {
		return nil, err
	}
	return s.lipsyncObject(r.base, l), nil
}

func renameLipsync(s *Server, r *request) (any, error) {
	l, err := s.lipsyncOf(r)
	if err != nil {
		return nil, err
	}
	b, problem := r.read()
	title := b.required("title", 1000)
	if err := problem.err(); err != nil {
		return nil, err
	}
	l.title = title
	return s.lipsyncObject(r.base, l), nil
}

func deleteLipsync(s *Server, r *request) (any, error) {
	l, err := s.lipsyncOf(r)
	if err != nil {
		return nil, err
	}
	s.lipsyncs.drop(l.id)
	return object{"id": l.id}, nil
}

func listLipsyncs(s *Server, r *request) (any, error) {
	items, p, err := pageOf(r, s.lipsyncs.newest(), 10, 100)
	p.data = mapped(items, func(l *lipsync) object { return s.lipsyncObject(r.base, l) })
	return p, err
}

func (s *Server) lipsyncState(id string) (string, object, bool) {
	l, ok := s.lipsyncs.get(id)
	if !ok {
		return "", nil, false
	}
	if l.status == "failed" {
		return "failed", object{"code": "lipsync_failed", "message": l.failText}, true
	}
	return inBulk(l.status), nil, true
}
