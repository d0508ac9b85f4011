// Package videos is the rendering of the simulated HeyGen: the four kinds of
// videos with their rules, templates, and the Video Agent, whose sessions make
// videos. What speaks in them it takes from package catalog.
package videos

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/catalog"
	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// Videos are an account's renders, and its sessions with the Video Agent.
type Videos struct {
	*sim.Account

	catalog  *catalog.Catalog
	videos   *sim.Jobs[*video]
	sessions *sim.Resources[*session]
}

// New lets an account render what is in a catalog.
func New(a *sim.Account, c *catalog.Catalog) *Videos {
	s := &Videos{Account: a, catalog: c, sessions: sim.NewResources[*session]("session", "")}
	s.videos = sim.NewJobs(a, sim.Jobs[*video]{
		UnderWay: "processing", FailureCode: "render_failed", Failure: "The render failed because the script asked for it",
		Takes: (*video).renderTime, Words: func(v *video) string { return v.script + v.Title }, Done: s.chargeVideo,
	}, "video", "")
	s.videos.Show, s.sessions.Show = s.showVideo, s.showSession
	// A session moves its own video on, so sessions come first.
	a.Add(sim.Kind{Settle: s.settleSessions, Jobs: s.sessionJobs, Publish: s.publishSessions})
	a.Add(sim.Kind{
		Settle: s.videos.Settle, Jobs: s.videoJobs, Publish: s.videos.PublishEach(s.publishVideo), State: s.videos.State, Footage: s.footage,
		Files: map[string]func(string) (io.ReadSeeker, error){
			"video": s.openVideo, "captioned": s.openVideo, "subtitle": s.openSubtitles,
			"gif": func(id string) (io.ReadSeeker, error) { return bytes.NewReader(media.GIF(sim.SeedOf(id))), nil },
		},
	})
	return s
}

// Operations are those of videos, templates and the Video Agent.
func (s *Videos) Operations() []rest.Operation {
	return slices.Concat([]rest.Operation{
		{Pattern: "POST /v3/videos", Keyed: true, Handle: rest.Reading(s.readVideo, s.createVideo)},
		{Pattern: "GET /v3/videos", Handle: s.listVideos},
		{Pattern: "GET /v3/videos/{id}", Handle: s.videos.Get},
		// A pattern that ends in scenes would be at odds with that of batches.
		{Pattern: "GET /v3/videos/{id}/{part}", Handle: s.getPart},
		{Pattern: "DELETE /v3/videos/{id}", Handle: rest.Found(s.videos.Find, s.deleteVideo)},
		{Pattern: "POST /v3/videos/batches", Status: http.StatusAccepted, Keyed: true, Handle: s.videos.CreateBatch("videos", "videos", true, s.readVideoItem)},
		{Pattern: "GET /v3/videos/batches/{id}", Handle: s.GetBatch("videos")},
		{Pattern: "GET /v3/videos/statuses", Handle: s.Statuses("video_ids", s.videos.State)},
	}, s.templateOperations(), s.agentOperations())
}

// video is a render.
type video struct {
	sim.Job

	aspect, format string
	script         string
	product        string
	// usd is the price where it is not the product's by the second; flat where
	// the length does not count.
	usd    float64
	flat   bool
	burned bool
	folder string
	// asked is the request, of which scenes are told.
	asked map[string]any
	// session is the id of the one that made the video, if any.
	session string
	// late counts the looks that do not show the links yet.
	late int
}

