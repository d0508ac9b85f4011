package videos

import (
	"math"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// settleSessions moves the sessions on, through several statuses where the clock
// has leapt.
func (s *Videos) settleSessions(now time.Time) {
	for _, a := range s.sessions.All() {
		for before := ""; before != a.Status && !a.Over(); {
			before = a.Status
			s.stepSession(a, now)
		}
	}
}

// sessionJobs take a place each, with their videos.
func (s *Videos) sessionJobs() []*sim.Job {
	var jobs []*sim.Job
	for _, a := range s.sessions.All() {
		jobs = append(jobs, &a.Job)
	}
	return jobs
}

// stepSession moves a session to its next status where it is time: a chat stops
// after thinking to ask, and once more to have its plan approved.
func (s *Videos) stepSession(a *session, now time.Time) {
	switch a.Status {
	case "thinking":
		at := a.since.Add(thinkTime)
		if now.Before(at) || a.Fault == rest.FaultStallJob {
			return
		}
		switch {
		case a.Fault == rest.FaultFailJob:
			a.to(sim.Failed, at)
			a.say("model", "error", "The session failed because the prompt asked for it.", at)
		case a.mode == "chat" && a.answered == 0:
			a.to("waiting_for_input", at)
			a.resource = s.NewID("res_")
			a.say("model", "text", "Who is the audience, and should the tone be formal or friendly?", at)
			a.say("model", "resource", "A first storyboard.", at, a.resource)
		case a.mode == "chat" && a.answered == 1:
			a.to("reviewing", at)
			a.say("model", "text", "Here is the plan: a hook, three points, a closing line. Shall I render it?", at)
		default:
			s.startVideo(a, at)
		}
	case "generating":
		v, ok := s.videos.ByID(a.videoID)
		if !ok {
			a.to(sim.Failed, now)
			return
		}
		s.videos.Advance(v, now)
		if v.Over() {
			a.to(v.Status, v.Ended)
			a.say("model", "text", map[string]string{"completed": "Your video is ready.", sim.Failed: "The render failed."}[v.Status], v.Ended)
		}
	}
}

// startVideo begins the render that the session has planned.
func (s *Videos) startVideo(a *session, at time.Time) {
	a.to("generating", at)
	v := &video{aspect: a.aspect, format: "mp4", script: a.prompt, product: "video_agent", session: a.ID}
	v.Title, v.Seconds, v.Fault = a.Title, wantedSeconds(a.prompt), a.Fault
	s.videos.Launch(v)
	v.Created, v.Started = at, at.Add(planTime)
	a.videoID = v.ID
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

func (s *Videos) progress(a *session) int {
	share := func(from, to int, began time.Time, whole time.Duration) int {
		done := math.Min(1, math.Max(0, float64(s.Now().Sub(began))/float64(whole)))
		if a.Fault == rest.FaultStallJob {
			done = math.Min(done, 0.33)
		}
		return from + int(done*float64(to-from))
	}
	switch a.Status {
	case "thinking":
		return share(0, 20, a.since, thinkTime)
	case "waiting_for_input", "reviewing":
		return 20
	case "generating":
		if v, ok := s.videos.ByID(a.videoID); ok {
			return share(20, 99, v.Started, v.renderTime())
		}
		return 20
	case "completed":
		return 100
	default:
		return 0
	}
}
