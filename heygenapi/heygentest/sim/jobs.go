package sim

import (
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
)

// Job is what all work on the clock has in common.
type Job struct {
	ID, Title, Status string
	// Seconds is how much of the source is worked on, or how long the result is.
	Seconds                 float64
	Created, Started, Ended time.Time
	Fault                   rest.FaultKind
	// FailureCode and Failure say why a failed job failed.
	FailureCode, Failure string
	Callback

	takes time.Duration
}

// The states that all kinds of jobs have.
const (
	// queued jobs of a batch wait for a free place.
	queued    = "queued"
	Pending   = "pending"
	Completed = "completed"
	Failed    = "failed"
)

// queueTime is how long an item of a batch waits at least.
const queueTime = 5 * time.Second

// AsJob is the job itself, for whoever embeds it.
func (j *Job) AsJob() *Job { return j }

// Over is true where nothing will happen any more.
func (j *Job) Over() bool {
	switch j.Status {
	case Completed, Failed, "cancelled", "deleted":
		return true
	default:
		return false
	}
}

// Share is how much of the work is done, 0 to 1 and above.
func (j *Job) Share(at time.Time) float64 { return float64(at.Sub(j.Started)) / float64(j.takes) }

// Outcome is the last word of the event that tells of the job's end.
func (j *Job) Outcome() string {
	if j.Status == Completed {
		return "success"
	}
	return "fail"
}

// Ending is true the first time that it is asked about a job that is over.
func (j *Job) Ending() bool { return j.ending(j.Over()) }

// Shown is the state as a single look words it.
func (j *Job) Shown() string {
	if j.Status == queued {
		return Pending
	}
	return j.Status
}

// State is how a job stands, as batches and bulk looks word it.
type State struct {
	Status string
	// Error is why it failed; nil where it did not.
	Error rest.Object
}

// BulkStatus words a status as bulk looks do.
func BulkStatus(status string) string {
	switch status {
	case queued, Completed, Failed:
		return status
	default:
		return "processing"
	}
}

// worker is a resource that is a job: one that embeds [Job].
type worker interface{ AsJob() *Job }

// Jobs keeps the jobs of one kind and moves them on.
type Jobs[T worker] struct {
	*Resources[T]
	// Prefix begins their ids.
	Prefix string
	// UnderWay is the status of one that is under way.
	UnderWay string
	// FailureCode and Failure are those of a job that is made to fail.
	FailureCode, Failure string
	// Takes is how long one takes.
	Takes func(T) time.Duration
	// Words may hold magic words that make an item of a batch fail; the title
	// where it is nil.
	Words func(T) string
	// Done is called when one has completed; it may be nil.
	Done func(T)

	account *Account
}

// NewJobs makes an empty collection of jobs.
func NewJobs[T worker](a *Account, jobs Jobs[T], noun, code string) *Jobs[T] {
	jobs.Resources, jobs.account = NewResources[T](noun, code), a
	if jobs.Failure == "" {
		jobs.Failure = "The job failed because its title asked for it"
	}
	return &jobs
}

// Start starts the jobs that a request asks for, where the account may.
func (k *Jobs[T]) Start(r *rest.Request, jobs ...T) error {
	if err := k.account.MayStart(len(jobs)); err != nil {
		return err
	}
	for _, j := range jobs {
		j.AsJob().Fault = r.Fault
		k.Launch(j)
	}
	return nil
}

// Launch gives a job its id and the time at which it begins.
func (k *Jobs[T]) Launch(job T) {
	j, now := job.AsJob(), k.account.Now()
	j.ID, j.Created, j.Started, j.takes = k.account.NewID(k.Prefix), now, now, k.Takes(job)
	if j.Status == "" {
		j.Status = Pending
	}
	k.Put(j.ID, job)
}

// Settle moves every job to where the clock says it is.
func (k *Jobs[T]) Settle(now time.Time) {
	for _, job := range k.All() {
		k.Advance(job, now)
	}
}

// Advance moves one job to where the clock says it is. The states before and
// after the one under way are pending, completed and failed.
func (k *Jobs[T]) Advance(job T, now time.Time) {
	j := job.AsJob()
	if j.Over() {
		return
	}
	if j.Status == queued {
		if k.account.running() >= k.account.Concurrency {
			return
		}
		began := k.account.freeSince(j.Created.Add(queueTime))
		if now.Before(began) {
			return
		}
		j.Started, j.Status = began, Pending
	}
	switch share := j.Share(now); {
	case share < 0.1:
		// As it was made: pending, or under way at once.
	case j.Fault == rest.FaultStallJob:
		j.Status = k.UnderWay
	case share >= 0.5 && j.Fault == rest.FaultFailJob:
		j.Status, j.Ended, j.FailureCode, j.Failure = Failed, j.Started.Add(j.takes/2), k.FailureCode, k.Failure
	case share >= 1:
		j.Status, j.Ended = Completed, j.Started.Add(j.takes)
		if k.Done != nil {
			k.Done(job)
		}
	default:
		j.Status = k.UnderWay
	}
}

// AsJobs are the jobs themselves.
func (k *Jobs[T]) AsJobs() []*Job {
	var works []*Job
	for _, job := range k.All() {
		works = append(works, job.AsJob())
	}
	return works
}

// State is how one job stands.
func (k *Jobs[T]) State(id string) (State, bool) {
	job, ok := k.ByID(id)
	if !ok {
		return State{}, false
	}
	if j := job.AsJob(); j.Status == Failed {
		return State{Status: Failed, Error: rest.Object{"code": j.FailureCode, "message": j.Failure}}, true
	}
	return State{Status: BulkStatus(job.AsJob().Status)}, true
}

// Rename answers a request for another title.
func (k *Jobs[T]) Rename() rest.Handler {
	title := func(b *rest.Body) string { return b.Required("title", 1000) }
	return rest.FoundReading(k.Find, title, func(r *rest.Request, job T, title string) (any, error) {
		job.AsJob().Title = title
		return k.Show(r.Base, job), nil
	})
}

// Delete answers a request to forget a job.
func (k *Jobs[T]) Delete(r *rest.Request) (any, error) {
	job, err := k.Find(r)
	if err != nil {
		return nil, err
	}
	k.Drop(job.AsJob().ID)
	return rest.Object{"id": job.AsJob().ID}, nil
}

// PublishEach calls publish for every job that has come to its end since the last time.
func (k *Jobs[T]) PublishEach(publish func(T)) func() {
	return func() {
		for _, job := range k.All() {
			if job.AsJob().Ending() {
				publish(job)
			}
		}
	}
}
