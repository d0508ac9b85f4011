// Package intake takes HeyGen's webhooks as hints for the ledger: what a
// delivery names is looked at next, instead of being asked for again and again.
// No delivery is believed further than that.
//
// Deliveries to an endpoint are signed, and checked with the endpoint's secret,
// which the ledger keeps. A job's own callback is not signed: it counts where it
// names a job of the ledger's. The package knows nothing of MCP.
package intake

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/sourcegraph/conc"
	"golang.org/x/time/rate"

	"heygen-mcp/jobs"
)

// Where deliveries come in, below the public address.
const (
	// Path takes the signed deliveries of an endpoint.
	Path = "/webhooks/heygen"
	// CallbackPath takes the unsigned callbacks of jobs, which are known by their
	// callback_id.
	CallbackPath = Path + "/callback"
)

// Options are what an intake is made from.
type Options struct {
	// Ledger keeps the endpoints and gets the events.
	Ledger *jobs.Ledger
	// PublicURL is the address under which HeyGen reaches this server, without
	// [Path].
	PublicURL string
	// Now is the clock; time.Now when nil.
	Now func() time.Time
	// Log gets what is refused and what goes wrong.
	Log *slog.Logger
}

const (
	// maxQueued bounds the events that wait; more are refused, and HeyGen
	// delivers them again.
	maxQueued = 1024
	// eventTimeout bounds how long one event may take.
	eventTimeout = 10 * time.Second
	// callbacksPerSecond and callbackBurst bound the callbacks that are looked
	// up: nobody signs them.
	callbacksPerSecond, callbackBurst = 10, 100
	// warnInterval is the pause between two lines about refused deliveries.
	warnInterval = time.Minute
)

// Intake receives deliveries. It is safe for concurrent use; close it when
// done.
type Intake struct {
	ledger *jobs.Ledger
	url    string
	now    func() time.Time
	log    *slog.Logger
	// callbacks and warnings are bounded.
	callbacks, warnings *rate.Limiter

	secrets secrets

	mu      sync.Mutex
	closed  bool
	events  chan webhookEvent
	workers conc.WaitGroup
	// ctx ends when the intake is closed for good.
	ctx    context.Context
	cancel context.CancelFunc
}

// webhookEvent is what a delivery said.
type webhookEvent struct {
	// accounts are whose it is; empty where it does not tell.
	accounts []string
	ids      []string
}

// New makes an intake, and starts the worker of its events.
func New(o Options) *Intake {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	i := &Intake{
		ledger: o.Ledger, url: strings.TrimRight(o.PublicURL, "/") + Path, now: o.Now, log: o.Log,
		callbacks: rate.NewLimiter(callbacksPerSecond, callbackBurst),
		warnings:  rate.NewLimiter(rate.Every(warnInterval), 1),
		events:    make(chan webhookEvent, maxQueued),
	}
	i.ctx, i.cancel = context.WithCancel(context.Background())
	i.workers.Go(i.processEvents)
	return i
}

// URL is the endpoint's address, as HeyGen has it.
func (i *Intake) URL() string { return i.url }

// CallbackURL is the address for the callbacks of single jobs.
func (i *Intake) CallbackURL() string { return i.url + strings.TrimPrefix(CallbackPath, Path) }

// Handler answers what comes to [Path] and [CallbackPath].
func (i *Intake) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(Path, i.serveDelivery)
	mux.HandleFunc(CallbackPath, i.serveCallback)
	return mux
}

// Close takes nothing more, works off what waits, and ends. What is left when
// ctx ends is dropped: the ledger asks for it later.
func (i *Intake) Close(ctx context.Context) {
	i.mu.Lock()
	if !i.closed {
		i.closed = true
		close(i.events)
	}
	i.mu.Unlock()
	defer context.AfterFunc(ctx, i.cancel)()
	i.workers.Wait()
	i.cancel()
}

// enqueue leaves an event for later, and is false where too many wait.
func (i *Intake) enqueue(e webhookEvent) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed {
		return false
	}
	select {
	case i.events <- e:
		return true
	default:
		return false
	}
}

// processEvents tells the ledger what it is to poll.
func (i *Intake) processEvents() {
	for e := range i.events {
		if i.ctx.Err() != nil {
			continue
		}
		i.notifyLedger(e)
	}
}

func (i *Intake) notifyLedger(e webhookEvent) {
	ctx, cancel := context.WithTimeout(i.ctx, eventTimeout)
	defer cancel()
	accounts := e.accounts
	if len(accounts) == 0 {
		accounts = []string{""}
	}
	for _, account := range accounts {
		if err := i.ledger.HandleWebhookEvent(ctx, account, e.ids...); err != nil && i.ctx.Err() == nil {
			i.log.WarnContext(ctx, "a delivery of HeyGen's was not noted; its job is asked for later", "error", err)
		}
	}
}
