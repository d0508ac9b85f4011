package jobs

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/sourcegraph/conc/pool"

	"heygen-mcp/heygenapi"
)

// finding is how a render was found.
type finding struct {
	Render
	// moved is true where it looks different from before.
	moved bool
	// late is true of what is completed and has no link yet.
	late bool
}

// renderID names a render among an account's.
type renderID struct {
	kind Kind
	id   string
}

func (r Render) key() renderID { return renderID{r.Kind, r.ID} }

// state is what HeyGen says of one render.
type state struct {
	status   heygenapi.Status
	progress int
	failure  string
	// linked is false of what is completed and has no link yet.
	linked  bool
	seconds float64
}

// lookers asks HeyGen for the renders: in bulk where it can be, else one by
// one. What could not be asked is left as it was, and the first problem told.
func lookers(ctx context.Context, api *heygenapi.Client, due []Render) (map[renderID]finding, error) {
	byKind := map[Kind][]Render{}
	for _, r := range due {
		byKind[r.Kind] = append(byKind[r.Kind], r)
	}
	found := map[renderID]finding{}
	var problems []error
	for kind, renders := range byKind {
		ended := renders
		if ask := bulk(api, kind); ask != nil {
			var err error
			ended, err = lookBulk(ctx, ask, renders, found)
			problems = append(problems, err)
		}
		problems = append(problems, lookEach(ctx, api, ended, found))
	}
	return found, errors.Join(problems...)
}

// inBulk is true of kinds of which HeyGen tells a hundred at once.
func inBulk(kind Kind) bool {
	return kind == KindVideo || kind == KindTranslation || kind == KindLipsync
}

// bulk asks for many of a kind at once; nil where HeyGen cannot be asked so.
func bulk(api *heygenapi.Client, kind Kind) func(context.Context, heygenapi.StatusQuery) ([]heygenapi.JobStatus, error) {
	switch kind {
	case KindVideo:
		return api.VideoStatuses
	case KindTranslation:
		return api.TranslationStatuses
	case KindLipsync:
		return api.LipsyncStatuses
	default:
		return nil
	}
}

// lookBulk asks 100 ids a request, and gives those that have just ended: they
// are asked for once more, each for its links and its length.
func lookBulk(ctx context.Context, ask func(context.Context, heygenapi.StatusQuery) ([]heygenapi.JobStatus, error), renders []Render, found map[renderID]finding) ([]Render, error) {
	var ended []Render
	var problems []error
	for chunk := range slices.Chunk(renders, perRequest) {
		byID := make(map[string]Render, len(chunk))
		ids := make([]string, len(chunk))
		for i, r := range chunk {
			byID[r.ID], ids[i] = r, r.ID
		}
		answers, err := ask(ctx, heygenapi.StatusQuery{IDs: ids})
		problems = append(problems, err)
		for _, a := range answers {
			r, ours := byID[a.ID]
			switch {
			case !ours:
			case a.Status.Failed() && a.Error != nil && a.Error.Message != "":
				found[r.key()] = apply(r, state{status: a.Status, failure: a.Error.Message})
			case a.Status.Final():
				ended = append(ended, r)
			default:
				found[r.key()] = apply(r, state{status: a.Status, progress: r.Progress})
			}
		}
		if err != nil {
			break // the next request would fare no better
		}
	}
	return ended, errors.Join(problems...)
}

// eachAtOnce bounds the requests for single renders.
const eachAtOnce = 4

