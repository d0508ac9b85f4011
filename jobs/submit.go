package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"heygen-mcp/heygenapi"
)

// submitArgs sends an account's next planned rows.
type submitArgs struct {
	Account string `json:"account"`
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
		if more, err := w.ledger.submit(ctx, acct); err != nil || !more {
			return err
		}
	}
}

// submit sends one chunk: one whose answer is missing, or the next. It is false
// where there is nothing to send now.
func (l *Ledger) submit(ctx context.Context, acct Account) (bool, error) {
	db, err := l.open(ctx)
	if err != nil {
		return false, err
	}
	c, err := l.takeChunk(ctx, db, acct.ID)
	if err != nil || len(c.rows) == 0 {
		return false, err
	}
	made, sent := c.send(ctx, acct.API)
	if sent != nil {
		l.options.Log.WarnContext(ctx, "HeyGen did not take a batch's rows, or its answer was lost", "batch", c.rows[0].BatchID, "rows", len(c.rows), "error", plain(sent))
	}
	writing, cancel := context.WithTimeout(context.WithoutCancel(ctx), noting)
	defer cancel()
	if sent != nil {
		err = l.putBack(writing, db, c, made, sent)
	} else {
		err = l.settleChunk(writing, db, c, made)
	}
	if err != nil {
		return false, fmt.Errorf("noting the outcome of a batch's rows: %w", err)
	}
	l.tell()
	return sent == nil && ctx.Err() == nil, nil
}

// chunk is the rows that share one of HeyGen's batches and one key.
type chunk struct {
	// rows are those whose outcome is not known.
	rows []Entry
	// place is each one's in the request, by its id.
	place map[string]int
	// again is true where it was sent before.
	again bool
}

// takeChunk marks the next chunk as being sent. While another process sends one
// of the account's, there is none to take.
func (l *Ledger) takeChunk(ctx context.Context, db *database, account string) (chunk, error) {
	var c chunk
	now := l.now()
	err := db.within(ctx, account, func(tx *sql.Tx) error {
		first, again, err := l.nextRow(ctx, db, tx, account, now)
		if err != nil || first.ID == "" {
			return err
		}
		if again && now.Sub(first.SentAt) > l.options.Tempo.replay() {
			_, err := db.update(ctx, tx, "state = ?, owner = '', due_at = 0", "idempotency_key = ? AND state = ?", string(Uncertain), first.Key, string(Sending))
			return err
		}
		sent, err := db.entries(ctx, tx, "idempotency_key = ? AND state <> ? ORDER BY row_number", first.Key, string(Cancelled))
		if err != nil {
			return err
		}
		c = chunk{place: map[string]int{}, again: again}
		for i, e := range sent {
			c.place[e.ID] = i
			if e.State == first.State {
				c.rows = append(c.rows, e)
			}
		}
		sentAt := now
		if again {
			sentAt = first.SentAt
		}
		_, err = db.update(ctx, tx, "state = ?, sent_at = ?, owner = ?, due_at = ?", "idempotency_key = ? AND state = ?",
			string(Sending), micros(sentAt), thisProcess(), micros(now.Add(l.options.Tempo.Patience)), first.Key, string(first.State))
		return err
	})
	if err != nil {
		return chunk{}, fmt.Errorf("taking the next rows of a batch: %w", err)
	}
	return c, nil
}

// nextRow is the first row of the chunk to send: of one whose answer is missing,
// else of one that was not sent yet.
func (l *Ledger) nextRow(ctx context.Context, db *database, tx *sql.Tx, account string, now time.Time) (first Entry, again bool, err error) {
	open, err := db.entries(ctx, tx, "account = ? AND state = ? AND batch_id <> '' ORDER BY sent_at, batch_id, row_number", account, string(Sending))
	if err != nil {
		return Entry{}, false, err
	}
	for _, e := range open {
		if e.Owner != "" && !l.idle(e) {
			return Entry{}, false, nil
		}
	}
	for _, e := range open {
		if e.Owner != "" || !now.Before(e.DueAt) {
			return e, true, nil
		}
	}
	next, err := db.entries(ctx, tx, "account = ? AND state = ? AND due_at <= ? ORDER BY created_at, batch_id, row_number LIMIT 1", account, string(Planned), micros(now))
	if err != nil || len(next) == 0 {
		return Entry{}, false, err
	}
	return next[0], false, nil
}

