package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
)

// engine is River, on either database.
type engine interface {
	// addQueue makes this process work one more queue.
	addQueue(queue string) error
	insert(ctx context.Context, args job) error
	stop(ctx context.Context) error
}

// job is work for a queue.
type job interface {
	river.JobArgs
	queue() string
}

type riverEngine[TTx any] struct {
	client *river.Client[TTx]
}

// queueOf is the queue of an account: only processes that have its key work it.
func queueOf(account string) string { return "account_" + account }

// queuesOf are the queues that this process works for an account.
func (l *Ledger) queuesOf(account string) []string {
	if l.currentDownloader() == nil {
		return []string{queueOf(account)}
	}
	return []string{queueOf(account), filesQueue(account)}
}

func migrateRiver(ctx context.Context, db *database) error {
	quiet := &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)}
	var err error
	if db.pool != nil {
		err = migrateWith[pgx.Tx](ctx, riverpgxv5.New(db.pool), quiet)
	} else {
		err = migrateWith[*sql.Tx](ctx, riversqlite.New(db.DB), quiet)
	}
	if err != nil {
		return fmt.Errorf("making the queue's tables: %w", err)
	}
	return nil
}

func migrateWith[TTx any](ctx context.Context, driver riverdriver.Driver[TTx], config *rivermigrate.Config) error {
	migrator, err := rivermigrate.New(driver, config)
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// startEngine starts River on the ledger's database, for some accounts.
func startEngine(ctx context.Context, l *Ledger, db *database, accounts []string) (engine, error) {
	queues := map[string]river.QueueConfig{}
	for _, account := range accounts {
		for _, queue := range l.queuesOf(account) {
			queues[queue] = river.QueueConfig{MaxWorkers: maxWorkers}
		}
	}
	if db.pool != nil {
		return startRiver(ctx, l, riverpgxv5.New(db.pool), queues)
	}
	return startRiver(ctx, l, riversqlite.New(db.DB), queues)
}

// queueRetention of what the queue has done; the ledger keeps what matters.
const queueRetention = 10 * time.Minute

// maxWorkers is how many of an account's jobs one process works at once.
const maxWorkers = 4

func startRiver[TTx any](ctx context.Context, l *Ledger, driver riverdriver.Driver[TTx], queues map[string]river.QueueConfig) (engine, error) {
	workers := river.NewWorkers()
	err := errors.Join(
		river.AddWorkerSafely(workers, &pollWorker{ledger: l}),
		river.AddWorkerSafely(workers, &reconcileWorker{ledger: l}),
		river.AddWorkerSafely(workers, &submitWorker{ledger: l}),
		river.AddWorkerSafely(workers, &downloadWorker{ledger: l}),
		river.AddWorkerSafely(workers, &pruneWorker{ledger: l}),
	)
	if err != nil {
		return nil, fmt.Errorf("naming the workers: %w", err)
	}
	upkeep := func() (river.JobArgs, *river.InsertOpts) {
		return pruneArgs{}, &river.InsertOpts{Queue: pruneQueue, UniqueOpts: river.UniqueOpts{ByPeriod: pruneInterval}}
	}
	rare := l.options.Timing.prunePoll()
	queues[pruneQueue] = river.QueueConfig{MaxWorkers: 1, FetchPollInterval: rare, FetchCooldown: rare}
	poll := min(l.options.Timing.PollInterval, time.Second)
	client, err := river.NewClient(driver, &river.Config{
		Workers:                     workers,
		Queues:                      queues,
		FetchPollInterval:           poll,
		FetchCooldown:               min(poll, river.FetchCooldownDefault),
		JobTimeout:                  4 * time.Minute,
		RescueStuckJobsAfter:        5 * time.Minute,
		PeriodicJobs:                []*river.PeriodicJob{river.NewPeriodicJob(river.PeriodicInterval(pruneInterval), upkeep, &river.PeriodicJobOpts{RunOnStart: true})},
		MaxAttempts:                 1, // what failed is due again at the next round
		CompletedJobRetentionPeriod: queueRetention,
		CancelledJobRetentionPeriod: queueRetention,
		DiscardedJobRetentionPeriod: queueRetention,
		Logger:                      slog.New(errorsOnly{l.options.Log.Handler()}),
	})
	if err != nil {
		return nil, fmt.Errorf("making the queue: %w", err)
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, fmt.Errorf("starting the queue: %w", err)
	}
	return &riverEngine[TTx]{client}, nil
}

func (r *riverEngine[TTx]) addQueue(queue string) error {
	return r.client.Queues().Add(queue, river.QueueConfig{MaxWorkers: maxWorkers})
}

// insert queues a job unless the same one waits already: accounts that no
// process serves pile up nothing.
func (r *riverEngine[TTx]) insert(ctx context.Context, args job) error {
	queue := args.queue()
	waiting, err := r.client.JobList(ctx, river.NewJobListParams().Queues(queue).Kinds(args.Kind()).States(rivertype.JobStateAvailable).First(1))
	if err != nil || len(waiting.Jobs) > 0 {
		return err
	}
	_, err = r.client.Insert(ctx, args, &river.InsertOpts{Queue: queue})
	return err
}

func (r *riverEngine[TTx]) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := r.client.StopAndCancel(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("stopping the queue: %w", err)
	}
	return nil
}

// errorsOnly passes on River's errors alone, and none that come of its stopping:
// what it warns of is our daily bread.
type errorsOnly struct{ slog.Handler }

// Enabled implements slog.Handler.
func (q errorsOnly) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError && !errors.Is(ctx.Err(), context.Canceled) && q.Handler.Enabled(ctx, level)
}

// enqueue hands a job to the engine, where it runs. Where it does not, the next
// round of enqueueDue finds what is due.
func (l *Ledger) enqueue(ctx context.Context, args job) error {
	l.mu.Lock()
	engine := l.engine
	l.mu.Unlock()
	if engine == nil {
		return nil
	}
	return engine.insert(ctx, args)
}
