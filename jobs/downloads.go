package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/riverqueue/river"
)

// Downloader fetches the files of finished work and gives their paths.
type Downloader func(ctx context.Context, acct Account, e Entry) (paths []string, err error)

// SetDownloader makes this process fetch the files of what was bought on this host
// with Download set, by itself once it is done, also after a restart. Set it
// before the first use.
func (l *Ledger) SetDownloader(save Downloader) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.downloader = save
}

func (l *Ledger) currentDownloader() Downloader {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.downloader
}

// thisHost names the machine whose disk is written to.
func thisHost() string {
	host, err := os.Hostname()
	if err != nil {
		return "?"
	}
	return host
}

// downloadArgs fetches what is to be fetched for an account to this host.
type downloadArgs struct {
	Account string `json:"account"`
}

// Kind implements river.JobArgs.
func (downloadArgs) Kind() string { return "save" }

// queue is one of the host's: others cannot reach its disk.
func (a downloadArgs) queue() string { return filesQueue(a.Account) }

// filesQueue is where an account's downloads to this host are done. Host names
// have letters that a queue's must not.
func filesQueue(account string) string {
	sum := sha256.Sum256([]byte(thisHost()))
	return "files_" + account + "_" + hex.EncodeToString(sum[:6])
}

type downloadWorker struct {
	river.WorkerDefaults[downloadArgs]
	ledger *Ledger
}

// downloadTimeout bounds the fetching of what is ready at one moment.
const downloadTimeout = 30 * time.Minute

// Timeout implements river.Worker.
func (*downloadWorker) Timeout(*river.Job[downloadArgs]) time.Duration { return downloadTimeout }

// Work implements river.Worker.
func (w *downloadWorker) Work(ctx context.Context, job *river.Job[downloadArgs]) error {
	l, save := w.ledger, w.ledger.currentDownloader()
	acct, ok := l.accountOf(job.Args.Account)
	if !ok || save == nil {
		return nil
	}
	l.background.busy.Add(1)
	defer l.background.busy.Add(-1)
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	due, err := db.entries(ctx, db, "id IN (SELECT job_id FROM ledger_downloads WHERE account = ? AND host = ? AND due_at > 0 AND due_at <= ?) AND state = ? ORDER BY finished_at",
		acct.ID, thisHost(), micros(l.now()), string(Completed))
	if err != nil {
		return fmt.Errorf("choosing what to fetch: %w", err)
	}
	for _, e := range due {
		if err := l.downloadEntry(ctx, db, acct, e, save); err != nil {
			return err
		}
	}
	return nil
}

// downloadEntry fetches one entry's files, unless another process does.
func (l *Ledger) downloadEntry(ctx context.Context, db *database, acct Account, e Entry, save Downloader) error {
	now := l.now()
	done, err := db.ExecContext(ctx, db.bind("UPDATE ledger_downloads SET owner = ?, due_at = ? WHERE job_id = ? AND due_at > 0 AND due_at <= ?"),
		thisProcess(), micros(now.Add(downloadTimeout)), e.ID, micros(now))
	if err != nil {
		return fmt.Errorf("taking up the download of %s: %w", e.ID, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	paths, failed := save(ctx, acct, e)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
	defer cancel()
	if failed == nil {
		return l.RecordFiles(ctx, e.ID, paths)
	}
	next := time.Time{}
	if age := now.Sub(e.FinishedAt); age < l.options.Timing.giveUp() {
		next = now.Add(l.options.Timing.retryDelay(age))
	}
	l.options.Log.WarnContext(ctx, "a finished file could not be saved", "job", e.ID, "again", !next.IsZero(), "error", redacted(failed))
	if _, err := db.ExecContext(ctx, db.bind("UPDATE ledger_downloads SET owner = '', due_at = ? WHERE job_id = ?"), micros(next), e.ID); err != nil {
		return fmt.Errorf("putting off the download of %s: %w", e.ID, err)
	}
	return nil
}

// RecordFiles notes where an entry's files are; nothing is fetched for it any more.
func (l *Ledger) RecordFiles(ctx context.Context, id string, paths []string) error {
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	if _, err := db.update(ctx, db, "file = ?", "id = ?", strings.Join(paths, "\n"), id); err != nil {
		return fmt.Errorf("noting the files of %s: %w", id, err)
	}
	if _, err := db.ExecContext(ctx, db.bind("DELETE FROM ledger_downloads WHERE job_id = ?"), id); err != nil {
		return fmt.Errorf("noting the files of %s: %w", id, err)
	}
	l.notify()
	return nil
}

// requestFiles makes up for a repeated call that wants the files of what an earlier
// one made. What is saved or wanted already is left.
func (l *Ledger) requestFiles(ctx context.Context, db *database, condition, value string) error {
	_, err := db.ExecContext(ctx, db.bind("INSERT INTO ledger_downloads (job_id, account, host, owner, due_at) SELECT id, account, ?, '', ? FROM ledger_entries WHERE file = '' AND "+condition+" ON CONFLICT (job_id) DO NOTHING"),
		thisHost(), micros(l.now()), value)
	if err != nil {
		return fmt.Errorf("noting that files are wanted: %w", err)
	}
	if _, err := db.update(ctx, db, "download = 1", condition, value); err != nil {
		return fmt.Errorf("noting that files are wanted: %w", err)
	}
	l.ensureRunning(ctx)
	return nil
}

// requestFile notes that an entry's file is to be fetched to this host.
func (d *database) requestFile(ctx context.Context, q querier, e Entry) error {
	if !e.Download {
		return nil
	}
	_, err := q.ExecContext(ctx, d.bind("INSERT INTO ledger_downloads (job_id, account, host, owner, due_at) VALUES (?, ?, ?, '', ?)"),
		e.ID, e.Account, thisHost(), micros(e.CreatedAt))
	return err
}

// dueDownloads are the accounts, of those known, with files to be fetched to
// this host now. What a dead process was fetching is due again.
func (d *database) dueDownloads(ctx context.Context, now int64, known []string) ([]string, error) {
	owners, err := d.queryStrings(ctx, "SELECT DISTINCT owner FROM ledger_downloads WHERE host = ? AND due_at > ? AND owner <> ''", thisHost(), now)
	if err != nil {
		return nil, err
	}
	for _, owner := range owners {
		if !ownerDead(owner) {
			continue
		}
		if _, err := d.ExecContext(ctx, d.bind("UPDATE ledger_downloads SET owner = '', due_at = ? WHERE owner = ?"), now, owner); err != nil {
			return nil, err
		}
	}
	return d.queryStrings(ctx, "SELECT DISTINCT d.account FROM ledger_downloads d JOIN ledger_entries e ON e.id = d.job_id WHERE d.host = ? AND d.due_at > 0 AND d.due_at <= ? AND e.state = ? AND d.account IN ("+placeholders(len(known))+")",
		append([]any{thisHost(), now, string(Completed)}, asArgs(known...)...)...)
}
