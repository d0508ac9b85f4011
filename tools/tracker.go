package tools

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sourcegraph/conc/pool"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
)

// tracker follows jobs whose kind is not known from their ids. States come
// from the bulk calls, 100 ids a request; only what has just ended is fetched
// on its own, for its links.
type tracker struct {
	acct *account.Account
	jobs []*job
}

type job struct {
	jobStatus
	born time.Time
	// settled jobs are not looked at again.
	settled bool
}

func newTracker(acct *account.Account, ids []string) *tracker {
	t := &tracker{acct: acct}
	for _, id := range ids {
		t.jobs = append(t.jobs, &job{jobStatus: jobStatus{ID: id}})
	}
	return t
}

// look asks once how all unsettled jobs stand.
func (t *tracker) look(ctx context.Context) error {
	steps := []func(context.Context) error{t.lookVideos, t.lookTranslations, t.lookSessions, t.lookSessionVideos, t.fetchEnded, t.learnAges}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	for _, j := range t.jobs {
		if j.Kind == "" {
			j.Kind, j.Status, j.Done, j.settled = kindUnknown, "not_found", true, true
			j.Note = "No video, translation or agent session of this account has this id. See list_videos."
		}
	}
	return nil
}

// open lists the unsettled jobs of the kinds.
func (t *tracker) open(kinds ...string) []*job {
	var open []*job
	for _, j := range t.jobs {
		for _, kind := range kinds {
			if !j.settled && j.Kind == kind {
				open = append(open, j)
			}
		}
	}
	return open
}

type bulk func(ctx context.Context, q heygenapi.StatusQuery) ([]heygenapi.JobStatus, error)

func (t *tracker) lookVideos(ctx context.Context) error {
	return t.lookBulk(ctx, "video", t.acct.API.VideoStatuses)
}

func (t *tracker) lookTranslations(ctx context.Context) error {
	return t.lookBulk(ctx, "translation", t.acct.API.TranslationStatuses)
}

// lookBulk asks for the jobs of the kind and those of no kind yet; the latter
// are of the kind when HeyGen knows them there.
func (t *tracker) lookBulk(ctx context.Context, kind string, ask bulk) error {
	open := t.open(kind, "")
	if len(open) == 0 {
		return nil
	}
	states, err := statesOf(ctx, ask, open, func(j *job) string { return j.ID })
	if err != nil {
		return err
	}
	for _, j := range open {
		if s, known := states[j.ID]; known {
			j.Kind = kind
			j.take(s)
		}
	}
	return nil
}

func statesOf(ctx context.Context, ask bulk, jobs []*job, id func(*job) string) (map[string]heygenapi.JobStatus, error) {
	ids := make([]string, len(jobs))
	for i, j := range jobs {
		ids[i] = id(j)
	}
	answers, err := ask(ctx, heygenapi.StatusQuery{IDs: ids})
	if err != nil {
		return nil, err
	}
	states := make(map[string]heygenapi.JobStatus, len(answers))
	for _, a := range answers {
		if a.Status != "not_found" {
			states[a.ID] = a
		}
	}
	return states, nil
}

func (j *job) take(s heygenapi.JobStatus) {
	j.Status = string(s.Status)
	if s.Error != nil {
		j.FailureCode, j.FailureMessage = s.Error.Code, s.Error.Message
	}
}

// sessionsAtOnce bounds the requests for sessions, which have no bulk call.
const sessionsAtOnce = 4

func (t *tracker) lookSessions(ctx context.Context) error {
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError().WithMaxGoroutines(sessionsAtOnce)
	for _, j := range t.open("agent_session", "") {
		p.Go(func(ctx context.Context) error {
			s, err := t.acct.API.GetVideoAgentSession(ctx, j.ID)
			if heygenapi.IsNotFound(err) {
				return nil
			}
			if err != nil {
				return err
			}
			j.Kind, j.Status, j.Title, j.VideoID, j.born = "agent_session", string(s.Status), s.Title, s.VideoID, s.CreatedAt.Time
			j.Progress = new(s.Progress)
			j.Done = takesMessages(s) || s.Status.Failed()
			j.settled = s.Status.Failed()
			if s.Status.Failed() {
				j.FailureMessage = lastError(s)
			}
			return nil
		})
	}
	return p.Wait()
}

func lastError(s heygenapi.AgentSession) string {
	for _, m := range slices.Backward(s.Messages) {
		if m.Type == "error" {
			return m.Content
		}
	}
	return "the session failed; see get_video_agent_session"
}

// lookSessionVideos learns how the videos of sessions stand: a session is over
// only when its video is.
func (t *tracker) lookSessionVideos(ctx context.Context) error {
	var with []*job
	for _, j := range t.open("agent_session") {
		if j.VideoID != "" && !j.Done {
			with = append(with, j)
		}
	}
	if len(with) == 0 {
		return nil
	}
	states, err := statesOf(ctx, t.acct.API.VideoStatuses, with, func(j *job) string { return j.VideoID })
	if err != nil {
		return err
	}
	for _, j := range with {
		if s, known := states[j.VideoID]; known && (s.Status.Final() || j.Status == "completed") {
			j.take(s)
		}
	}
	return nil
}

