package videos

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Videos) agentOperations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/video-agents", Handle: rest.Reading(s.readSession, s.createSession)},
		{Pattern: "GET /v3/video-agents", Handle: s.listSessions},
		{Pattern: "GET /v3/video-agents/{id}", Handle: s.sessions.Get},
		{Pattern: "POST /v3/video-agents/{id}", Handle: rest.FoundReading(s.sessions.Find, s.readMessage, s.sendMessage)},
		{Pattern: "POST /v3/video-agents/{id}/stop", Handle: rest.Found(s.sessions.Find, s.stopSession)},
		{Pattern: "GET /v3/video-agents/{id}/videos", Handle: rest.Found(s.sessions.Find, s.listSessionVideos)},
		{Pattern: "GET /v3/video-agents/{id}/resources/{resource}", Handle: rest.Found(s.sessions.Find, s.getResource)},
		{Pattern: "GET /v3/video-agents/styles", Handle: s.listStyles},
	}
}

// session is a talk with the Video Agent.
type session struct {
	sim.Job

	prompt, mode, aspect string
	// since is when the session came into its status.
	since    time.Time
	messages []rest.Object
	resource string
	videoID  string
	answered int
}

const (
	thinkTime = time.Minute
	planTime  = 30 * time.Second
	// agentSeconds is the length of a video whose prompt asks for none.
	agentSeconds = 45
)

func (a *session) waits() bool { return a.Status == "waiting_for_input" || a.Status == "reviewing" }

// revisable sessions are finished chats, which a message begins anew.
func (a *session) revisable() bool { return a.mode == "chat" && a.Status == sim.Completed }

func (a *session) to(status string, at time.Time) { a.Status, a.since = status, at }

func (a *session) say(role, kind, content string, at time.Time, resources ...string) {
	a.messages = append(a.messages, rest.Object{"role": role, "type": kind, "content": content, "created_at": at.Unix(), "resource_ids": resources})
}

func (s *Videos) readSession(b *rest.Body) *session {
	a := &session{prompt: b.Required("prompt", 10000)}
	a.Status, a.mode = "thinking", cmp.Or(b.Enum("mode", "generate", "chat"), "generate")
	a.aspect = map[string]string{"portrait": "9:16", "landscape": "16:9", "": "16:9"}[b.Enum("orientation", "landscape", "portrait")]
	s.readSpeakers(b)
	if style := b.Text("style_id", 200); style != "" && !s.knownStyle(style) {
		b.Fail("style_id", "style %s does not exist", style)
	}
	b.Text("brand_kit_id", 200)
	b.Boolean("incognito_mode")
	a.Callback = sim.ReadCallback(b)
	return a
}

func (s *Videos) createSession(r *rest.Request, a *session) (any, error) {
	if err := s.MayStart(1); err != nil {
		return nil, err
	}
	now := s.Now()
	a.ID, a.Created, a.since, a.Fault, a.Title = s.NewID("sess_"), now, now, r.Fault, titleOf(a.prompt)
	a.say("user", "text", a.prompt, now)
	s.sessions.Put(a.ID, a)
	if a.mode == "generate" && sim.SeedOf(a.ID)%2 == 1 {
		// The id of the video is told at once, or later: clients meet both.
		s.startVideo(a, now)
	}
	status := a.Status
	if a.mode == "generate" {
		status = "generating"
	}
	return rest.Object{"session_id": a.ID, "status": status, "video_id": rest.OrNull(a.videoID), "created_at": now.Unix()}, nil
}

// readSpeakers reads who is to speak, and the files to go by.
func (s *Videos) readSpeakers(b *rest.Body) {
	if id := b.Text("avatar_id", 200); id != "" {
		s.catalog.UsableLook(b, "avatar_id", id)
	}
	if id := b.Text("voice_id", 200); id != "" {
		s.catalog.UsableVoice(b, "voice_id", id)
	}
	s.ReadSources(b, "files", 20)
}

func titleOf(prompt string) string {
	words := strings.Fields(prompt)
	return strings.Join(words[:min(6, len(words))], " ")
}

func (s *Videos) showSession(_ string, a *session) rest.Object {
	return rest.Object{
		"session_id": a.ID, "status": a.Status, "progress": s.progress(a), "title": rest.OrNull(a.Title), "video_id": rest.OrNull(a.videoID),
		"created_at": a.Created.Unix(), "messages": a.newest(),
	}
}

// maxMessages is how many messages a session shows.
const maxMessages = 40

