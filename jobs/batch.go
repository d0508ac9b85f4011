package jobs

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/riverqueue/river"

	"heygen-mcp/heygenapi"
	"heygen-mcp/pricing"
)

// ChunkSize is how many rows go into one of HeyGen's batches.
const ChunkSize = 100

// Row is one item of a batch.
type Row struct {
	Title    string
	Estimate *pricing.Estimate
	// Request is the item as HeyGen's batch takes it.
	Request any
}

// BatchPurchase is many jobs of one kind, of any number.
type BatchPurchase struct {
	Tool      string
	Arguments any
	Session   string
	// Kind is KindVideo or KindTranslation or KindLipsync.
	Kind           Kind
	Title          string
	Rows           []Row
	AllowDuplicate bool
	Download       bool
}

// Plan writes a batch: its rows are sent from now on, 100 a request, by
// whichever process has the account's key, even after a restart. The same batch
// again is answered with the one that there is.
func (l *Ledger) Plan(ctx context.Context, acct Account, p BatchPurchase) (batchID string, repeated bool, err error) {
	db, err := l.open(ctx)
	if err != nil {
		return "", false, err
	}
	l.Know(ctx, acct)
	digest, err := ArgumentsHash(p.Tool, p.Arguments)
	if err != nil {
		return "", false, err
	}
	batchID = "batch_" + rand.Text()
	now := l.now()
	err = db.within(ctx, acct.ID, func(tx *sql.Tx) error {
		head := Entry{Account: acct.ID, ArgsHash: digest}
		if !p.AllowDuplicate {
			earlier, found, err := l.earlier(ctx, db, tx, head)
			if err != nil {
				return err
			}
			if found {
				return &repeatedError{earlier}
			}
		}
		total := 0.0
		for i, row := range p.Rows {
			e, err := l.draft(acct, Purchase{Tool: p.Tool, Session: p.Session, Kind: p.Kind, Title: row.Title, Estimate: row.Estimate, Keyed: true, Download: p.Download})
			if err != nil {
				return err
			}
			total += e.EstimateMax
			e.State, e.SentAt, e.ArgsHash, e.BatchID, e.Row = Planned, time.Time{}, digest, batchID, i
			e.Key = batchID + "-" + strconv.Itoa(i/ChunkSize)
			if e.Request, err = json.Marshal(row.Request); err != nil {
				return fmt.Errorf("row %d: %w", i+1, err)
			}
			e.CreatedAt = now
			if err := db.insertEntry(ctx, tx, e); err != nil {
				return err
			}
		}
		// The rows are in by now and count already.
		return l.withinBudget(ctx, db, tx, acct.ID, total, total)
	})
	if again, ok := errors.AsType[*repeatedError](err); ok {
		return again.entry.BatchID, true, nil
	}
	if err != nil {
		return "", false, err
	}
	return batchID, false, l.queue(ctx, submitArgs{acct.ID}, time.Second)
}

// submitArgs sends an account's next planned rows.
type submitArgs struct {
	Account string `json:"account" river:"unique"`
}

// Kind implements river.JobArgs.
func (submitArgs) Kind() string { return "submit" }

func (a submitArgs) account() string { return a.Account }

type submitWorker struct {
	river.WorkerDefaults[submitArgs]
	ledger *Ledger
}

// Work implements river.Worker.
func (w *submitWorker) Work(ctx context.Context, job *river.Job[submitArgs]) error {
	acct, ok := w.ledger.accountOf(job.Args.Account)
	if !ok {
		return nil
	}
	for {
		more, err := w.ledger.submit(ctx, acct)
		if err != nil || !more {
			return err
		}
	}
}

// submit sends one chunk: the one whose answer is missing, or the next. It is
// false where there is nothing to send now.
func (l *Ledger) submit(ctx context.Context, acct Account) (bool, error) {
	db, err := l.open(ctx)
	if err != nil {
		return false, err
	}
	rows, err := l.takeChunk(ctx, db, acct.ID)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	made, err := sendChunk(ctx, acct.API, rows)
	return err == nil, l.settleChunk(ctx, db, rows, made, err)
}

// takeChunk marks the next chunk as being sent. While another process sends one
// of the account's, there is none to take.
func (l *Ledger) takeChunk(ctx context.Context, db *database, account string) ([]Entry, error) {
	var rows []Entry
	err := db.within(ctx, account, func(tx *sql.Tx) error {
		open, err := db.entries(ctx, tx, "account = ? AND state = ? AND batch_id <> '' ORDER BY batch_id, row_number", account, string(Sending))
		if err != nil {
			return err
		}
		now := l.now()
		for _, e := range open {
			if !l.options.Tempo.stale(e, now) {
				return nil
			}
		}
		if len(open) == 0 {
			if open, err = db.entries(ctx, tx, "account = ? AND state = ? ORDER BY created_at, batch_id, row_number LIMIT 1", account, string(Planned)); err != nil || len(open) == 0 {
				return err
			}
		}
		if rows, err = db.entries(ctx, tx, "account = ? AND idempotency_key = ? AND state IN (?, ?) ORDER BY row_number", account, open[0].Key, string(Planned), string(Sending)); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, db.bind("UPDATE ledger_entries SET state = ?, sent_at = CASE WHEN state = ? THEN ? ELSE sent_at END, owner = ? WHERE account = ? AND idempotency_key = ? AND state IN (?, ?)"),
			string(Sending), string(Planned), micros(now), thisProcess(), account, open[0].Key, string(Planned), string(Sending))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("taking the next rows of a batch: %w", err)
	}
	return rows, nil
}

