package follow

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/sourcegraph/conc/pool"

	"heygen-mcp/heygenapi"
)

// jobKind is how the jobs of one kind are followed.
type jobKind struct {
	// name is what results call the kind.
	name string
	// poll asks once how jobs stand: open ones of the kind, and some of no kind
	// yet, of which it claims those that HeyGen knows here. What has ended
	// leaves it with its links.
	poll func(ctx context.Context, jobs []*Job) error
	// fetch reads one job whose state is known to have ended, for its links; nil
	// where look does.
	fetch func(ctx context.Context, j *Job) error
	// createdTimes tells since when the newest jobs have existed; nil where look does.
	createdTimes func(ctx context.Context) (map[string]heygenapi.Time, error)
	// stallAfter is how long a job may look the same before it is said to make no
	// progress.
	stallAfter time.Duration
	// stallHint says what to do then, where that is not the usual; page, with its id
	// behind, shows it to people.
	stallHint, page string
}

// The kinds, as results name them.
const (
	kindVideo       = "video"
	kindTranslation = "translation"
	KindLipsync     = "lipsync"
	kindSession     = "agent_session"
	KindClipping    = "clipping"
	KindRemoval     = "background_removal"
	KindProofread   = "proofread"
	KindAvatar      = "avatar"
	KindVoice       = "voice"
	KindUnknown     = "unknown"
)

// kindsOf lists the kinds in the order in which an id is tried: those that
// answer 100 ids in one request first, then by likelihood.
func kindsOf(api *heygenapi.Client) []jobKind {
	return []jobKind{
		videoKind(api), translationKind(api), lipsyncKind(api),
		sessionKind(api), clippingKind(api), proofreadKind(api), removalKind(api), avatarKind(api), voiceKind(api),
	}
}

type bulk func(ctx context.Context, q heygenapi.StatusQuery) ([]heygenapi.JobStatus, error)

// pollBulk follows a kind whose states come 100 a request; only what has just
// ended is fetched on its own.
func pollBulk(kind string, ask bulk, fetch func(ctx context.Context, j *Job) error) func(ctx context.Context, jobs []*Job) error {
	return func(ctx context.Context, jobs []*Job) error {
		states, err := statesOf(ctx, ask, jobs, func(j *Job) string { return j.ID })
		if err != nil {
			return err
		}
		var ended []*Job
		for _, j := range jobs {
			s, known := states[j.ID]
			if !known {
				continue
			}
			j.Kind = kind
			j.apply(s)
			if s.Status.Final() {
				ended = append(ended, j)
			}
		}
		return each(ctx, ended, fetch)
	}
}

func statesOf(ctx context.Context, ask bulk, jobs []*Job, id func(*Job) string) (map[string]heygenapi.JobStatus, error) {
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
		if a.Status != heygenapi.StatusNotFound {
			states[a.ID] = a
		}
	}
	return states, nil
}

// pollSingly follows a kind that has no bulk look: each job is one request.
func pollSingly(kind string, see func(ctx context.Context, j *Job) error) func(ctx context.Context, jobs []*Job) error {
	return func(ctx context.Context, jobs []*Job) error {
		return each(ctx, jobs, func(ctx context.Context, j *Job) error {
			err := see(ctx, j)
			switch {
			case err == nil:
				j.Kind = kind
			case j.Kind == "" && notOfKind(err):
				return nil
			case heygenapi.IsNotFound(err):
				// It was there a moment ago.
				j.finish(heygenapi.StatusDeleted, false)
				return nil
			}
			return err
		})
	}
}

// notOfKind is true where HeyGen does not take an id for one of the kind, or
// does not sell the kind to this account. The id may be of another kind.
func notOfKind(err error) bool {
	api, ok := errors.AsType[*heygenapi.Error](err)
	if !ok {
		return false
	}
	switch api.StatusCode {
	case http.StatusBadRequest, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound,
		http.StatusMethodNotAllowed, http.StatusGone, http.StatusUnprocessableEntity:
		return true
	default:
		return false
	}
}

// requestsAtOnce bounds the requests about single jobs.
const requestsAtOnce = 8

func each(ctx context.Context, jobs []*Job, do func(ctx context.Context, j *Job) error) error {
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError().WithMaxGoroutines(requestsAtOnce)
	for _, j := range jobs {
		p.Go(func(ctx context.Context) error { return do(ctx, j) })
	}
	return p.Wait()
}

// createdTimesPage is how many of the newest jobs a look at the ages reads.
const createdTimesPage = 100

// createdTimesIn gives the ages in a list's first page.
func createdTimesIn[T any](list func(context.Context, heygenapi.PageOptions) (heygenapi.Page[T], error), born func(T) (string, heygenapi.Time)) func(context.Context) (map[string]heygenapi.Time, error) {
	return func(ctx context.Context) (map[string]heygenapi.Time, error) {
		page, err := list(ctx, heygenapi.PageOptions{Limit: createdTimesPage})
		if err != nil {
			return nil, err
		}
		births := make(map[string]heygenapi.Time, len(page.Items))
		for _, item := range page.Items {
			id, at := born(item)
			births[id] = at
		}
		return births, nil
	}
}