// newest are the last messages, the newest first.
func (a *session) newest() []rest.Object {
	shown := slices.Clone(a.messages[max(0, len(a.messages)-maxMessages):])
	slices.Reverse(shown)
	return shown
}

func (s *Videos) listSessions(r *rest.Request) (any, error) {
	return rest.PageOf(r, s.sessions.Newest(), 20, 100, func(a *session) rest.Object {
		return rest.Object{"session_id": a.ID, "title": rest.OrNull(a.Title), "created_at": a.Created.Unix()}
	})
}

func (s *Videos) readMessage(b *rest.Body) (message string) {
	message = b.Required("message", 10000)
	s.readSpeakers(b)
	b.Text("brand_kit_id", 200)
	return message
}

func (s *Videos) sendMessage(_ *rest.Request, a *session, message string) (any, error) {
	if !a.waits() && !a.revisable() {
		return nil, rest.Invalid("", "the session is %s and takes no messages", a.Status)
	}
	now := s.Now()
	a.say("user", "text", message, now)
	a.prompt += "\n" + message
	a.answered++
	if a.revisable() {
		a.Again()
	}
	if a.Status == "reviewing" {
		s.startVideo(a, now)
	} else {
		a.to("thinking", now)
	}
	return rest.Object{"run_id": s.NewID("run_"), "session_id": a.ID, "title": rest.OrNull(a.Title)}, nil
}

func (s *Videos) stopSession(_ *rest.Request, a *session) (any, error) {
	if !a.Over() {
		now := s.Now()
		if v, ok := s.videos.ByID(a.videoID); ok && !v.Over() {
			v.Status, v.Ended, v.FailureCode, v.Failure = sim.Failed, now, "stopped", "The session was stopped"
		}
		a.to(sim.Failed, now)
		a.say("model", "error", "The session was stopped.", now)
	}
	return rest.Object{"session_id": a.ID}, nil
}

func (s *Videos) listSessionVideos(r *rest.Request, a *session) (any, error) {
	videos := []rest.Object{}
	if v, ok := s.videos.ByID(a.videoID); ok {
		videos = append(videos, s.showVideo(r.Base, v))
	}
	return rest.List{Items: videos}, nil
}

func (s *Videos) getResource(r *rest.Request, a *session) (any, error) {
	id := r.PathValue("resource")
	if a.resource == "" || a.resource != id {
		return nil, rest.NotFound("not_found", "resource "+id)
	}
	picture := s.Link(r.Base, "picture", id, ".png")
	return rest.Object{
		"resource_id": id, "resource_type": "image", "source_type": "generated", "url": picture, "preview_url": picture, "thumbnail_url": picture,
		"metadata": rest.Object{"scene": 1}, "created_at": a.since.Unix(),
	}, nil
}

func (s *Videos) knownStyle(id string) bool {
	for _, style := range s.Cast.Styles {
		if style.ID == id {
			return true
		}
	}
	return false
}

func (s *Videos) listStyles(r *rest.Request) (any, error) {
	tag := r.URL.Query().Get("tag")
	all := []rest.Object{}
	for _, style := range s.Cast.Styles {
		if tag == "" || rest.ContainsFold(style.Tags, tag) {
			all = append(all, rest.Object{
				"style_id": style.ID, "name": style.Name, "aspect_ratio": style.AspectRatio, "tags": style.Tags,
				"thumbnail_url": s.Link(r.Base, "picture", style.ID, ".png"), "preview_video_url": s.Link(r.Base, "preview", style.ID, ".mp4"),
			})
		}
	}
	return rest.PageOf(r, all, 20, 100, func(o rest.Object) rest.Object { return o })
}

func (s *Videos) publishSessions() {
	for _, a := range s.sessions.All() {
		if a.Ending() {
			s.publishSession(a)
		}
	}
}

func (s *Videos) publishSession(a *session) {
	o := rest.Object{"session_id": a.ID, "video_id": rest.OrNull(a.videoID), "callback_id": rest.OrNull(a.CallbackID)}
	if a.Status == sim.Failed {
		o["msg"] = a.messages[len(a.messages)-1]["content"]
		s.Events.Publish("video_agent.fail", o, a.CallbackURL)
		return
	}
	o["url"], o["video_page_url"] = nil, pageOf(s.Base, a.videoID)
	if v, ok := s.videos.ByID(a.videoID); ok && v.late == 0 {
		o["url"] = s.Link(s.Base, "video", v.ID, "."+v.format)
	}
	s.Events.Publish("video_agent.success", o, a.CallbackURL)
}
