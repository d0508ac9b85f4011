package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/riverqueue/river"

	"heygen-mcp/heygenapi"
)

// settleArgs finds out what became of an account's requests that have no
// answer.
type settleArgs struct {
	Account string `json:"account" river:"unique"`
}

// Kind implements river.JobArgs.
func (settleArgs) Kind() string { return "settle" }

func (a settleArgs) account() string { return a.Account }

type settleWorker struct {
	river.WorkerDefaults[settleArgs]
	ledger *Ledger
}

// Work implements river.Worker.
func (w *settleWorker) Work(ctx context.Context, job *river.Job[settleArgs]) error {
	db, err := w.ledger.open(ctx)
	if err != nil {
		return err
	}
	open, err := db.entries(ctx, db, "account = ? AND state IN (?, ?) AND batch_id = '' ORDER BY created_at", job.Args.Account, string(Sending), string(Uncertain))
	if err != nil {
		return fmt.Errorf("reading what has no answer: %w", err)
	}
	for _, e := range open {
		if err := w.ledger.settle(ctx, db, e); err != nil {
			return err
		}
	}
	return nil
}

// settle takes one entry as far as it goes now.
func (l *Ledger) settle(ctx context.Context, db *database, e Entry) error {
	switch {
	case e.State == Sending && !l.options.Tempo.stale(e, l.now()):
		return nil
	case e.State == Sending && e.Keyed:
		_, err := l.resend(ctx, db, e)
		return err
	default:
		_, err := l.lookFor(ctx, db, e)
		return err
	}
}

// replayWindow is how long HeyGen replays an answer; asking later would start
// the work anew.
const replayWindow = 23 * time.Hour

// resend asks again under the key that the request had: HeyGen answers what it
// answered, or starts what never arrived.
func (l *Ledger) resend(ctx context.Context, db *database, e Entry) (Entry, error) {
	acct, ok := l.accountOf(e.Account)
	if !ok {
		return e, nil
	}
	if l.now().Sub(e.SentAt) > replayWindow {
		_, err := db.setState(ctx, db, e.ID, Uncertain, l.now(), Sending)
		e.State = Uncertain
		return e, err
	}
	raw, err := acct.API.Resend(ctx, heygenapi.SentRequest{Method: e.Method, Path: e.Path, Body: e.Request}, e.Key)
	var answer any
	if err == nil {
		answer = raw
	}
	receipt, err := l.settleAnswer(ctx, db, e, answer, idsIn(e.Kind, raw), err)
	if lost, ok := errors.AsType[*UncertainError](err); ok {
		return lost.Entry, nil // still due
	}
	if _, refused := errors.AsType[*heygenapi.Error](err); refused {
		return l.entry(ctx, db, e.ID)
	}
	return receipt.Entry, err
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
		ids = append(a.Translations, a.Translation)
	case KindLipsync:
		ids = []string{a.Lipsync}
	case KindProofread:
		ids = a.Proofreads
	case KindAvatar:
		ids = []string{a.Look.ID}
	default:
		ids = []string{a.ID}
	}
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
}

// Candidate is something of HeyGen's that a lost answer may have been about.
type Candidate struct {
	ID        string    `json:"id"`
	Title     string    `json:"title,omitempty"`
	CreatedAt time.Time `json:"created_at"`
}

// clockSkew is how far HeyGen's clock and ours may be apart.
const clockSkew = 90 * time.Second

// lookFor settles a lost answer by looking: what was made since, and is in no
// other entry, is ours if there is one only; if there is nothing once time has
// passed, nothing was started. It never sends anything.
func (l *Ledger) lookFor(ctx context.Context, db *database, e Entry) (Entry, error) {
	if e.State == Sending {
		if _, err := db.setState(ctx, db, e.ID, Uncertain, l.now(), Sending); err != nil {
			return e, err
		}
		e.State = Uncertain
	}
	acct, ok := l.accountOf(e.Account)
	if !ok {
		return e, nil
	}
	found, err := l.candidates(ctx, db, acct, e)
	if err != nil {
		return e, err
	}
	now := l.now()
	switch {
	case len(found) == 1:
		raw, err := json.Marshal(map[string]string{"id": found[0].ID})
		if err != nil {
			return e, err
		}
		err = db.within(ctx, e.Account, func(tx *sql.Tx) error {
			return db.setAccepted(ctx, tx, e, raw, []string{found[0].ID}, now, now.Add(l.options.Tempo.first(e.Kind)))
		})
		if err != nil {
			return e, err
		}
	case len(found) == 0 && lists(e.Kind) && now.Sub(e.SentAt) > l.options.Tempo.Patience+clockSkew/time.Duration(l.options.Tempo.Scale+1):
		if err := db.setRefused(ctx, db, e.ID, "not_found", "HeyGen did not start it: nothing of the kind appeared", now); err != nil {
			return e, err
		}
	}
	return l.entry(ctx, db, e.ID)
}

// lists is true for kinds of which HeyGen lists what there is.
func lists(kind Kind) bool { return kind == KindSession || kind == KindClipping || kind == KindVoice }

// Candidates gives what a lost answer may have been about.
func (l *Ledger) Candidates(ctx context.Context, e Entry) ([]Candidate, error) {
	db, err := l.open(ctx)
	if err != nil {
		return nil, err
	}
	acct, ok := l.accountOf(e.Account)
	if !ok {
		return nil, nil
	}
	return l.candidates(ctx, db, acct, e)
}

func (l *Ledger) candidates(ctx context.Context, db *database, acct Account, e Entry) ([]Candidate, error) {
	newest := heygenapi.PageOptions{Limit: 50}
	var all []Candidate
	switch e.Kind {
	case KindSession:
		page, err := acct.API.ListVideoAgentSessions(ctx, newest)
		if err != nil {
			return nil, err
		}
		for _, s := range page.Items {
			all = append(all, Candidate{s.SessionID, s.Title, s.CreatedAt.Time})
		}
	case KindClipping:
		page, err := acct.API.ListClippings(ctx, newest)
		if err != nil {
			return nil, err
		}
		for _, c := range page.Items {
			all = append(all, Candidate{c.ID, c.Title, c.CreatedAt.Time})
		}
	case KindVoice:
		page, err := acct.API.ListVoices(ctx, heygenapi.ListVoicesOptions{PageOptions: newest, Type: "private"})
		if err != nil {
			return nil, err
		}
		for _, v := range page.Items {
			// Voices tell no time: the name that was asked for has to do.
			if v.Name == e.Title {
				all = append(all, Candidate{v.ID, v.Name, e.SentAt})
			}
		}
	default:
	}
	return l.unclaimed(ctx, db, e, all)
}

// unclaimed keeps what came into being since the request, has its title where
// both have one, and is not in the ledger yet.
func (l *Ledger) unclaimed(ctx context.Context, db *database, e Entry, all []Candidate) ([]Candidate, error) {
	var out []Candidate
	for _, c := range all {
		if c.CreatedAt.Before(e.SentAt.Add(-clockSkew)) || c.CreatedAt.After(e.SentAt.Add(l.options.Tempo.Patience+clockSkew)) {
			continue
		}
		if c.Title != "" && e.Title != "" && e.Kind != KindSession && !strings.EqualFold(c.Title, e.Title) {
			continue
		}
		known, err := db.renders(ctx, db, "account = ? AND kind = ? AND id = ?", e.Account, string(e.Kind), c.ID)
		if err != nil {
			return nil, err
		}
		if len(known) == 0 {
			out = append(out, c)
		}
	}
	return out, nil
}
