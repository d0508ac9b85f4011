package heygentest

import (
	"math"
	"strings"
	"time"
)

func agentRoutes() []route {
	return []route{
		{pattern: "POST /v3/video-agents", handle: createSession},
		{pattern: "GET /v3/video-agents", handle: listSessions},
		{pattern: "GET /v3/video-agents/{id}", handle: getSession},
		{pattern: "POST /v3/video-agents/{id}", handle: sendMessage},
		{pattern: "POST /v3/video-agents/{id}/stop", handle: stopSession},
		{pattern: "GET /v3/video-agents/{id}/videos", handle: listSessionVideos},
		{pattern: "GET /v3/video-agents/{id}/resources/{resource}", handle: getResource},
		{pattern: "GET /v3/video-agents/styles", handle: listStyles},
	}
}

// session is a talk with the Video Agent.
type session struct {
	id, title, prompt string
	status, mode      string
	aspect            string
	created           time.Time
	// since is when the session came into its status.
	since    time.Time
	messages []object
	resource string
	videoID  string
	fault    FaultKind
	answered int
	callback
}

const (
	thinkTime = time.Minute
	planTime  = 30 * time.Second
	// agentSeconds is the length of a video whose prompt asks for none.
	agentSeconds = 45
)

func (a *session) over() bool { return a.status == "completed" || a.status == "failed" }

func (a *session) waits() bool { return a.status == "waiting_for_input" || a.status == "reviewing" }

func (a *session) to(status string, at time.Time) { a.status, a.since = status, at }

func (a *session) say(role, kind, content string, at time.Time, resources ...string) {
	a.messages = append(a.messages, object{"role": role, "type": kind, "content": content, "created_at": at.Unix(), "resource_ids": resources})
}

// settleSession moves a session on, through several statuses where the clock
// has leapt.
func (s *Server) settleSession(a *session, now time.Time) {
	for before := ""; before != a.status && !a.over(); {
		before = a.status
		s.stepSession(a, now)
	}
}

// stepSession moves a session to its next status where it is time: a chat stops
// after thinking to ask, and once more to have its plan approved.
func (s *Server) stepSession(a *session, now time.Time) {
	switch a.status {
	case "thinking":
		at := a.since.Add(thinkTime)
		if now.Before(at) || a.fault == FaultStallJob {
			return
		}
		switch {
		case a.fault == FaultFailJob:
			a.to("failed", at)
			a.say("model", "error", "The session failed because the prompt asked for it.", at)
		case a.mode == "chat" && a.answered == 0:
			a.to("waiting_for_input", at)
			a.resource = s.id("res_")
			a.say("model", "text", "Who is the audience, and should the tone be formal or friendly?", at)
			a.say("model", "resource", "A first storyboard.", at, a.resource)
		case a.mode == "chat" && a.answered == 1:
			a.to("reviewing", at)
			a.say("model", "text", "Here is the plan: a hook, three points, a closing line. Shall I render it?", at)
		default:
			s.generate(a, at)
		}
	case "generating":
		v, ok := s.videos.get(a.videoID)
		if !ok {
			a.to("failed", now)
			return
		}
		s.settleVideo(v, now)
		if v.over() {
			a.to(v.status, v.completed)
			a.say("model", "text", map[string]string{"completed": "Your video is ready.", "failed": "The render failed."}[v.status], v.completed)
		}
	}
}

func (s *Server) generate(a *session, at time.Time) {
	a.to("generating", at)
	v := &video{
		id: s.id(""), title: a.title, status: "pending", aspect: a.aspect, format: "mp4", script: a.prompt, seconds: wantedSeconds(a.prompt),
		product: "video_agent", session: a.id, created: at, started: at.Add(planTime), fault: a.fault,
	}
	s.videos.put(v.id, v)
	a.videoID = v.id
	a.say("model", "text", "Rendering has begun.", at)
}

// wantedSeconds is the length that a prompt asks for, in plain seconds.
func wantedSeconds(prompt string) float64 {
	var n int
	for word := range strings.FieldsSeq(strings.ReplaceAll(prompt, "-", " ")) {
		if strings.HasPrefix(strings.ToLower(word), "second") && n > 0 {
			return math.Min(600, float64(n))
		}
		n = 0
		for _, r := range word {
			if r < '0' || r > '9' || n > 1e6 {
				n = 0
				break
			}
			n = n*10 + int(r-'0')
		}
	}
	return agentSeconds
}

func (s *Server) progress(a *session) int {
	share := func(from, to int, began time.Time, whole time.Duration) int {
		done := math.Min(1, math.Max(0, float64(s.now().Sub(began))/float64(whole)))
		if a.fault == FaultStallJob {
			done = math.Min(done, 0.33)
		}
		return from + int(done*float64(to-from))
	}
	switch a.status {
	case "thinking":
		return share(0, 20, a.since, thinkTime)
	case "waiting_for_input", "reviewing":
		return 20
	case "generating":
		if v, ok := s.videos.get(a.videoID); ok {
			return share(20, 99, v.started, v.renderTime())
		}
		return 20
	case "completed":
		return 100
	default:
		return 0
	}
}

