package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"
)

// upkeepArgs drops what is older than the ledger keeps.
type upkeepArgs struct{}

// Kind implements river.JobArgs.
func (upkeepArgs) Kind() string { return "upkeep" }

const (
	upkeepQueue = "upkeep"
	upkeepEvery = 24 * time.Hour
)

type upkeepWorker struct {
	river.WorkerDefaults[upkeepArgs]
	ledger *Ledger
}

// Work implements river.Worker.
func (w *upkeepWorker) Work(ctx context.Context, _ *river.Job[upkeepArgs]) error {
	l := w.ledger
	if l.options.Keep <= 0 {
		return nil
	}
	_, err := l.Prune(ctx, l.now().Add(-l.options.Keep))
	return err
}
