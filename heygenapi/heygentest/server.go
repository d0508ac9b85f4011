package heygentest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/sourcegraph/conc"

	"heygen-mcp/heygenapi/heygentest/assets"
	"heygen-mcp/heygenapi/heygentest/cast"
	"heygen-mcp/heygenapi/heygentest/catalog"
	"heygen-mcp/heygenapi/heygentest/dubbing"
	"heygen-mcp/heygenapi/heygentest/editing"
	"heygen-mcp/heygenapi/heygentest/hyperframes"
	"heygen-mcp/heygenapi/heygentest/liveavatar"
	"heygen-mcp/heygenapi/heygentest/realtime"
	"heygen-mcp/heygenapi/heygentest/sim"
	"heygen-mcp/heygenapi/heygentest/videos"
	"heygen-mcp/heygenapi/heygentest/webhooks"
)

// Server is a simulated HeyGen. It is an [http.Handler]; [Start] also listens.
type Server struct {
	// URL is the base address, where Start made it.
	URL string

	cfg      config
	clock    Clock
	account  *sim.Account
	webhooks *webhooks.Webhooks
	// invent makes the catalog, the first time that it is called.
	invent   func()
	mux      *http.ServeMux
	listener *http.Server
	stop     context.CancelFunc
	serving  conc.WaitGroup

	// The account's lock guards the rest.
	faults   []*Fault
	requests []Request
	// recent are the times of the last minute's requests.
	recent  []time.Time
	replays map[string]*replay
}

// New makes a simulated HeyGen. Its catalog is invented on the first request,
// so that making one costs nothing.
func New(opts ...Option) *Server {
	cfg := defaults()
	for _, opt := range opts {
		opt(&cfg)
	}
	account := sim.New(sim.Config{
		Now: cfg.clock.Now, Seed: cfg.seed, Billing: cfg.billing, Credit: cfg.balance, Concurrency: cfg.concurrency,
		MaxUpload: cfg.maxUpload, URLLifetime: byClock(cfg.clock, cfg.urlLifetime), ConsentLifetime: byClock(cfg.clock, 24*time.Hour), UploadSeconds: int(cfg.urlLifetime.Seconds()),
	})
	s := &Server{
		cfg: cfg, clock: cfg.clock, account: account, replays: map[string]*replay{},
		webhooks: webhooks.New(account, webhooks.Config{Signature: cfg.signature, DeliverTo: cfg.deliverTo, PlainLoopback: cfg.plainHooks, ReceiverNow: receiverNow(cfg.clock)}),
	}
	for i := range cfg.faults {
		s.faults = append(s.faults, &cfg.faults[i])
	}
	s.addResources()
	return s
}

// addResources puts the packages of resources together. Their order is the one in
// which they are settled.
func (s *Server) addResources() {
	a := s.account
	available := catalog.New(a)
	renders := videos.New(a, available)
	dubs := dubbing.New(a, available)
	edits := editing.New(a)
	pages := hyperframes.New(a)
	streams := realtime.New(a, available)
	uploads := assets.New(a)
	live := liveavatar.New(a, available, s.cfg.liveCredits)
	s.invent = sync.OnceFunc(func() {
		a.Lock()
		defer a.Unlock()
		a.Cast = cast.New(a.Seed)
		a.Cast.Thin(s.cfg.thin)
		available.Fill(a.Cast)
	})
	s.mux = s.newMux(slices.Concat(
		a.Operations(), renders.Operations(), dubs.Operations(), available.Operations(), uploads.Operations(),
		edits.Operations(), pages.Operations(), s.webhooks.Operations(), streams.Operations(),
	), live)
	s.mux.HandleFunc("PUT /_upload/{id}", uploads.TakeUpload)
	s.mux.HandleFunc("GET /videos/{id}", renders.ServePage)
	s.mux.HandleFunc("GET /consent/{id}", available.ServeConsent)
	s.mux.HandleFunc("POST /consent/{id}", available.ServeConsent)
	s.mux.HandleFunc("GET /{$}", s.servePage)
}

// Start makes a simulated HeyGen that listens on a free loopback port.
func Start(opts ...Option) (*Server, error) {
	s := New(opts...)
	ln, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting the simulated HeyGen: %w", err)
	}
	s.URL = "http://" + ln.Addr().String()
	s.listener = s.httpServer()
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	s.serving.Go(func() { s.webhooks.Run(ctx) })
	s.serving.Go(func() { _ = s.listener.Serve(ln) })
	return s, nil
}

// Close stops a server that Start made.
func (s *Server) Close() {
	if s.listener != nil {
		s.stop()
		_ = s.listener.Close()
		s.serving.Wait()
	}
}

func (s *Server) httpServer() *http.Server {
	return &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10}
}

// Serve answers on the listener until the context ends, and lets requests that
// are under way finish.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	srv := s.httpServer()
	var closing conc.WaitGroup
	stop := context.AfterFunc(ctx, func() {
		closing.Go(func() {
			patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			_ = srv.Shutdown(patience)
			_ = srv.Close()
		})
	})
	defer stop()
	sending, cancel := context.WithCancel(ctx)
	var delivering conc.WaitGroup
	delivering.Go(func() { s.webhooks.Run(sending) })
	err := srv.Serve(ln)
	cancel()
	delivering.Wait()
	closing.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Request is a request that the server has seen.
type Request struct {
	Method string
	Path   string
	Query  string
	// Header has the credential taken out.
	Header http.Header
	Body   []byte
	Status int
	Time   time.Time
}

// Requests gives the API requests seen so far, in their order.
func (s *Server) Requests() []Request {
	s.account.Lock()
	defer s.account.Unlock()
	return append([]Request(nil), s.requests...)
}
