package jobs

import (
	"context"
	"fmt"
	"time"
)

// RecordBalance keeps what the account's wallet held at this moment: the change
// between two of them is what HeyGen really took. No ledger is made for it.
func (l *Ledger) RecordBalance(ctx context.Context, account string, usd float64) error {
	if !l.exists() {
		return nil
	}
	db, err := l.open(ctx)
	if err != nil {
		return err
	}
	return l.recordBalance(ctx, db, account, usd)
}

func (l *Ledger) recordBalance(ctx context.Context, db *database, account string, usd float64) error {
	_, err := db.ExecContext(ctx, db.bind("INSERT INTO ledger_balances (account, at, usd) VALUES (?, ?, ?) ON CONFLICT (account, at) DO NOTHING"),
		account, micros(l.now()), toMicroUSD(usd))
	if err != nil {
		return fmt.Errorf("noting the balance: %w", err)
	}
	return nil
}

// Pauses between two notes of a balance: while work is under way, and once some
// of it has been paid for.
const (
	balanceInterval             = 24 * time.Hour
	balanceIntervalAfterPayment = 10 * time.Minute
)

// refreshBalance notes what the wallet holds where nobody has for a while: before
// the first job of a day ends, after jobs have ended, and after the last one in
// any case.
func (l *Ledger) refreshBalance(ctx context.Context, db *database, acct Account, paid bool) error {
	pause := balanceInterval
	if paid {
		pause = balanceIntervalAfterPayment
		more, err := db.hasUnfinished(ctx, []string{acct.ID})
		if err != nil {
			return err
		}
		if !more {
			pause = 0
		}
	}
	seen, err := db.queryStrings(ctx, "SELECT account FROM ledger_balances WHERE account = ? AND at > ? LIMIT 1", acct.ID, micros(l.now().Add(-time.Duration(float64(pause)/l.options.Timing.Speed))))
	if err != nil || len(seen) > 0 {
		return err
	}
	user, err := acct.API.GetCurrentUser(ctx)
	if err != nil {
		return err
	}
	if usd := user.WalletUSD(); usd != nil {
		return l.recordBalance(ctx, db, acct.ID, *usd)
	}
	return nil
}

// balanceTimeout bounds the asking for a balance beside a purchase.
const balanceTimeout = 5 * time.Second

// recordBalanceBefore sees what the wallet holds before the first purchase of a day,
// beside it: nobody waits for that but Close.
func (l *Ledger) recordBalanceBefore(ctx context.Context, db *database, acct Account) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	ctx = context.WithoutCancel(ctx)
	l.balanceChecks.Go(func() {
		ctx, cancel := context.WithTimeout(ctx, balanceTimeout)
		defer cancel()
		if err := l.refreshBalance(ctx, db, acct, false); err != nil {
			l.options.Log.WarnContext(ctx, "the wallet's balance is not noted", "account", acct.ID, "error", redacted(err))
		}
	})
}

// Spending is what was spent on one product with one tool on one day.
type Spending struct {
	// Day is YYYY-MM-DD in UTC.
	Day     string `json:"day"`
	Tool    string `json:"tool"`
	Product string `json:"product,omitempty"`
	Jobs    int    `json:"jobs"`
	// EstimateUSD is the most that was estimated for what was spent.
	EstimateUSD float64 `json:"estimate_usd"`
	// CostUSD is what finished work did cost, by its length.
	CostUSD float64 `json:"cost_usd"`
	// ReservedUSD is held for unfinished work.
	ReservedUSD float64 `json:"reserved_usd,omitempty"`
}

// Wallet is the change of the account's wallet over a time.
type Wallet struct {
	From, Until time.Time
	// FirstUSD and LastUSD are the balances then; nil where none was seen.
	FirstUSD, LastUSD *float64
}

// SpendingSince reports what the account spent since a time, the newest day first;
// every account's where account is empty.
func (l *Ledger) SpendingSince(ctx context.Context, account string, since time.Time) ([]Spending, error) {
	entries, err := l.List(ctx, Filter{Account: account, Since: since})
	if err != nil {
		return nil, err
	}
	var out []Spending
	at := map[Spending]int{}
	for _, e := range entries {
		if !e.State.spends() {
			continue
		}
		name := Spending{Day: e.CreatedAt.Format(time.DateOnly), Tool: e.Tool, Product: string(e.Product)}
		i, ok := at[name]
		if !ok {
			i = len(out)
			at[name] = i
			out = append(out, name)
		}
		out[i].Jobs++
		out[i].EstimateUSD += e.EstimateMax
		if e.CostUSD != nil && e.State.Final() {
			out[i].CostUSD += *e.CostUSD
		} else {
			out[i].ReservedUSD += e.EstimateMax
		}
	}
	return out, nil
}

// WalletSince gives the first and the last balance seen since a time. Money put
// into the wallet meanwhile shows as less spent.
func (l *Ledger) WalletSince(ctx context.Context, account string, since time.Time) (Wallet, error) {
	w := Wallet{From: since, Until: l.now()}
	if !l.exists() {
		return w, nil
	}
	db, err := l.open(ctx)
	if err != nil {
		return w, err
	}
	rows, err := db.QueryContext(ctx, db.bind("SELECT at, usd FROM ledger_balances WHERE account = ? AND at >= ? ORDER BY at"), account, micros(since))
	if err != nil {
		return w, fmt.Errorf("reading the balances: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var at, usd int64
		if err := rows.Scan(&at, &usd); err != nil {
			return w, fmt.Errorf("reading the balances: %w", err)
		}
		if w.FirstUSD == nil {
			w.FirstUSD, w.From = new(fromMicroUSD(usd)), fromMicros(at)
		}
		w.LastUSD, w.Until = new(fromMicroUSD(usd)), fromMicros(at)
	}
	return w, rows.Err()
}