// madeChunk is HeyGen's batch, with the outcome of each row.
type madeChunk struct {
	heygenBatch string
	items       map[int]heygenapi.BatchItem
}

// members names the list of items of each kind's batch.
func members(kind Kind) (group, member string) {
	switch kind {
	case KindTranslation:
		return "video-translations", "video_translations"
	case KindLipsync:
		return "lipsyncs", "lipsyncs"
	default:
		return "videos", "videos"
	}
}

// sendChunk sends the rows as one batch, under the chunk's key: the same rows
// again are answered with the batch that there is.
func sendChunk(ctx context.Context, api *heygenapi.Client, rows []Entry) (madeChunk, error) {
	group, member := members(rows[0].Kind)
	requests := make([]json.RawMessage, len(rows))
	for i, e := range rows {
		requests[i] = e.Request
	}
	body, err := json.Marshal(map[string]any{"title": rows[0].BatchID, member: requests})
	if err != nil {
		return madeChunk{}, fmt.Errorf("writing a batch: %w", err)
	}
	raw, err := api.Resend(ctx, heygenapi.SentRequest{Method: "POST", Path: "/v3/" + group + "/batches", Body: body}, rows[0].Key)
	if err != nil {
		return madeChunk{}, err
	}
	var created heygenapi.CreatedBatch
	if err := json.Unmarshal(raw, &created); err != nil || created.BatchID == "" {
		return madeChunk{}, fmt.Errorf("the answer to a batch has no batch_id: %w", errors.Join(err, errNoBatchID))
	}
	made := madeChunk{heygenBatch: created.BatchID, items: map[int]heygenapi.BatchItem{}}
	items := api.VideoBatchItems(ctx, created.BatchID)
	switch rows[0].Kind {
	case KindTranslation:
		items = api.TranslationBatchItems(ctx, created.BatchID)
	case KindLipsync:
		items = api.LipsyncBatchItems(ctx, created.BatchID)
	default:
	}
	for item, err := range items {
		if err != nil {
			return madeChunk{}, fmt.Errorf("reading the batch's items: %w", err)
		}
		made.items[item.ItemIndex] = item
	}
	return made, nil
}

var errNoBatchID = errors.New("HeyGen's reference leaves its form open")

// settleChunk writes the outcome of each row.
func (l *Ledger) settleChunk(ctx context.Context, db *database, rows []Entry, made madeChunk, failed error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	now := l.now()
	if failed != nil {
		return l.putBack(ctx, db, rows, failed)
	}
	return db.within(ctx, rows[0].Account, func(tx *sql.Tx) error {
		for i, e := range rows {
			item, ok := made.items[i]
			switch {
			case ok && item.ID != "":
				raw, err := json.Marshal(map[string]string{"id": item.ID, "batch_id": made.heygenBatch})
				if err != nil {
					return err
				}
				if err := db.setAccepted(ctx, tx, e, raw, []string{item.ID}, now, now.Add(l.options.Tempo.first(e.Kind))); err != nil {
					return err
				}
			case ok && item.Status.Failed():
				code, message := "refused", "HeyGen refused the row"
				if item.Error != nil {
					code, message = item.Error.Code, item.Error.Message
				}
				if err := db.setRefused(ctx, tx, e.ID, code, message, now); err != nil {
					return err
				}
			default:
				// It has no id yet: the chunk is asked again, under its key.
			}
		}
		return nil
	})
}

// putBack is for a chunk that was not taken, or of which nobody knows. What was
// surely refused ends, or waits where HeyGen is only busy; what may have been
// taken stays as sent, and is asked again under its key.
func (l *Ledger) putBack(ctx context.Context, db *database, rows []Entry, failed error) error {
	refused, ok := errors.AsType[*heygenapi.Error](failed)
	switch {
	case heygenapi.Uncertain(failed) || (!ok && !heygenapi.IsUnavailable(failed)):
		return failed
	case !ok || heygenapi.IsRateLimited(failed) || heygenapi.IsUnavailable(failed):
		_, err := db.ExecContext(ctx, db.bind("UPDATE ledger_entries SET state = ? WHERE account = ? AND idempotency_key = ? AND state = ?"),
			string(Planned), rows[0].Account, rows[0].Key, string(Sending))
		return errors.Join(failed, err)
	default:
		for _, e := range rows {
			if err := db.setRefused(ctx, db, e.ID, refused.Code, fmt.Sprintf("HeyGen answered %d", refused.StatusCode), l.now()); err != nil {
				return err
			}
		}
		return failed
	}
}

// CancelBatch ends the rows that are not sent yet, and tells how many.
func (l *Ledger) CancelBatch(ctx context.Context, account, batchID string) (int, error) {
	db, err := l.open(ctx)
	if err != nil {
		return 0, err
	}
	now := micros(l.now())
	done, err := db.ExecContext(ctx, db.bind("UPDATE ledger_entries SET state = ?, finished_at = ?, request = '' WHERE account = ? AND batch_id = ? AND state = ?"),
		string(Cancelled), now, account, batchID, string(Planned))
	if err != nil {
		return 0, fmt.Errorf("cancelling %s: %w", batchID, err)
	}
	n, err := done.RowsAffected()
	return int(n), err
}