func createSession(s *Server, r *request) (any, error) {
	b, problem := r.read()
	a := &session{mode: "generate", status: "thinking", prompt: b.required("prompt", 10000)}
	if m := b.enum("mode", "generate", "chat"); m != "" {
		a.mode = m
	}
	a.aspect = map[string]string{"portrait": "9:16", "landscape": "16:9", "": "16:9"}[b.enum("orientation", "landscape", "portrait")]
	s.readCastOf(b)
	if style := b.text("style_id", 200); style != "" && !s.knownStyle(style) {
		b.fail("style_id", "style %s does not exist", style)
	}
	b.text("brand_kit_id", 200)
	b.boolean("incognito_mode")
	a.callback = b.callback()
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.mayStart(1); err != nil {
		return nil, err
	}
	now := s.now()
	a.id, a.created, a.since, a.fault = s.id("sess_"), now, now, r.fault
	a.title = titleOf(a.prompt)
	a.say("user", "text", a.prompt, now)
	s.sessions.put(a.id, a)
	status := "thinking"
	if a.mode == "generate" {
		status = "generating"
	}
	return object{"session_id": a.id, "status": status, "video_id": nil, "created_at": now.Unix()}, nil
}

func (s *Server) readCastOf(b *body) {
	if id := b.text("avatar_id", 200); id != "" {
		s.usableLook(b, "avatar_id", id)
	}
	if id := b.text("voice_id", 200); id != "" {
		s.usableVoice(b, "voice_id", id)
	}
	b.files(s, "files", 20)
}

func titleOf(prompt string) string {
	words := strings.Fields(prompt)
	return strings.Join(words[:min(6, len(words))], " ")
}

func (s *Server) sessionOf(r *request) (*session, error) {
	a, ok := s.sessions.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("resource_not_found", "session "+r.PathValue("id"))
	}
	return a, nil
}

func getSession(s *Server, r *request) (any, error) {
	a, err := s.sessionOf(r)
	if err != nil {
		return nil, err
	}
	return object{
		"session_id": a.id, "status": a.status, "progress": s.progress(a), "title": orNull(a.title), "video_id": orNull(a.videoID),
		"created_at": a.created.Unix(), "messages": a.messages,
	}, nil
}

func listSessions(s *Server, r *request) (any, error) {
	items, p, err := pageOf(r, s.sessions.newest(), 20, 100)
	p.data = mapped(items, func(a *session) object {
		return object{"session_id": a.id, "title": orNull(a.title), "created_at": a.created.Unix()}
	})
	return p, err
}

func sendMessage(s *Server, r *request) (any, error) {
	a, err := s.sessionOf(r)
	if err != nil {
		return nil, err
	}
	b, problem := r.read()
	message := b.required("message", 10000)
	s.readCastOf(b)
	b.text("brand_kit_id", 200)
	if err := problem.err(); err != nil {
		return nil, err
	}
	if !a.waits() {
		return nil, fail(409, "resource_not_ready", "", "the session is %s and takes no messages", a.status)
	}
	now := s.now()
	a.say("user", "text", message, now)
	a.prompt += "\n" + message
	a.answered++
	if a.status == "reviewing" {
		s.generate(a, now)
	} else {
		a.to("thinking", now)
	}
	return object{"run_id": s.id("run_"), "session_id": a.id, "title": orNull(a.title)}, nil
}

func stopSession(s *Server, r *request) (any, error) {
	a, err := s.sessionOf(r)
	if err != nil {
		return nil, err
	}
	if !a.over() {
		now := s.now()
		if v, ok := s.videos.get(a.videoID); ok && !v.over() {
			v.status, v.completed, v.failCode, v.failText = "failed", now, "stopped", "The session was stopped"
		}
		a.to("failed", now)
		a.say("model", "error", "The session was stopped.", now)
	}
	return object{"session_id": a.id}, nil
}

func listSessionVideos(s *Server, r *request) (any, error) {
	a, err := s.sessionOf(r)
	if err != nil {
		return nil, err
	}
	videos := []object{}
	if v, ok := s.videos.get(a.videoID); ok {
		videos = append(videos, s.videoObject(r.base, v))
	}
	return paged{data: videos}, nil
}

func getResource(s *Server, r *request) (any, error) {
	a, err := s.sessionOf(r)
	if err != nil {
		return nil, err
	}
	id := r.PathValue("resource")
	if a.resource == "" || a.resource != id {
		return nil, notFound("resource_not_found", "resource "+id)
	}
	picture := s.link(r.base, "picture", id, ".png")
	return object{
		"resource_id": id, "resource_type": "image", "source_type": "generated", "url": picture, "preview_url": picture, "thumbnail_url": picture,
		"metadata": object{"scene": 1}, "created_at": a.since.Unix(),
	}, nil
}

func (s *Server) knownStyle(id string) bool {
	for _, style := range s.cast().Styles {
		if style.ID == id {
			return true
		}
	}
	return false
}

func listStyles(s *Server, r *request) (any, error) {
	tag := r.URL.Query().Get("tag")
	all := []object{}
	for _, style := range s.cast().Styles {
		if tag == "" || contains(style.Tags, tag) {
			all = append(all, object{
				"style_id": style.ID, "name": style.Name, "aspect_ratio": style.AspectRatio, "tags": style.Tags,
				"thumbnail_url": s.link(r.base, "picture", style.ID, ".png"), "preview_video_url": s.link(r.base, "preview", style.ID, ".mp4"),
			})
		}
	}
	items, p, err := pageOf(r, all, 20, 100)
	p.data = items
	return p, err
}

func contains(values []string, wanted string) bool {
	for _, v := range values {
		if strings.EqualFold(v, wanted) {
			return true
		}
	}
	return false
}
