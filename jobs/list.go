package jobs

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"time"
)

// exists is true where there is a ledger already.
func (l *Ledger) exists() bool {
	if l.options.DatabaseURL != "" {
		return true
	}
	_, err := os.Stat(l.options.Path)
	return err == nil
}

// Filter chooses entries. Empty fields choose all.
type Filter struct {
	// Account is required but for commands of the operator.
	Account string
	States  []State
	Kind    Kind
	Tool    string
	BatchID string
	// Since and Until bound the time of creation.
	Since, Until time.Time
	// Limit is the most entries; 0 for all.
	Limit int
	// Offset leaves out as many of the newest.
	Offset int
}

// List gives entries, the newest first; rows of a batch in their order. A
// ledger that does not exist is empty.
func (l *Ledger) List(ctx context.Context, f Filter) ([]Entry, error) {
	if !l.exists() {
		return nil, nil
	}
	db, err := l.open(ctx)
	if err != nil {
		return nil, err
	}
	condition, args := f.where()
	order := " ORDER BY created_at DESC, row_number, id"
	if f.BatchID != "" {
		order = " ORDER BY row_number"
	}
	if f.Limit > 0 {
		order += " LIMIT " + strconv.Itoa(f.Limit) + " OFFSET " + strconv.Itoa(f.Offset)
	}
	found, err := db.entries(ctx, db, condition+order, args...)
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	return found, nil
}

func (f Filter) where() (string, []any) {
	condition, args := "1 = 1", []any{}
	equal := func(column, value string) {
		if value != "" {
			condition += " AND " + column + " = ?"
			args = append(args, value)
		}
	}
	equal("account", f.Account)
	equal("kind", string(f.Kind))
	equal("tool", f.Tool)
	equal("batch_id", f.BatchID)
	if len(f.States) > 0 {
		condition += " AND state IN (" + placeholders(len(f.States)) + ")"
		for _, s := range f.States {
			args = append(args, string(s))
		}
	}
	if !f.Since.IsZero() {
		condition += " AND created_at >= ?"
		args = append(args, micros(f.Since))
	}
	if !f.Until.IsZero() {
		condition += " AND created_at < ?"
		args = append(args, micros(f.Until))
	}
	return condition, args
}

// Find gives the entries of ids, of the ledger or of HeyGen. Those that it does
// not know are left out.
func (l *Ledger) Find(ctx context.Context, account string, ids ...string) ([]Entry, error) {
	if !l.exists() || len(ids) == 0 {
		return nil, nil
	}
	db, err := l.open(ctx)
	if err != nil {
		return nil, err
	}
	var out []Entry
	for chunk := range slices.Chunk(ids, perQuery/2) {
		in := placeholders(len(chunk))
		// The account is compared here: in the query it would lure the planner
		// into reading all of the account's entries.
		found, err := db.entries(ctx, db, "id IN (SELECT id FROM ledger_entries WHERE id IN ("+in+") UNION SELECT job_id FROM ledger_renders WHERE id IN ("+in+"))", append(asArgs(chunk...), asArgs(chunk...)...)...)
		if err != nil {
			return nil, fmt.Errorf("looking into the ledger: %w", err)
		}
		for _, e := range found {
			if e.Account == account {
				out = append(out, e)
			}
		}
	}
	return out, nil
}
