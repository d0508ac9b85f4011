package jobs

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Progress is how a batch stands.
type Progress struct {
	BatchID string        `json:"batch_id"`
	Tool    string        `json:"tool"`
	Kind    Kind          `json:"kind"`
	Title   string        `json:"title,omitempty"`
	Total   int           `json:"total"`
	Counts  map[State]int `json:"counts"`
	// Failures are the reasons for which rows failed, in the order of their
	// first row.
	Failures []Failure `json:"failures,omitempty"`
	Created  time.Time `json:"created_at"`
	// ETA is when the last is likely to be done; zero where nothing is done yet.
	ETA time.Time `json:"eta,omitzero"`
}

// Failure is a reason with the rows that failed for it, which count from 0.
type Failure struct {
	Code    string `json:"code,omitempty"`
	Message string `json:"message"`
	Rows    []int  `json:"rows"`
}

// Finished counts the rows of which nothing more will happen.
func (p Progress) Finished() int {
	over := 0
	for state, n := range p.Counts {
		if state.Final() {
			over += n
		}
	}
	return over
}

// CountFinished counts the rows of a batch, and those of which nothing more will
// happen. It is for waiting: [Ledger.BatchProgress] reads every row.
func (l *Ledger) CountFinished(ctx context.Context, account, batchID string) (over, total int, err error) {
	if !l.exists() {
		return 0, 0, nil
	}
	db, err := l.open(ctx)
	if err != nil {
		return 0, 0, err
	}
	args := append(asArgs(Refused, Completed, Failed, Cancelled), account, batchID)
	err = db.QueryRowContext(ctx, db.bind("SELECT COALESCE(SUM(CASE WHEN state IN (?, ?, ?, ?) THEN 1 ELSE 0 END), 0), COUNT(*) FROM ledger_entries WHERE account = ? AND batch_id = ?"), args...).Scan(&over, &total)
	if err != nil {
		return 0, 0, fmt.Errorf("counting the rows of %s: %w", batchID, err)
	}
	return over, total, nil
}

// BatchProgress tells how a batch stands; false where the ledger does not know it.
func (l *Ledger) BatchProgress(ctx context.Context, account, batchID string) (Progress, bool, error) {
	rows, err := l.List(ctx, Filter{Account: account, BatchID: batchID})
	if err != nil || len(rows) == 0 {
		return Progress{}, false, err
	}
	first := rows[0]
	p := Progress{BatchID: batchID, Tool: first.Tool, Kind: first.Kind, Total: len(rows), Counts: map[State]int{}, Created: first.CreatedAt}
	if p.Title, err = l.batchTitle(ctx, batchID); err != nil {
		return Progress{}, false, err
	}
	var last time.Time
	for _, e := range rows {
		p.Counts[e.State]++
		if e.FinishedAt.After(last) {
			last = e.FinishedAt
		}
		switch e.State {
		case Refused:
			p.fail(e.ErrorCode, e.ErrorMessage, e.Row)
		case Failed:
			for _, r := range e.Renders {
				p.fail("", r.Failure, e.Row)
			}
		default:
		}
	}
	if over := p.Finished(); p.Counts[Completed] > 0 && over < len(rows) {
		each := last.Sub(p.Created) / time.Duration(over)
		p.ETA = l.now().Add(each * time.Duration(len(rows)-over))
	}
	return p, true, nil
}

func (p *Progress) fail(code, message string, row int) {
	i := slices.IndexFunc(p.Failures, func(f Failure) bool { return f.Code == code && f.Message == message })
	if i < 0 {
		i = len(p.Failures)
		p.Failures = append(p.Failures, Failure{Code: code, Message: message})
	}
	p.Failures[i].Rows = append(p.Failures[i].Rows, row)
}

func (l *Ledger) batchTitle(ctx context.Context, batchID string) (string, error) {
	db, err := l.open(ctx)
	if err != nil {
		return "", err
	}
	titles, err := db.queryStrings(ctx, "SELECT title FROM ledger_batches WHERE batch_id = ?", batchID)
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", batchID, err)
	}
	if len(titles) == 0 {
		return "", nil
	}
	return titles[0], nil
}
