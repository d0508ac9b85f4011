package jobs

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/lazyregexp"
)

// chunkResult is HeyGen's batch, with the outcome of each row.
type chunkResult struct {
	heygenBatch string
	items       map[int]heygenapi.BatchItem
}

// send sends the rows as one batch, or one row by a request of its own, under
// the chunk's key: the same chunk again is answered with what there is.
func (c chunk) send(ctx context.Context, api *heygenapi.Client) (chunkResult, error) {
	if c.rows[0].Path != "" {
		return c.sendAlone(ctx, api)
	}
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
	members := map[string]any{"title": head.BatchID}
	maps.Copy(members, c.envelope)
	members[member] = requests
	body, err := json.Marshal(members)
	if err != nil {
		return chunkResult{}, fmt.Errorf("writing a batch: %w", err)
	}
	raw, err := api.Resend(ctx, heygenapi.SentRequest{Method: "POST", Path: "/v3/" + group + "/batches", Body: body}, head.Key)
	if err != nil {
		return chunkResult{}, err
	}
	// From here on there is a batch, whatever fails.
	var created heygenapi.CreatedBatch
	if err := json.Unmarshal(raw, &created); err != nil || created.BatchID == "" {
		return chunkResult{heygenBatch: "?"}, errors.Join(errNoBatchID, err)
	}
	made := chunkResult{heygenBatch: created.BatchID, items: map[int]heygenapi.BatchItem{}}
	for item, err := range items(ctx, created.BatchID) {
		if err != nil {
			return made, fmt.Errorf("reading the batch's items: %w", err)
		}
		made.items[item.ItemIndex] = item
	}
	return made, nil
}

// sendAlone sends the one row of the chunk.
func (c chunk) sendAlone(ctx context.Context, api *heygenapi.Client) (chunkResult, error) {
	e := c.rows[0]
	raw, err := api.Resend(ctx, heygenapi.SentRequest{Method: e.Method, Path: e.Path, Body: e.Request}, e.Key)
	if err != nil {
		return chunkResult{}, err
	}
	ids := idsIn(e.Kind, raw)
	if len(ids) == 0 {
		return chunkResult{heygenBatch: "?"}, errNoBatchID
	}
	return chunkResult{items: map[int]heygenapi.BatchItem{c.index[e.ID]: {ID: ids[0]}}}, nil
}

var errNoBatchID = errors.New("HeyGen's answer to a batch has no id")

// acceptedIDs is what the ledger keeps as the answer to a row.
type acceptedIDs struct {
	ID      string `json:"id"`
	BatchID string `json:"batch_id,omitempty"`
}

// recordChunk writes the outcome of each row.
func (l *Ledger) recordChunk(ctx context.Context, db *database, c chunk, made chunkResult) error {
	now, again, whole := l.now(), retryKey(c.rows[0].Key), c.complete(made)
	return db.inTransaction(ctx, c.rows[0].Account, func(tx *sql.Tx) error {
		for _, e := range c.rows {
			item, ok := made.items[c.index[e.ID]]
			switch {
			case ok && item.ID != "":
				raw, err := json.Marshal(acceptedIDs{item.ID, made.heygenBatch})
				if err != nil {
					return err
				}
				if err := db.setAccepted(ctx, tx, e, raw, []string{item.ID}, now, now.Add(l.options.Timing.firstPoll(e.Kind))); err != nil {
					return err
				}
			case ok && item.Status.Failed() && item.Error != nil && transient(item.Error.Code) && !whole:
				// It keeps its place until all others are told: by that they are
				// known when the chunk is asked for again.
			case ok && item.Status.Failed():
				code, message := "refused", "HeyGen refused the row"
				if item.Error != nil {
					code, message = item.Error.Code, item.Error.Message
				}
				if err := l.refuseRow(ctx, db, tx, e, again, code, message); err != nil {
					return err
				}
			default:
				// It has no id yet: the chunk is asked again, under its key.
			}
		}
		return l.postponeChunk(ctx, db, tx, c)
	})
}

// complete is true where HeyGen tells what became of every row.
func (c chunk) complete(made chunkResult) bool {
	for _, e := range c.rows {
		if item, ok := made.items[c.index[e.ID]]; !ok || item.ID == "" && !item.Status.Failed() {
			return false
		}
	}
	return true
}

// maxTries bounds how often a row is sent that HeyGen refuses for a reason that
// passes.
const maxTries = 3

// refuseRow ends a row that HeyGen did not start. Where the reason passes it is
// planned anew, under another key: nothing was made under the old one.
func (l *Ledger) refuseRow(ctx context.Context, db *database, q querier, e Entry, again, code, message string) error {
	now := l.now()
	if !transient(code) || again == "" {
		return db.setRefused(ctx, q, e.ID, code, message, now)
	}
	_, err := db.update(ctx, q, "state = ?, idempotency_key = ?, sent_at = 0, owner = '', due_at = ?", "id = ? AND state = ?",
		string(Planned), again, micros(now.Add(l.options.Timing.rowRetry())), e.ID, string(Sending))
	return err
}

