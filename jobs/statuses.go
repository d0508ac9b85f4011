package jobs

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/sourcegraph/conc/pool"

	"heygen-mcp/heygenapi"
)

// pollResult is how a render was found.
type pollResult struct {
	Render
	// changed is true where it looks different from before.
	changed bool
	// linkMissing is true of what is completed and has no link yet.
	linkMissing bool
}

// renderID names a render among an account's.
type renderID struct {
	kind Kind
	id   string
}

func (r Render) key() renderID { return renderID{r.Kind, r.ID} }

// renderStatus is what HeyGen says of one render.
type renderStatus struct {
	status   heygenapi.Status
	progress int
	failure  string
	// linked is false of what is completed and has no link yet.
	linked  bool
	seconds float64
}

// fetchStatuses asks HeyGen for the renders: in bulk where it can be, else one by
// one. What could not be asked is left as it was, and the first problem told.
func fetchStatuses(ctx context.Context, api *heygenapi.Client, due []Render) (map[renderID]pollResult, error) {
	byKind := map[Kind][]Render{}
	for _, r := range due {
		byKind[r.Kind] = append(byKind[r.Kind], r)
	}
	found := map[renderID]pollResult{}
	var problems []error
	for kind, renders := range byKind {
		ended := renders
		if ask := bulkStatus(api, kind); ask != nil {
			var err error
			ended, err = fetchBulk(ctx, ask, renders, found)
			problems = append(problems, err)
		}
		problems = append(problems, fetchEach(ctx, api, ended, found))
	}
	return found, errors.Join(problems...)
}

// hasBulkStatus is true of kinds of which HeyGen tells a hundred at once.
func hasBulkStatus(kind Kind) bool {
	return kind == KindVideo || kind == KindTranslation || kind == KindLipsync
}

// bulkStatus asks for many of a kind at once; nil where HeyGen cannot be asked so.
func bulkStatus(api *heygenapi.Client, kind Kind) func(context.Context, heygenapi.StatusQuery) ([]heygenapi.JobStatus, error) {
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

// fetchBulk asks 100 ids a request, and gives those that have just ended: they
// are asked for once more, each for its links and its length.
func fetchBulk(ctx context.Context, ask func(context.Context, heygenapi.StatusQuery) ([]heygenapi.JobStatus, error), renders []Render, found map[renderID]pollResult) ([]Render, error) {
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
				found[r.key()] = applyStatus(r, renderStatus{status: a.Status, failure: a.Error.Message})
			case a.Status.Final():
				ended = append(ended, r)
			default:
				found[r.key()] = applyStatus(r, renderStatus{status: a.Status, progress: r.Progress})
			}
		}
		if err != nil {
			break // the next request would fare no better
		}
	}
	return ended, errors.Join(problems...)
}

// maxFetches bounds the requests for single renders.
const maxFetches = 4

func fetchEach(ctx context.Context, api *heygenapi.Client, renders []Render, found map[renderID]pollResult) error {
	var mu sync.Mutex
	p := pool.New().WithContext(ctx).WithMaxGoroutines(maxFetches)
	for _, r := range renders {
		p.Go(func(ctx context.Context) error {
			s, err := fetchStatus(ctx, api, r.Kind, r.ID)
			switch {
			case heygenapi.IsNotFound(err):
				s = renderStatus{status: heygenapi.StatusNotFound}
			case err != nil:
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			found[r.key()] = applyStatus(r, s)
			return nil
		})
	}
	return p.Wait()
}

// fetchStatus asks for one render.
func fetchStatus(ctx context.Context, api *heygenapi.Client, kind Kind, id string) (renderStatus, error) {
	switch kind {
	case KindVideo:
		v, err := api.GetVideo(ctx, id)
		return renderStatus{status: v.Status, failure: v.FailureMessage, linked: v.VideoURL != "", seconds: length(v.Duration)}, err
	case KindTranslation:
		t, err := api.GetTranslation(ctx, id)
		return renderStatus{status: t.Status, failure: t.FailureMessage, linked: t.VideoURL != "" || t.AudioURL != "", seconds: length(t.Duration)}, err
	case KindLipsync:
		v, err := api.GetLipsync(ctx, id)
		return renderStatus{status: v.Status, failure: v.FailureMessage, linked: v.VideoURL != "", seconds: length(v.Duration)}, err
	case KindSession:
		return fetchSessionStatus(ctx, api, id)
	case KindClipping:
		c, err := api.GetClipping(ctx, id)
		return renderStatus{status: c.Status, progress: c.Progress, failure: c.FailureMessage, linked: true}, err
	case KindRemoval:
		b, err := api.GetBackgroundRemoval(ctx, id)
		return renderStatus{status: b.Status, failure: b.Error, linked: len(b.Layers) > 0, seconds: length(b.Duration)}, err
	case KindProofread:
		p, err := api.GetProofread(ctx, id)
		return renderStatus{status: p.Status, failure: p.FailureMessage, linked: true}, err
	case KindVoice:
		v, err := api.GetVoice(ctx, id)
		return renderStatus{status: v.Status, failure: v.FailureMessage, linked: true}, err
	case KindAvatar:
		v, err := api.GetAvatarLook(ctx, id)
		s := renderStatus{status: v.Status, linked: true}
		if v.Error != nil {
			s.failure = v.Error.Message
		}
		return s, err
	case KindStream:
		v, err := api.GetRealtimeStream(ctx, id)
		return renderStatus{status: v.Status, failure: v.Error, linked: true}, err
	default:
		return renderStatus{status: heygenapi.StatusCompleted, linked: true}, nil
	}
}

// fetchSessionStatus is over only when the session's video is.
func fetchSessionStatus(ctx context.Context, api *heygenapi.Client, id string) (renderStatus, error) {
	s, err := api.GetVideoAgentSession(ctx, id)
	if err != nil || s.VideoID == "" || !s.Status.Succeeded() {
		return renderStatus{status: s.Status, progress: s.Progress}, err
	}
	v, err := fetchStatus(ctx, api, KindVideo, s.VideoID)
	v.progress = s.Progress
	return v, err
}

func length(seconds *float64) float64 {
	if seconds == nil {
		return 0
	}
	return *seconds
}

// applyStatus moves a render to what was found. Completed without a link is looked at
// again: HeyGen was seen to be late.
func applyStatus(r Render, s renderStatus) pollResult {
	f := pollResult{Render: r, changed: r.Status != string(s.status) || r.Progress != s.progress}
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
			f.Seconds = min(longestStream, r.PolledAt.Sub(r.CreatedAt).Seconds())
		}
	case s.status.Succeeded():
		f.linkMissing = true
	}
	return f
}

// longestStream is how long HeyGen lets a stream run, in seconds.
const longestStream = 3600
