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
	// Ledger keeps the endpoints and hears the hints.
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
	// mostWaiting bounds the hints that wait; more are refused, and HeyGen
	// delivers them again.
	mostWaiting = 1024
	// hintLimit bounds how long one hint may take.
	hintLimit = 10 * time.Second
	// callbacksASecond and callbacksAtOnce bound the callbacks that are looked
	// up: nobody signs them.
	callbacksASecond, callbacksAtOnce = 10, 100
	// complainEvery is the pause between two lines about refused deliveries.
	complainEvery = time.Minute
)

// Intake receives deliveries. It is safe for concurrent use; close it when
// done.
type Intake struct {
	ledger *jobs.Ledger
	url    string
	now    func() time.Time
	log    *slog.Logger
	// callbacks and complaints are bounded.
	callbacks, complaints *rate.Limiter

	secrets secrets

	mu      sync.Mutex
	closed  bool
	hints   chan hint
	hearing conc.WaitGroup
	// working ends when the intake is closed for good.
	working context.Context
	stop    context.CancelFunc
}

// hint is what a delivery said.
type hint struct {
	// accounts are whose it is; empty where it does not tell.
	accounts []string
	ids      []string
}

// New makes an intake, and starts what works off its hints.
func New(o Options) *Intake {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	i := &Intake{
		ledger: o.Ledger, url: strings.TrimRight(o.PublicURL, "/") + Path, now: o.Now, log: o.Log,
		callbacks:  rate.NewLimiter(callbacksASecond, callbacksAtOnce),
		complaints: rate.NewLimiter(rate.Every(complainEvery), 1),
		hints:      make(chan hint, mostWaiting),
	}
	i.working, i.stop = context.WithCancel(context.Background())
	i.hearing.Go(i.hear)
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
		close(i.hints)
	}
	i.mu.Unlock()
	defer context.AfterFunc(ctx, i.stop)()
	i.hearing.Wait()
	i.stop()
}

// queue leaves a hint for later, and is false where too many wait.
func (i *Intake) queue(h hint) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.closed {
		return false
	}
	select {
	case i.hints <- h:
		return true
	default:
		return false
	}
}

// hear tells the ledger what was hinted at.
func (i *Intake) hear() {
	for h := range i.hints {
		if i.working.Err() != nil {
			continue
		}
		i.tell(h)
	}
}

func (i *Intake) tell(h hint) {
	ctx, cancel := context.WithTimeout(i.working, hintLimit)
	defer cancel()
	accounts := h.accounts
	if len(accounts) == 0 {
		accounts = []string{""}
	}
	for _, account := range accounts {
		if err := i.ledger.Heard(ctx, account, h.ids...); err != nil && i.working.Err() == nil {
			i.log.WarnContext(ctx, "a delivery of HeyGen's was not noted; its job is asked for later", "error", err)
		}
	}
}
