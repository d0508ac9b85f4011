package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/riverqueue/river"

	"heygen-mcp/heygenapi"
)

// reconcileArgs finds out what became of an account's requests that have no
// answer.
type reconcileArgs struct {
	Account string `json:"account"`
}

// Kind implements river.JobArgs.
func (reconcileArgs) Kind() string { return "settle" }

func (a reconcileArgs) queue() string { return queueOf(a.Account) }

type reconcileWorker struct {
	river.WorkerDefaults[reconcileArgs]
	ledger *Ledger
}

// Work implements river.Worker.
func (w *reconcileWorker) Work(ctx context.Context, job *river.Job[reconcileArgs]) error {
	l := w.ledger
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	open, err := db.entries(ctx, db, "account = ? AND state IN (?, ?) AND batch_id = '' AND due_at > 0 AND due_at <= ? ORDER BY created_at",
		job.Args.Account, string(Sending), string(Uncertain), micros(l.now()))
	if err != nil {
		return fmt.Errorf("reading what has no answer: %w", err)
	}
	for _, e := range open {
		var err error
		if e.State == Sending && e.Idempotent {
			_, err = l.resend(ctx, db, e)
		} else {
			_, err = l.reconcileLost(ctx, db, e)
		}
		if err != nil {
			l.options.Log.WarnContext(ctx, "a job's outcome is not known yet", "job", e.ID, "error", redacted(err))
		}
	}
	if len(open) > 0 {
		l.notify()
	}
	return nil
}

// resend asks again under the key that the request had: HeyGen answers what it
// answered, or starts what never arrived.
func (l *Ledger) resend(ctx context.Context, db *database, e Entry) (Entry, error) {
	acct, ok := l.accountOf(e.Account)
	if !ok {
		return e, nil
	}
	if l.now().Sub(e.SentAt) > l.options.Timing.replayWindow() {
		if err := db.setUncertain(ctx, db, e.ID, l.now()); err != nil {
			return e, err
		}
		return db.entry(ctx, db, e.ID)
	}
	if taken, err := l.claimEntry(ctx, db, e); err != nil || !taken {
		return e, err
	}
	raw, err := acct.API.Resend(ctx, heygenapi.SentRequest{Method: e.Method, Path: e.Path, Body: e.Request}, e.Key)
	receipt, err := l.recordOutcome(ctx, db, e, outcome{answer: raw, ids: idsIn(e.Kind, raw), err: err, replayed: true})
	if err == nil {
		return receipt.Entry, nil
	}
	_, lost := errors.AsType[*UncertainError](err)
	if _, refused := errors.AsType[*heygenapi.Error](err); lost || refused {
		// Both are told by the entry.
		return db.entry(context.WithoutCancel(ctx), db, e.ID)
	}
	return e, err
}

// idsIn finds the ids of what was made in an answer.
func idsIn(kind Kind, raw json.RawMessage) []string {
	var a struct {
		VideoID      string   `json:"video_id"`
		ID           string   `json:"id"`
		Translations []string `json:"video_translation_ids"`
		Translation  string   `json:"video_translation_id"`
		Lipsync      string   `json:"lipsync_id"`
		Proofreads   []string `json:"proofread_ids"`
		Clipping     string   `json:"ai_clipping_id"`
		Look         struct {
			ID string `json:"id"`
		} `json:"avatar_item"`
	}
	if json.Unmarshal(raw, &a) != nil {
		return nil
	}
	var ids []string
	switch kind {
	case KindVideo:
		ids = []string{a.VideoID, a.ID}
	case KindTranslation:
		ids = slices.Concat(a.Translations, []string{a.Translation})
	case KindLipsync:
		ids = []string{a.Lipsync}
	case KindProofread:
		ids = a.Proofreads
	case KindAvatar:
		ids = []string{a.Look.ID}
	case KindClipping:
		ids = []string{a.Clipping}
	default:
		ids = []string{a.ID}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
}

// redacted is an error for the log: HeyGen's messages may repeat what was sent.
func redacted(err error) string {
	if refused, ok := errors.AsType[*heygenapi.Error](err); ok {
		return fmt.Sprintf("%s: HeyGen answered %d %s", refused.Op, refused.StatusCode, refused.Code)
	}
	return err.Error()
}
