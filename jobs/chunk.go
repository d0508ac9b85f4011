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
)

// madeChunk is HeyGen's batch, with the outcome of each row.
type madeChunk struct {
	heygenBatch string
	items       map[int]heygenapi.BatchItem
}

// send sends the rows as one batch, or one row by a request of its own, under
// the chunk's key: the same chunk again is answered with what there is.
func (c chunk) send(ctx context.Context, api *heygenapi.Client) (madeChunk, error) {
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

// sendAlone sends the one row of the chunk.
func (c chunk) sendAlone(ctx context.Context, api *heygenapi.Client) (madeChunk, error) {
	e := c.rows[0]
	raw, err := api.Resend(ctx, heygenapi.SentRequest{Method: e.Method, Path: e.Path, Body: e.Request}, e.Key)
	if err != nil {
		return madeChunk{}, err
	}
	ids := idsIn(e.Kind, raw)
	if len(ids) == 0 {
		return madeChunk{heygenBatch: "?"}, errNoBatchID
	}
	return madeChunk{items: map[int]heygenapi.BatchItem{c.place[e.ID]: {ID: ids[0]}}}, nil
}

var errNoBatchID = errors.New("HeyGen's answer to a batch has no id")

// heygenIDs is what the ledger keeps as the answer to a row.
type heygenIDs struct {
	ID      string `json:"id"`
	BatchID string `json:"batch_id,omitempty"`
}

// settleChunk writes the outcome of each row.
func (l *Ledger) settleChunk(ctx context.Context, db *database, c chunk, made madeChunk) error {
	now, again, whole := l.now(), keyAgain(c.rows[0].Key), c.told(made)
	return db.within(ctx, c.rows[0].Account, func(tx *sql.Tx) error {
		for _, e := range c.rows {
			item, ok := made.items[c.place[e.ID]]
			switch {
			case ok && item.ID != "":
				raw, err := json.Marshal(heygenIDs{item.ID, made.heygenBatch})
				if err != nil {
					return err
				}
				if err := db.setAccepted(ctx, tx, e, raw, []string{item.ID}, now, now.Add(l.options.Tempo.first(e.Kind))); err != nil {
					return err
				}
			case ok && item.Status.Failed() && item.Error != nil && passes(item.Error.Code) && !whole:
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
		return l.putOffChunk(ctx, db, tx, c)
	})
}

// told is true where HeyGen tells what became of every row.
func (c chunk) told(made madeChunk) bool {
	for _, e := range c.rows {
		if item, ok := made.items[c.place[e.ID]]; !ok || item.ID == "" && !item.Status.Failed() {
			return false
		}
	}
	return true
}

// mostTries bounds how often a row is sent that HeyGen refuses for a reason that
// passes.
const mostTries = 3

// refuseRow ends a row that HeyGen did not start. Where the reason passes it is
// planned anew, under another key: nothing was made under the old one.
func (l *Ledger) refuseRow(ctx context.Context, db *database, q querier, e Entry, again, code, message string) error {
	now := l.now()
	if !passes(code) || again == "" {
		return db.setRefused(ctx, q, e.ID, code, message, now)
	}
	_, err := db.update(ctx, q, "state = ?, idempotency_key = ?, sent_at = 0, owner = '', due_at = ?", "id = ? AND state = ?",
		string(Planned), again, micros(now.Add(l.options.Tempo.retry())), e.ID, string(Sending))
	return err
}

// passes is true of reasons that have nothing to do with the row itself.
func passes(code string) bool {
	switch code {
	case "rate_limit_exceeded", "quota_exceeded", "resource_not_ready", "internal_error", "gateway_timeout", "service_unavailable":
		return true
	default:
		return false
	}
}

// keyAgain is a key for rows that are sent once more after they were sent under
// a key; empty where that was the last try, which the key itself counts. Rows
// that come later from the same request get another one: what stands under a key
// never changes.
func keyAgain(key string) string {
	const mark = "-try-"
	first, count, _ := strings.Cut(key, mark)
	count, _, _ = strings.Cut(count, "-")
	tries, err := strconv.Atoi(count)
	if err != nil {
		tries = 1
	}
	if tries >= mostTries {
		return ""
	}
	return first + mark + strconv.Itoa(tries+1) + "-" + rand.Text()[:8]
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
		return db.within(ctx, c.rows[0].Account, func(tx *sql.Tx) error {
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