// transient is true of reasons that have nothing to do with the row itself.
func transient(code string) bool {
	switch code {
	case "rate_limit_exceeded", "quota_exceeded", "resource_not_ready", "internal_error", "gateway_timeout", "service_unavailable":
		return true
	default:
		return false
	}
}

// anotherKey is a key of as many tries.
func anotherKey(key string) string {
	const mark = "-try-"
	first, count, tried := strings.Cut(key, mark)
	if count, _, _ = strings.Cut(count, "-"); !tried {
		count = "1"
	}
	return first + mark + count + "-" + rand.Text()[:8]
}

// retryKey is a key for rows that are sent once more after they were sent under
// a key; empty where that was the last try, which the key itself counts. Rows
// that come later from the same request get another one: what stands under a key
// never changes.
func retryKey(key string) string {
	const mark = "-try-"
	first, count, _ := strings.Cut(key, mark)
	count, _, _ = strings.Cut(count, "-")
	tries, err := strconv.Atoi(count)
	if err != nil {
		tries = 1
	}
	if tries >= maxTries {
		return ""
	}
	return first + mark + strconv.Itoa(tries+1) + "-" + rand.Text()[:8]
}

// faultyItem names the item of a batch that a refusal is about.
var faultyItem = lazyregexp.New(`^(?:videos|video_translations|lipsyncs)(?:\.|\[)(\d+)`)

// faulty is the row that made HeyGen refuse the whole batch, where it says which.
func (c chunk) faulty(refused *heygenapi.Error) (Entry, bool) {
	named := faultyItem().FindStringSubmatch(refused.Param)
	if named == nil || len(c.rows) == 1 {
		return Entry{}, false
	}
	for _, e := range c.rows {
		if strconv.Itoa(c.index[e.ID]) == named[1] {
			return e, true
		}
	}
	return Entry{}, false
}

// returnWithout refuses one row and plans the others anew, under another key: the
// refusal of the whole batch made nothing of any of them. It counts as no try, and
// ends, since there is a row less each time.
func (l *Ledger) returnWithout(ctx context.Context, db *database, c chunk, one Entry, code, message string) error {
	now := l.now()
	return db.inTransaction(ctx, one.Account, func(tx *sql.Tx) error {
		if err := db.setRefused(ctx, tx, one.ID, code, message, now); err != nil {
			return err
		}
		_, err := db.update(ctx, tx, "state = ?, idempotency_key = ?, sent_at = 0, owner = '', due_at = ?", "idempotency_key = ? AND state = ?",
			string(Planned), anotherKey(c.rows[0].Key), micros(now), c.rows[0].Key, string(Sending))
		return err
	})
}

// postponeChunk lets go of the rows whose outcome is still not known.
func (l *Ledger) postponeChunk(ctx context.Context, db *database, q querier, c chunk) error {
	now := l.now()
	_, err := db.update(ctx, q, "owner = '', due_at = ?", "idempotency_key = ? AND state = ?",
		micros(now.Add(l.options.Timing.retryDelay(now.Sub(c.sentAt(now))))), c.rows[0].Key, string(Sending))
	return err
}

func (c chunk) sentAt(now time.Time) time.Time {
	if c.replayed {
		return c.rows[0].SentAt
	}
	return now
}

// returnChunk is for a chunk that was not taken, or of which nobody knows. What was
// surely refused ends, or waits where HeyGen is only busy; what may have been
// taken stays as sent, and is asked again under its key.
func (l *Ledger) returnChunk(ctx context.Context, db *database, c chunk, made chunkResult, failed error) error {
	now := l.now()
	refused, answered := errors.AsType[*heygenapi.Error](failed)
	switch {
	case made.heygenBatch != "", outcome{err: failed, replayed: c.replayed}.uncertain():
		return l.postponeChunk(ctx, db, db, c)
	case !answered || heygenapi.IsRateLimited(failed):
		pause := l.options.Timing.MinPollInterval
		if answered {
			pause = max(pause, refused.RetryAfter)
		}
		return db.inTransaction(ctx, c.rows[0].Account, func(tx *sql.Tx) error {
			_, err := db.update(ctx, tx, "state = ?, sent_at = 0, owner = '', due_at = ?", "idempotency_key = ? AND state = ?",
				string(Planned), micros(now.Add(pause)), c.rows[0].Key, string(Sending))
			if err != nil {
				return err
			}
			// The account is busy, not this chunk: all of its rows wait.
			_, err = db.update(ctx, tx, "due_at = ?", "account = ? AND state = ? AND due_at < ?",
				micros(now.Add(pause)), c.rows[0].Account, string(Planned), micros(now.Add(pause)))
			return err
		})
	default:
		code, message := refusal(failed)
		if one, ok := c.faulty(refused); ok {
			return l.returnWithout(ctx, db, c, one, code, message)
		}
		return db.inTransaction(ctx, c.rows[0].Account, func(tx *sql.Tx) error {
			for _, e := range c.rows {
				if err := db.setRefused(ctx, tx, e.ID, code, message, now); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
