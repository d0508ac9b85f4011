package jobs

import (
	"context"
	"time"
)

// Soonest is the least pause between two looks at the same work.
func (l *Ledger) Soonest() time.Duration { return l.options.Tempo.Soonest }

// Rest is how long a render is still left alone: until then [Ledger.Wanted]
// changes nothing. It is longer than [Ledger.Soonest] where HeyGen wants not to
// be asked.
func (l *Ledger) Rest(r Render) time.Duration {
	return r.LookedAt.Add(l.options.Tempo.Soonest).Sub(l.now())
}

// Serve is [Ledger.Know] for many who wait at once: it does nothing while this
// process watches the account's work already.
func (l *Ledger) Serve(ctx context.Context, acct Account) {
	if _, known := l.accountOf(acct.ID); known && l.running() {
		return
	}
	l.Know(ctx, acct)
}
