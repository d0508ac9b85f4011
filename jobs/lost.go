package jobs

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
	"time"

	"heygen-mcp/heygenapi"
)

// listable is true for kinds of which HeyGen lists what there is.
func listable(kind Kind) bool {
	return kind == KindSession || kind == KindClipping || kind == KindVoice
}

// reconcileLost finds out about a lost answer by looking: what was made since, and is in no
// other entry, is ours if there is one only; if there is nothing once time has
// passed, nothing was started. It never sends anything that spends.
func (l *Ledger) reconcileLost(ctx context.Context, db *database, e Entry) (Entry, error) {
	acct, ok := l.accountOf(e.Account)
	if !ok {
		return e, nil
	}
	if e.State == Sending {
		// Its process is gone, and with it the answer.
		if err := db.setUncertain(ctx, db, e.ID, l.now()); err != nil {
			return e, err
		}
		var err error
		if e, err = db.entry(ctx, db, e.ID); err != nil || e.State != Uncertain {
			return e, err
		}
	}
	if !listable(e.Kind) {
		// Nothing tells what became of it: it stays so, and counts as spent.
		return e, db.setDue(ctx, e.ID, time.Time{})
	}
	if taken, err := l.claimEntry(ctx, db, e); err != nil || !taken {
		return e, err
	}
	found, err := l.candidates(ctx, db, acct, e)
	now := l.now()
	switch age := now.Sub(e.SentAt); {
	case err == nil && len(found) == 1:
		raw, err := json.Marshal(map[string]string{idField(e.Kind): found[0].ID})
		if err != nil {
			return e, err
		}
		return l.recordAccepted(ctx, db, e, raw, []string{found[0].ID})
	case err == nil && len(found) == 0 && age > l.options.Timing.RequestLease:
		err = db.setRefused(ctx, db, e.ID, "not_found", "HeyGen did not start it: nothing of the kind appeared", now)
	case age > l.options.Timing.giveUp():
		err = db.setDue(ctx, e.ID, time.Time{})
	default:
		// The problem is the caller's to hear; the entry waits in any case.
		if later := l.postpone(context.WithoutCancel(ctx), db, e); err == nil {
			err = later
		}
	}
	if err != nil {
		return e, fmt.Errorf("looking for what %s started: %w", e.ID, err)
	}
	return db.entry(ctx, db, e.ID)
}

// idField is what HeyGen's answer calls the id: what is found stands for it.
func idField(kind Kind) string {
	switch kind {
	case KindSession:
		return "session_id"
	case KindVoice:
		return "voice_clone_id"
	default:
		return "id"
	}
}

func (d *database) setDue(ctx context.Context, id string, due time.Time) error {
	_, err := d.update(ctx, d, "owner = '', due_at = ?", "id = ? AND state = ?", micros(due), id, string(Uncertain))
	return err
}

// Candidate is something of HeyGen's that a lost answer may have been about.
type Candidate struct {
	ID        string    `json:"id"`
	Title     string    `json:"title,omitempty"`
	CreatedAt time.Time `json:"created_at"`
}

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
	fullPages := heygenapi.PageOptions{Limit: 100}
	since := e.SentAt.Add(-l.options.Timing.ClockSkew)
	until := e.SentAt.Add(l.options.Timing.RequestLease + l.options.Timing.ClockSkew)
	switch e.Kind {
	case KindSession:
		if id, ok := strings.CutPrefix(e.Path, "/v3/video-agents/"); ok {
			return sessionWithMessage(ctx, acct.API, e, id, since)
		}
		found, err := createdBetween(acct.API.VideoAgentSessions(ctx, fullPages), since, until, func(s heygenapi.AgentSessionSummary) Candidate {
			return Candidate{s.SessionID, s.Title, s.CreatedAt.Time}
		})
		if err != nil {
			return nil, err
		}
		if found, err = l.notInLedger(ctx, db, e, found); err != nil {
			return nil, err
		}
		return matchingPrompt(ctx, acct.API, e, found)
	case KindClipping:
		found, err := createdBetween(acct.API.Clippings(ctx, fullPages), since, until, func(c heygenapi.Clipping) Candidate {
			return Candidate{c.ID, c.Title, c.CreatedAt.Time}
		})
		if err != nil {
			return nil, err
		}
		return l.notInLedger(ctx, db, e, matchingTitle(e, found))
	case KindVoice:
		// Voices tell no time: the name that was asked for has to do.
		found, err := createdBetween(acct.API.Voices(ctx, heygenapi.ListVoicesOptions{PageOptions: fullPages, Type: "private"}), since, until, func(v heygenapi.Voice) Candidate {
			return Candidate{v.ID, v.Name, e.SentAt}
		})
		if err != nil {
			return nil, err
		}
		return l.notInLedger(ctx, db, e, matchingTitle(e, found))
	default:
		return nil, nil
	}
}

