package heygentest

import (
	"math"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
)

func videoRoutes() []route {
	return []route{
		{pattern: "POST /v3/videos", honours: true, handle: createVideo},
		{pattern: "GET /v3/videos", handle: listVideos},
		{pattern: "GET /v3/videos/{id}", handle: getVideo},
		{pattern: "DELETE /v3/videos/{id}", handle: deleteVideo},
		{pattern: "POST /v3/videos/batches", honours: true, handle: createBatch("videos", "videos", readVideoItem)},
		{pattern: "GET /v3/videos/batches/{id}", handle: getBatchOf("videos")},
		{pattern: "GET /v3/videos/statuses", handle: statusesOf("video_ids", (*Server).videoState)},
	}
}

// video is a render.
type video struct {
	id, title, status string
	aspect, format    string
	script            string
	seconds           float64
	product           string
	// usd is the price where it is not the product's by the second; flat where
	// the length does not count.
	usd                float64
	flat               bool
	burned             bool
	language, folder   string
	session            string
	created, started   time.Time
	completed          time.Time
	fault              FaultKind
	late               int
	failCode, failText string
	callback
}

func (v *video) over() bool { return v.status == "completed" || v.status == "failed" }

// renderTime is how long a render takes.
func (v *video) renderTime() time.Duration {
	return time.Minute + time.Duration(1.5*v.seconds*float64(time.Second))
}

// clipAspect is the aspect of the file that is served.
func (v *video) clipAspect() string {
	if v.aspect == "" || v.aspect == "auto" {
		return "16:9"
	}
	return v.aspect
}

// lateLooks is how often a completed video is seen without its links.
const lateLooks = 2

func (s *Server) settleVideo(v *video, now time.Time) {
	if v.over() {
		return
	}
	if v.status == queued {
		if s.running() >= s.cfg.concurrency {
			return
		}
		v.started, v.status = now, "pending"
	}
	share := float64(now.Sub(v.started)) / float64(v.renderTime())
	switch {
	case share < 0.1:
		v.status = "pending"
	case v.fault == FaultStallJob:
		v.status = "processing"
	case share >= 0.5 && v.fault == FaultFailJob:
		v.status, v.completed = "failed", now
		v.failCode, v.failText = "render_failed", "The render failed because the script asked for it"
	case share >= 1:
		v.status, v.completed = "completed", v.started.Add(v.renderTime())
		if v.fault == FaultLateURL {
			v.late = lateLooks
		}
		c := Charge{ID: v.id, Kind: "video", Product: v.product, Seconds: v.seconds, USD: v.usd, At: v.completed}
		if v.flat {
			c.Seconds = 0
		}
		s.charge(c)
	default:
		v.status = "processing"
	}
}

func (s *Server) videoObject(base string, v *video) object {
	o := object{
		"id": v.id, "title": orNull(v.title), "status": shown(v.status), "created_at": v.created.Unix(), "completed_at": nil, "duration": nil,
		"video_url": nil, "captioned_video_url": nil, "subtitle_url": nil, "thumbnail_url": nil, "gif_url": nil, "video_page_url": nil,
		"failure_code": orNull(v.failCode), "failure_message": orNull(v.failText), "folder_id": orNull(v.folder), "output_language": orNull(v.language),
	}
	if v.over() {
		o["completed_at"] = v.completed.Unix()
	}
	o["video_page_url"] = base + "/videos/" + v.id
	if v.status != "completed" {
		return o
	}
	o["duration"] = math.Round(v.seconds*100) / 100
	if v.late > 0 {
		v.late--
		return o
	}
	o["video_url"] = s.link(base, "video", v.id, "."+v.format)
	o["subtitle_url"] = s.link(base, "subtitle", v.id, ".srt")
	o["thumbnail_url"] = s.link(base, "picture", v.id, ".png")
	o["gif_url"] = s.link(base, "gif", v.id, ".gif")
	if v.burned {
		o["captioned_video_url"] = s.link(base, "captioned", v.id, ".mp4")
	}
	return o
}

// shown is the state as a single look words it.
func shown(status string) string {
	if status == queued {
		return "pending"
	}
	return status
}

func createVideo(s *Server, r *request) (any, error) {
	b, problem := r.read()
	v := s.readVideo(b)
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.mayStart(1); err != nil {
		return nil, err
	}
	v.fault = r.fault
	s.startVideo(v)
	return object{"video_id": v.id, "status": "waiting", "output_format": v.format}, nil
}

func (s *Server) startVideo(v *video) {
	now := s.now()
	v.id, v.created, v.started = s.id(""), now, now
	if v.status == "" {
		v.status = "pending"
	}
	s.videos.put(v.id, v)
}

func getVideo(s *Server, r *request) (any, error) {
	v, ok := s.videos.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("video_not_found", "video "+r.PathValue("id"))
	}
	return s.videoObject(r.base, v), nil
}

func deleteVideo(s *Server, r *request) (any, error) {
	id := r.PathValue("id")
	if _, ok := s.videos.get(id); !ok {
		return nil, notFound("video_not_found", "video "+id)
	}
	s.videos.drop(id)
	return object{"id": id, "deleted": true}, nil
}

func listVideos(s *Server, r *request) (any, error) {
	q := r.URL.Query()
	var kept []*video
	for _, v := range s.videos.newest() {
		if strings.Contains(strings.ToLower(v.title), strings.ToLower(q.Get("title"))) && (q.Get("folder_id") == "" || q.Get("folder_id") == v.folder) {
			kept = append(kept, v)
		}
	}
	items, p, err := pageOf(r, kept, 10, 100)
	p.data = mapped(items, func(v *video) object { return s.videoObject(r.base, v) })
	return p, err
}

// spokenSeconds is how long a script lasts, a frame at least.
func spokenSeconds(script string, speed float64) float64 {
	return math.Max(1, media.SpokenSeconds(script, speed))
}
