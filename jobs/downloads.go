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

// Save fetches the files of finished work and gives their paths.
type Save func(ctx context.Context, acct Account, e Entry) (paths []string, err error)

// SaveWith makes this process fetch the files of what was bought on this host
// with Download set, by itself once it is done, also after a restart. Set it
// before the first use.
func (l *Ledger) SaveWith(save Save) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.save = save
}

func (l *Ledger) saver() Save {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.save
}

// thisHost names the machine whose disk is written to.
func thisHost() string {
	host, err := os.Hostname()
	if err != nil {
		return "?"
	}
	return host
}

// saveArgs fetches what is to be fetched for an account to this host.
type saveArgs struct {
	Account string `json:"account"`
}

// Kind implements river.JobArgs.
func (saveArgs) Kind() string { return "save" }

// queue is one of the host's: others cannot reach its disk.
func (a saveArgs) queue() string { return filesQueue(a.Account) }

// filesQueue is where an account's downloads to this host are done. Host names
// have letters that a queue's must not.
func filesQueue(account string) string {
	sum := sha256.Sum256([]byte(thisHost()))
	return "files_" + account + "_" + hex.EncodeToString(sum[:6])
}

type saveWorker struct {
	river.WorkerDefaults[saveArgs]
	ledger *Ledger
}

// longestSave bounds the fetching of what is ready at one moment.
const longestSave = 30 * time.Minute

// Timeout implements river.Worker.
func (*saveWorker) Timeout(*river.Job[saveArgs]) time.Duration { return longestSave }

// Work implements river.Worker.
func (w *saveWorker) Work(ctx context.Context, job *river.Job[saveArgs]) error {
	l, save := w.ledger, w.ledger.saver()
	acct, ok := l.accountOf(job.Args.Account)
	if !ok || save == nil {
		return nil
	}
	l.watch.busy.Add(1)
	defer l.watch.busy.Add(-1)
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
		if err := l.saveOne(ctx, db, acct, e, save); err != nil {
			return err
		}
	}
	return nil
}

// saveOne fetches one entry's files, unless another process does.
func (l *Ledger) saveOne(ctx context.Context, db *database, acct Account, e Entry, save Save) error {
	now := l.now()
	done, err := db.ExecContext(ctx, db.bind("UPDATE ledger_downloads SET owner = ?, due_at = ? WHERE job_id = ? AND due_at > 0 AND due_at <= ?"),
		thisProcess(), micros(now.Add(longestSave)), e.ID, micros(now))
	if err != nil {
		return fmt.Errorf("taking up the download of %s: %w", e.ID, err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	paths, failed := save(ctx, acct, e)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), noting)
	defer cancel()
	if failed == nil {
		return l.Saved(ctx, e.ID, paths)
	}
	next := time.Time{}
	if age := now.Sub(e.FinishedAt); age < l.options.Tempo.giveUp() {
		next = now.Add(l.options.Tempo.again(age))
	}
	l.options.Log.WarnContext(ctx, "a finished file could not be saved", "job", e.ID, "again", !next.IsZero(), "error", plain(failed))
	if _, err := db.ExecContext(ctx, db.bind("UPDATE ledger_downloads SET owner = '', due_at = ? WHERE job_id = ?"), micros(next), e.ID); err != nil {
		return fmt.Errorf("putting off the download of %s: %w", e.ID, err)
	}
	return nil
}

// Saved notes where an entry's files are; nothing is fetched for it any more.
func (l *Ledger) Saved(ctx context.Context, id string, paths []string) error {
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
	l.tell()
	return nil
}

// wantFiles makes up for a repeated call that wants the files of what an earlier
// one made. What is saved or wanted already is left.
func (l *Ledger) wantFiles(ctx context.Context, db *database, condition, value string) error {
	_, err := db.ExecContext(ctx, db.bind("INSERT INTO ledger_downloads (job_id, account, host, owner, due_at) SELECT id, account, ?, '', ? FROM ledger_entries WHERE file = '' AND "+condition+" ON CONFLICT (job_id) DO NOTHING"),
		thisHost(), micros(l.now()), value)
	if err != nil {
		return fmt.Errorf("noting that files are wanted: %w", err)
	}
	if _, err := db.update(ctx, db, "download = 1", condition, value); err != nil {
		return fmt.Errorf("noting that files are wanted: %w", err)
	}
	l.wake(ctx)
	return nil
}

// wantFile notes that an entry's file is to be fetched to this host.
func (d *database) wantFile(ctx context.Context, q querier, e Entry) error {
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
	owners, err := d.texts(ctx, "SELECT DISTINCT owner FROM ledger_downloads WHERE host = ? AND due_at > ? AND owner <> ''", thisHost(), now)
	if err != nil {
		return nil, err
	}
	for _, owner := range owners {
		if !ownerGone(owner) {
			continue
		}
		if _, err := d.ExecContext(ctx, d.bind("UPDATE ledger_downloads SET owner = '', due_at = ? WHERE owner = ?"), now, owner); err != nil {
			return nil, err
		}
	}
	return d.texts(ctx, "SELECT DISTINCT d.account FROM ledger_downloads d JOIN ledger_entries e ON e.id = d.job_id WHERE d.host = ? AND d.due_at > 0 AND d.due_at <= ? AND e.state = ? AND d.account IN ("+marks(len(known))+")",
		append([]any{thisHost(), now, string(Completed)}, list(known...)...)...)
}