// createdBetween reads a list, which has the newest first, as far back as needed.
func createdBetween[T any](items iter.Seq2[T, error], since, until time.Time, as func(T) Candidate) ([]Candidate, error) {
	var out []Candidate
	for item, err := range items {
		if err != nil {
			return nil, err
		}
		c := as(item)
		if !c.CreatedAt.IsZero() && c.CreatedAt.Before(since) {
			break
		}
		if !c.CreatedAt.After(until) {
			out = append(out, c)
		}
	}
	return out, nil
}

// matchingTitle keeps what has the entry's title, where both have one.
func matchingTitle(e Entry, all []Candidate) []Candidate {
	var out []Candidate
	for _, c := range all {
		if c.Title == "" || e.Title == "" || strings.EqualFold(c.Title, e.Title) {
			out = append(out, c)
		}
	}
	return out
}

// notInLedger keeps what is not in the ledger yet.
func (l *Ledger) notInLedger(ctx context.Context, db *database, e Entry, all []Candidate) ([]Candidate, error) {
	var out []Candidate
	for _, c := range all {
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

// matchingPrompt keeps the sessions that began with the entry's prompt, and those that
// do not tell with what they began.
func matchingPrompt(ctx context.Context, api *heygenapi.Client, e Entry, all []Candidate) ([]Candidate, error) {
	var sent struct {
		Prompt string `json:"prompt"`
	}
	if err := json.Unmarshal(e.Request, &sent); err != nil {
		return all, nil //nolint:nilerr // without a prompt to compare they all fit
	}
	var out []Candidate
	for _, c := range all {
		session, err := api.GetVideoAgentSession(ctx, c.ID)
		if err != nil {
			return nil, err
		}
		said, ok := firstUserMessage(session)
		if !ok || strings.TrimSpace(said) == strings.TrimSpace(sent.Prompt) {
			out = append(out, c)
		}
	}
	return out, nil
}

// firstUserMessage is what the user said first; it is not known where the session
// has had more messages than HeyGen tells.
func firstUserMessage(s heygenapi.AgentSession) (string, bool) {
	if len(s.Messages) >= heygenapi.MaxAgentMessages {
		return "", false
	}
	for _, m := range s.InOrder() {
		if m.Role == "user" {
			return m.Content, true
		}
	}
	return "", false
}

// sessionWithMessage gives the session where it has had the entry's message.
func sessionWithMessage(ctx context.Context, api *heygenapi.Client, e Entry, id string, since time.Time) ([]Candidate, error) {
	var sent struct {
		Message string `json:"message"`
	}
	if err := json.Unmarshal(e.Request, &sent); err != nil {
		return nil, fmt.Errorf("reading what was sent: %w", err)
	}
	session, err := api.GetVideoAgentSession(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, m := range session.Messages {
		if m.Role == "user" && strings.TrimSpace(m.Content) == strings.TrimSpace(sent.Message) && !m.CreatedAt.Before(since) {
			return []Candidate{{id, session.Title, session.CreatedAt.Time}}, nil
		}
	}
	return nil, nil
}
