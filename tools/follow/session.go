package follow

import (
	"context"
	"slices"
	"time"

	"heygen-mcp/heygenapi"
)

// TakesMessages is true where the session has stopped for the user.
func TakesMessages(s heygenapi.AgentSession) bool {
	return s.Status == "waiting_for_input" || s.Status == "reviewing"
}

// sessionKind follows agent sessions, which take up to 45 minutes.
func sessionKind(api *heygenapi.Client) jobKind {
	see := func(ctx context.Context, j *Job) error {
		s, err := api.GetVideoAgentSession(ctx, j.ID)
		if err != nil {
			return err
		}
		j.Status, j.Title, j.VideoID, j.createdAt = string(s.Status), s.Title, s.VideoID, s.CreatedAt.Time
		j.Progress = new(s.Progress)
		j.Done = TakesMessages(s) || s.Status.Failed()
		j.settled = s.Status.Failed()
		if s.Status.Failed() {
			j.FailureMessage = lastError(s)
		}
		return nil
	}
	look := pollSingly(kindSession, see)
	return jobKind{
		name: kindSession, stallAfter: time.Hour, page: sessionPage,
		stallHint: "get_video_agent_session shows what it did last; stop_video_agent_session (toolset agent), or the user there, ends it for good.",
		fetch: func(ctx context.Context, j *Job) error {
			if err := see(ctx, j); err != nil || j.Done || j.VideoID == "" || !heygenapi.Status(j.Status).Succeeded() {
				return err
			}
			return fetchVideo(ctx, api, j, j.VideoID)
		},
		poll: func(ctx context.Context, jobs []*Job) error {
			if err := look(ctx, jobs); err != nil {
				return err
			}
			return pollSessionVideos(ctx, api, jobs)
		},
	}
}

// pollSessionVideos learns how the videos of sessions stand: a session is over
// only when its video is.
func pollSessionVideos(ctx context.Context, api *heygenapi.Client, jobs []*Job) error {
	var with []*Job
	for _, j := range jobs {
		if j.Kind == kindSession && j.VideoID != "" && !j.Done {
			with = append(with, j)
		}
	}
	if len(with) == 0 {
		return nil
	}
	states, err := statesOf(ctx, api.VideoStatuses, with, func(j *Job) string { return j.VideoID })
	if err != nil {
		return err
	}
	var ended []*Job
	for _, j := range with {
		if s, known := states[j.VideoID]; known && (s.Status.Final() || heygenapi.Status(j.Status).Succeeded()) {
			j.apply(s)
		}
		if heygenapi.Status(j.Status).Final() {
			ended = append(ended, j)
		}
	}
	return each(ctx, ended, func(ctx context.Context, j *Job) error { return fetchVideo(ctx, api, j, j.VideoID) })
}

func lastError(s heygenapi.AgentSession) string {
	for _, m := range slices.Backward(s.InOrder()) {
		if m.Type == "error" {
			return m.Content
		}
	}
	return "the session failed; see get_video_agent_session"
}