// renderTime is how long a render takes.
func (v *video) renderTime() time.Duration {
	return time.Minute + time.Duration(1.5*v.Seconds*float64(time.Second))
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

func (s *Videos) chargeVideo(v *video) {
	if v.Fault == rest.FaultLateURL {
		v.late = lateLooks
	}
	c := sim.Charge{ID: v.ID, Kind: "video", Product: v.product, Seconds: v.Seconds, USD: v.usd, At: v.Ended}
	if v.flat {
		c.Seconds = 0
	}
	s.Charge(c)
}

// videoJobs are the renders that take a place. Those of an agent take their
// session's.
func (s *Videos) videoJobs() []*sim.Job {
	var jobs []*sim.Job
	for _, v := range s.videos.All() {
		if v.session == "" {
			jobs = append(jobs, &v.Job)
		}
	}
	return jobs
}

func (s *Videos) footage(id string) (sim.Footage, bool) {
	v, ok := s.videos.ByID(id)
	if !ok {
		return sim.Footage{}, false
	}
	return sim.Footage{Script: v.script, Aspect: v.clipAspect(), Seconds: v.Seconds}, true
}

func (s *Videos) openVideo(id string) (io.ReadSeeker, error) {
	v, ok := s.videos.ByID(id)
	if !ok {
		return nil, sim.NoFile("video", id)
	}
	return media.OpenMP4(v.clipAspect(), v.Seconds)
}

func (s *Videos) openSubtitles(id string) (io.ReadSeeker, error) {
	v, ok := s.videos.ByID(id)
	if !ok {
		return nil, sim.NoFile("subtitle", id)
	}
	return bytes.NewReader(media.SRT(media.Captions(v.script, v.Seconds))), nil
}

func (s *Videos) showVideo(base string, v *video) rest.Object {
	o := rest.Object{
		"id": v.ID, "title": rest.OrNull(v.Title), "status": v.Shown(), "created_at": v.Created.Unix(), "completed_at": nil, "duration": nil,
		"video_url": nil, "captioned_video_url": nil, "subtitle_url": nil, "thumbnail_url": nil, "gif_url": nil, "video_page_url": pageOf(base, v.ID),
		"failure_code": rest.OrNull(v.FailureCode), "failure_message": rest.OrNull(v.Failure), "folder_id": rest.OrNull(v.folder), "output_language": nil,
	}
	if v.Over() {
		o["completed_at"] = v.Ended.Unix()
	}
	if v.Status != sim.Completed {
		return o
	}
	o["duration"] = math.Round(v.Seconds*100) / 100
	if v.late > 0 {
		v.late--
		return o
	}
	o["video_url"] = s.Link(base, "video", v.ID, "."+v.format)
	o["subtitle_url"] = s.Link(base, "subtitle", v.ID, ".srt")
	o["thumbnail_url"] = s.Link(base, "picture", v.ID, ".png")
	o["gif_url"] = s.Link(base, "gif", v.ID, ".gif")
	if v.burned {
		o["captioned_video_url"] = s.Link(base, "captioned", v.ID, ".mp4")
	}
	return o
}

func pageOf(base, id string) string { return base + "/videos/" + id }

func (s *Videos) createVideo(r *rest.Request, v *video) (any, error) {
	if err := s.videos.Start(r, v); err != nil {
		return nil, err
	}
	return rest.Object{"video_id": v.ID, "status": "waiting", "output_format": v.format}, nil
}

func (s *Videos) readVideoItem(item *rest.Body) []*video { return []*video{s.readVideo(item)} }

func (s *Videos) deleteVideo(_ *rest.Request, v *video) (any, error) {
	s.videos.Drop(v.ID)
	return rest.Object{"id": v.ID, "deleted": true}, nil
}

func (s *Videos) listVideos(r *rest.Request) (any, error) {
	q := r.URL.Query()
	var kept []*video
	for _, v := range s.videos.Newest() {
		if strings.Contains(strings.ToLower(v.Title), strings.ToLower(q.Get("title"))) && (q.Get("folder_id") == "" || q.Get("folder_id") == v.folder) {
			kept = append(kept, v)
		}
	}
	return s.videos.Page(r, kept, 10, 100)
}

func (s *Videos) publishVideo(v *video) {
	if v.session != "" {
		// The session tells of it.
		return
	}
	if v.Status == sim.Failed {
		s.Events.Publish("avatar_video.fail", rest.Object{"video_id": v.ID, "msg": v.Failure, "callback_id": rest.OrNull(v.CallbackID)}, v.CallbackURL)
		return
	}
	page, gif := pageOf(s.Base, v.ID), s.Link(s.Base, "gif", v.ID, ".gif")
	o := rest.Object{
		"video_id": v.ID, "url": nil, "gif_download_url": nil, "video_page_url": page, "video_share_page_url": page,
		"folder_id": rest.OrNull(v.folder), "callback_id": rest.OrNull(v.CallbackID),
	}
	if v.late == 0 {
		o["url"], o["gif_download_url"] = s.Link(s.Base, "video", v.ID, "."+v.format), gif
	}
	s.Events.Publish("avatar_video.success", o, v.CallbackURL)
	more := func(eventType, link string) {
		s.Events.Publish(eventType, rest.Object{"video_id": v.ID, "url": link, "callback_id": rest.OrNull(v.CallbackID)}, "")
	}
	more("avatar_video_gif.success", gif)
	if v.burned {
		more("avatar_video_caption.success", s.Link(s.Base, "captioned", v.ID, ".mp4"))
	}
}

// ServePage is the page of a video, which people open in a browser.
func (s *Videos) ServePage(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	s.Settle()
	v, ok := s.videos.ByID(r.PathValue("id"))
	var title, status string
	if ok {
		title, status = html.EscapeString(v.Title), v.Shown()
	}
	s.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprintf(w, "<!doctype html><title>%s</title><h1>%s</h1><p>A video of the simulated HeyGen: %s.</p>", title, title, status)
}

// spokenSeconds is how long a script lasts, a second at least.
func spokenSeconds(script string, speed float64) float64 {
	return math.Max(1, media.SpokenSeconds(script, speed))
}