func lookEach(ctx context.Context, api *heygenapi.Client, renders []Render, found map[renderID]finding) error {
	var mu sync.Mutex
	p := pool.New().WithContext(ctx).WithMaxGoroutines(eachAtOnce)
	for _, r := range renders {
		p.Go(func(ctx context.Context) error {
			s, err := stateOf(ctx, api, r.Kind, r.ID)
			switch {
			case heygenapi.IsNotFound(err):
				s = state{status: heygenapi.StatusNotFound}
			case err != nil:
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			found[r.key()] = apply(r, s)
			return nil
		})
	}
	return p.Wait()
}

// stateOf asks for one render.
func stateOf(ctx context.Context, api *heygenapi.Client, kind Kind, id string) (state, error) {
	switch kind {
	case KindVideo:
		v, err := api.GetVideo(ctx, id)
		return state{status: v.Status, failure: v.FailureMessage, linked: v.VideoURL != "", seconds: length(v.Duration)}, err
	case KindTranslation:
		t, err := api.GetTranslation(ctx, id)
		return state{status: t.Status, failure: t.FailureMessage, linked: t.VideoURL != "" || t.AudioURL != "", seconds: length(t.Duration)}, err
	case KindLipsync:
		v, err := api.GetLipsync(ctx, id)
		return state{status: v.Status, failure: v.FailureMessage, linked: v.VideoURL != "", seconds: length(v.Duration)}, err
	case KindSession:
		return sessionState(ctx, api, id)
	case KindClipping:
		c, err := api.GetClipping(ctx, id)
		return state{status: c.Status, progress: c.Progress, failure: c.FailureMessage, linked: true}, err
	case KindRemoval:
		b, err := api.GetBackgroundRemoval(ctx, id)
		return state{status: b.Status, failure: b.Error, linked: len(b.Layers) > 0, seconds: length(b.Duration)}, err
	case KindProofread:
		p, err := api.GetProofread(ctx, id)
		return state{status: p.Status, failure: p.FailureMessage, linked: true}, err
	case KindVoice:
		v, err := api.GetVoice(ctx, id)
		return state{status: v.Status, failure: v.FailureMessage, linked: true}, err
	case KindAvatar:
		v, err := api.GetAvatarLook(ctx, id)
		s := state{status: v.Status, linked: true}
		if v.Error != nil {
			s.failure = v.Error.Message
		}
		return s, err
	case KindStream:
		v, err := api.GetRealtimeStream(ctx, id)
		return state{status: v.Status, failure: v.Error, linked: true}, err
	default:
		return state{status: heygenapi.StatusCompleted, linked: true}, nil
	}
}

// sessionState is over only when the session's video is.
func sessionState(ctx context.Context, api *heygenapi.Client, id string) (state, error) {
	s, err := api.GetVideoAgentSession(ctx, id)
	if err != nil || s.VideoID == "" || !s.Status.Succeeded() {
		return state{status: s.Status, progress: s.Progress}, err
	}
	v, err := stateOf(ctx, api, KindVideo, s.VideoID)
	v.progress = s.Progress
	return v, err
}

func length(seconds *float64) float64 {
	if seconds == nil {
		return 0
	}
	return *seconds
}

// apply moves a render to what was found. Completed without a link is looked at
// again: HeyGen was seen to be late.
func apply(r Render, s state) finding {
	f := finding{Render: r, moved: r.Status != string(s.status) || r.Progress != s.progress}
	f.Status, f.Progress = string(s.status), s.progress
	switch {
	case s.status == heygenapi.StatusNotFound && r.Status != string(s.status):
		// What is new may not be known everywhere yet: once is not enough.
	case s.status == heygenapi.StatusNotFound, s.status == heygenapi.StatusDeleted:
		// Whether it was done before it was deleted nobody can tell: it counts as
		// paid for.
		f.Done = true
	case s.status.Failed():
		f.Done, f.Failure = true, s.failure
		if f.Failure == "" {
			f.Failure = "HeyGen gave no reason"
		}
	case s.status.Succeeded() && s.linked:
		f.Done, f.Seconds = true, s.seconds
		if r.Kind == KindStream {
			// HeyGen tells no length: it is as long as it was there to be seen.
			f.Seconds = min(longestStream, r.LookedAt.Sub(r.CreatedAt).Seconds())
		}
	case s.status.Succeeded():
		f.late = true
	}
	return f
}

// longestStream is how long HeyGen lets a stream run, in seconds.
const longestStream = 3600
