package jobs

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"github.com/sourcegraph/conc"

	"heygen-mcp/heygenapi"
)

// Account is whose money is spent.
type Account struct {
	// ID is a digest of the credential; it names the account in the ledger.
	ID string
	// API calls HeyGen for it.
	API *heygenapi.Client
}

// Options say where a ledger is and how it works.
type Options struct {
	// Path is the SQLite file; its folder is made when missing.
	Path string
	// DatabaseURL is a PostgreSQL address, used instead of Path where set.
	DatabaseURL string
	// DuplicateWindow is how long the same call again is the same job; 15 minutes
	// when zero, never when negative.
	DuplicateWindow time.Duration
	// Budget bounds what may be spent.
	Budget Budget
	// Concurrency is how much of an account's work HeyGen does at once; 10 when
	// zero. The rows of batches are sent as it has room.
	Concurrency int
	// Retention is how long entries are kept that are over; for ever when zero.
	Retention time.Duration
	// Timing says how soon things happen; see [DefaultTempo].
	Timing Timing
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Log gets what goes wrong in the background.
	Log *slog.Logger
}

// name is what messages call the database: no password, no query.
func (o Options) name() string {
	if o.DatabaseURL == "" {
		return o.Path
	}
	u, err := url.Parse(o.DatabaseURL)
	if err != nil {
		return "(unreadable address)"
	}
	return u.Scheme + "://" + u.Host + u.Path
}

const (
	defaultRepeatWindow = 15 * time.Minute
	defaultConcurrency  = 10
)

// errClosed is what a ledger answers after Close.
var errClosed = errors.New("the ledger is closed")

// Ledger is the memory of all paid work. It opens its database on the first
// need. It is safe for concurrent use; close it when done.
type Ledger struct {
	options Options

	mu         sync.Mutex
	db         *database
	closed     bool
	accounts   map[string]Account
	updates    chan struct{}
	downloader Downloader
	engine     engine

	background background
	// balanceChecks are balances on their way into the ledger.
	balanceChecks conc.WaitGroup
}

// New makes a ledger and opens nothing.
func New(o Options) *Ledger {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.DuplicateWindow == 0 {
		o.DuplicateWindow = defaultRepeatWindow
	}
	if o.Concurrency <= 0 {
		o.Concurrency = defaultConcurrency
	}
	o.Timing = o.Timing.withDefaults()
	return &Ledger{options: o, accounts: map[string]Account{}, updates: make(chan struct{})}
}

// Name says where the ledger is: a path, or an address without its password.
func (l *Ledger) Name() string { return l.options.name() }

// open gives the database, opened by the first who needs it. A failure is told
// each time, and tried anew.
func (l *Ledger) open(ctx context.Context) (*database, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.closed:
		return nil, errClosed
	case l.db != nil:
		return l.db, nil
	}
	db, err := openDatabase(ctx, l.options)
	if err != nil {
		return nil, err
	}
	l.db = db
	return db, nil
}

// Close stops the background work, waits for it, and closes the database. What
// is under way is taken up by whoever opens the ledger next.
func (l *Ledger) Close(ctx context.Context) error {
	l.mu.Lock()
	db := l.db
	l.db, l.closed = nil, true
	l.mu.Unlock()
	l.balanceChecks.Wait()
	err := l.stopBackground(ctx)
	if db != nil {
		err = errors.Join(err, db.Close())
	}
	return err
}

func (l *Ledger) now() time.Time { return l.options.Now().UTC() }

// notify wakes everyone who waits for news.
func (l *Ledger) notify() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.updates)
	l.updates = make(chan struct{})
}

// Updates gives a channel that is closed at the next finding of this process's
// watcher. Ask for it before looking, or a finding may be missed. Findings of
// other processes make no news here: look again from time to time.
func (l *Ledger) Updates() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.updates
}