// madeChunk is HeyGen's batch, with the outcome of each row.
type madeChunk struct {
	heygenBatch string
	items       map[int]heygenapi.BatchItem
}

// send sends the rows as one batch, under the chunk's key: the same chunk again
// is answered with the batch that there is.
func (c chunk) send(ctx context.Context, api *heygenapi.Client) (madeChunk, error) {
	head := c.rows[0]
	group, member := "videos", "videos"
	items := api.VideoBatchItems
	switch head.Kind {
	case KindTranslation:
		group, member, items = "video-translations", "video_translations", api.TranslationBatchItems
	case KindLipsync:
		group, member, items = "lipsyncs", "lipsyncs", api.LipsyncBatchItems
	default:
	}
	requests := make([]json.RawMessage, len(c.rows))
	for i, e := range c.rows {
		requests[i] = e.Request
	}
	body, err := json.Marshal(map[string]any{"title": head.BatchID, member: requests})
	if err != nil {
		return madeChunk{}, fmt.Errorf("writing a batch: %w", err)
	}
	raw, err := api.Resend(ctx, heygenapi.SentRequest{Method: "POST", Path: "/v3/" + group + "/batches", Body: body}, head.Key)
	if err != nil {
		return madeChunk{}, err
	}
	// From here on there is a batch, whatever fails.
	var created heygenapi.CreatedBatch
	if err := json.Unmarshal(raw, &created); err != nil || created.BatchID == "" {
		return madeChunk{heygenBatch: "?"}, errors.Join(errNoBatchID, err)
	}
	made := madeChunk{heygenBatch: created.BatchID, items: map[int]heygenapi.BatchItem{}}
	for item, err := range items(ctx, created.BatchID) {
		if err != nil {
			return made, fmt.Errorf("reading the batch's items: %w", err)
		}
		made.items[item.ItemIndex] = item
	}
	return made, nil
}

var errNoBatchID = errors.New("HeyGen's answer to a batch has no batch_id")

// settleChunk writes the outcome of each row.
func (l *Ledger) settleChunk(ctx context.Context, db *database, c chunk, made madeChunk) error {
	now := l.now()
	return db.within(ctx, c.rows[0].Account, func(tx *sql.Tx) error {
		for _, e := range c.rows {
			item, ok := made.items[c.place[e.ID]]
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
		return l.putOffChunk(ctx, db, tx, c)
	})
}

// putOffChunk lets go of the rows whose outcome is still not known.
func (l *Ledger) putOffChunk(ctx context.Context, db *database, q querier, c chunk) error {
	now := l.now()
	_, err := db.update(ctx, q, "owner = '', due_at = ?", "idempotency_key = ? AND state = ?",
		micros(now.Add(l.options.Tempo.again(now.Sub(c.sentAt(now))))), c.rows[0].Key, string(Sending))
	return err
}

func (c chunk) sentAt(now time.Time) time.Time {
	if c.again {
		return c.rows[0].SentAt
	}
	return now
}

// putBack is for a chunk that was not taken, or of which nobody knows. What was
// surely refused ends, or waits where HeyGen is only busy; what may have been
// taken stays as sent, and is asked again under its key.
func (l *Ledger) putBack(ctx context.Context, db *database, c chunk, made madeChunk, failed error) error {
	now := l.now()
	refused, answered := errors.AsType[*heygenapi.Error](failed)
	switch {
	case made.heygenBatch != "", outcome{err: failed, again: c.again}.unclear():
		return l.putOffChunk(ctx, db, db, c)
	case !answered || heygenapi.IsRateLimited(failed):
		pause := l.options.Tempo.Soonest
		if answered {
			pause = max(pause, refused.RetryAfter)
		}
		_, err := db.update(ctx, db, "state = ?, sent_at = 0, owner = '', due_at = ?", "idempotency_key = ? AND state = ?",
			string(Planned), micros(now.Add(pause)), c.rows[0].Key, string(Sending))
		return err
	default:
		code, message := refusal(failed)
		return db.within(ctx, c.rows[0].Account, func(tx *sql.Tx) error {
			for _, e := range c.rows {
				if err := db.setRefused(ctx, tx, e.ID, code, message, now); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