// detailsAtOnce bounds the requests for what has just ended.
const detailsAtOnce = 8

func (t *tracker) fetchEnded(ctx context.Context) error {
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError().WithMaxGoroutines(detailsAtOnce)
	for _, j := range t.open("video", "translation", "agent_session") {
		if !heygenapi.Status(j.Status).Final() {
			continue
		}
		switch {
		case j.Kind == "translation":
			p.Go(func(ctx context.Context) error { return t.fetchTranslation(ctx, j) })
		case j.Kind == "video":
			p.Go(func(ctx context.Context) error { return t.fetchVideo(ctx, j, j.ID) })
		case j.VideoID != "":
			p.Go(func(ctx context.Context) error { return t.fetchVideo(ctx, j, j.VideoID) })
		}
	}
	return p.Wait()
}

func (t *tracker) fetchVideo(ctx context.Context, j *job, id string) error {
	v, err := t.acct.API.GetVideo(ctx, id)
	if err != nil {
		return err
	}
	j.Title, j.DurationSeconds, j.OutputLanguage = or(v.Title, j.Title), v.Duration, v.OutputLanguage
	j.VideoURL, j.CaptionedVideoURL, j.SubtitleURL = v.VideoURL, v.CaptionedVideoURL, v.SubtitleURL
	j.VideoPageURL, j.ThumbnailURL, j.GIFURL = v.VideoPageURL, v.ThumbnailURL, v.GIFURL
	j.FailureCode, j.FailureMessage = or(v.FailureCode, j.FailureCode), or(v.FailureMessage, j.FailureMessage)
	j.finish(v.Status, v.VideoURL != "")
	return nil
}

func (t *tracker) fetchTranslation(ctx context.Context, j *job) error {
	tr, err := t.acct.API.GetTranslation(ctx, j.ID)
	if err != nil {
		return err
	}
	j.Title, j.DurationSeconds, j.OutputLanguage = tr.Title, tr.Duration, tr.OutputLanguage
	j.VideoURL, j.AudioURL, j.SubtitleURL = tr.VideoURL, tr.AudioURL, tr.SRTCaptionURL
	j.FailureMessage = or(tr.FailureMessage, j.FailureMessage)
	j.finish(tr.Status, tr.VideoURL != "" || tr.AudioURL != "")
	return nil
}

// finish ends a job that failed, or that has its links: completed without one
// has been seen, and comes right after some seconds.
func (j *job) finish(status heygenapi.Status, linked bool) {
	j.Status = string(status)
	switch {
	case status.Failed():
		j.Done, j.settled = true, true
		j.FailureMessage = or(j.FailureMessage, "HeyGen gave no reason")
		j.Note = "Failed renders are not charged."
	case status.Succeeded() && linked:
		j.Done, j.settled, j.Note = true, true, ""
	case status.Succeeded():
		j.Note = "Completed, but its link is not there yet: ask again in some seconds."
	}
}

// learnAges asks once, in bulk, since when the jobs seen for the first time
// have existed, so that one that hangs is noticed even after a restart.
func (t *tracker) learnAges(ctx context.Context) error {
	born := map[string]heygenapi.Time{}
	if t.hasNew("video") {
		page, err := t.acct.API.ListVideos(ctx, heygenapi.ListVideosOptions{PageOptions: heygenapi.PageOptions{Limit: 100}})
		if err != nil {
			return err
		}
		for _, v := range page.Items {
			born[v.ID] = v.CreatedAt
		}
	}
	if t.hasNew("translation") {
		page, err := t.acct.API.ListTranslations(ctx, heygenapi.PageOptions{Limit: 100})
		if err != nil {
			return err
		}
		for _, tr := range page.Items {
			born[tr.ID] = tr.CreatedAt
		}
	}
	for _, j := range t.jobs {
		if at, ok := born[j.ID]; ok {
			j.born = at.Time
		}
	}
	return nil
}

func (t *tracker) hasNew(kind string) bool {
	for _, j := range t.open(kind) {
		if !j.Done && j.born.IsZero() && !t.acct.Sightings.Known(j.ID) {
			return true
		}
	}
	return false
}

func (t *tracker) done() bool {
	for _, j := range t.jobs {
		if !j.Done {
			return false
		}
	}
	return true
}

func (t *tracker) summary() string {
	var done int
	for _, j := range t.jobs {
		if j.Done {
			done++
		}
	}
	if len(t.jobs) == 1 {
		if j := t.jobs[0]; j.Progress != nil {
			return fmt.Sprintf("%s, %d %%", j.Status, *j.Progress)
		}
		return t.jobs[0].Status
	}
	return fmt.Sprintf("%d of %d done", done, len(t.jobs))
}

// report gives the jobs as they are to be shown.
func (t *tracker) report(now time.Time, detail bool) []jobStatus {
	items := make([]jobStatus, len(t.jobs))
	for i, j := range t.jobs {
		items[i] = j.jobStatus
		if !detail {
			items[i].ThumbnailURL, items[i].GIFURL = "", ""
		}
		noteStall(t.acct, &items[i], j.born, now)
	}
	return items
}
