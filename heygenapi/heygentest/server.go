package heygentest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/sourcegraph/conc"

	"heygen-mcp/heygenapi/heygentest/cast"
)

// Server is a simulated HeyGen. It is an [http.Handler]; [Start] also listens.
type Server struct {
	// URL is the base address, where Start made it.
	URL string

	cfg      config
	clock    Clock
	cast     func() *cast.Cast
	mux      *http.ServeMux
	secret   []byte
	listener *http.Server
	stop     context.CancelFunc
	serving  conc.WaitGroup
	sender   *http.Client
	// delivering is held by whoever delivers; stirred wakes who rests.
	delivering, stirred chan struct{}

	mu       sync.Mutex
	number   int
	faults   []*Fault
	requests []Request
	charges  []Charge
	balance  float64
	credits  float64
	recent   []time.Time
	replays  map[string]*replay
	videos   *shelf[*video]
	sessions *shelf[*session]
	dubs     *shelf[*translation]
	assets   *shelf[*asset]
	batches  *shelf[*batch]

	lipsyncs   *shelf[*lipsync]
	clippings  *shelf[*clipping]
	cutouts    *shelf[*cutout]
	proofreads *shelf[*proofread]

	looks    *shelf[*look]
	groups   *shelf[*group]
	voices   *shelf[*voice]
	speeches map[string]float64
	// base is where the last request reached this server; links in events
	// lead there.
	base       string
	endpoints  *shelf[*endpoint]
	events     []*event
	deliveries []*delivery
	streams    *shelf[*stream]
	// Of LiveAvatar, which has an account of its own.
	lives       *shelf[*liveSession]
	liveCredits int
}

// New makes a simulated HeyGen. Its catalog is invented on the first request,
// so that making one costs nothing.
func New(opts ...Option) *Server {
	cfg := defaults()
	for _, opt := range opts {
		opt(&cfg)
	}
	s := &Server{
		cfg: cfg, clock: cfg.clock, secret: fmt.Appendf(nil, "signing key of seed %d", cfg.seed),
		balance: cfg.balance, credits: 500, replays: map[string]*replay{}, speeches: map[string]float64{},
		videos: newShelf[*video](), sessions: newShelf[*session](), dubs: newShelf[*translation](),
		assets: newShelf[*asset](), batches: newShelf[*batch](), endpoints: newShelf[*endpoint](),
		lipsyncs: newShelf[*lipsync](), clippings: newShelf[*clipping](), cutouts: newShelf[*cutout](), proofreads: newShelf[*proofread](),
		streams: newShelf[*stream](), lives: newShelf[*liveSession](), liveCredits: cfg.liveCredits,
		sender: newSender(), delivering: make(chan struct{}, 1), stirred: make(chan struct{}, 1),
	}
	for i := range cfg.faults {
		s.faults = append(s.faults, &cfg.faults[i])
	}
	s.cast = sync.OnceValue(func() *cast.Cast {
		c := cast.New(cfg.seed)
		s.openCatalog(c)
		return c
	})
	s.mux = s.routes()
	return s
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
	s.serving.Go(func() { s.keepDelivering(ctx) })
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

// ListenAndServe listens on addr until the context ends.
func (s *Server) ListenAndServe(ctx context.Context, addr string) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	return s.Serve(ctx, ln)
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
	delivering.Go(func() { s.keepDelivering(sending) })
	err := srv.Serve(ln)
	cancel()
	delivering.Wait()
	closing.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

func (s *Server) now() time.Time { return s.clock.Now() }

// step moves on a clock that moves with the requests.
func (s *Server) step() {
	if step, ok := s.clock.(*stepClock); ok {
		step.Advance(step.step)
	}
}

// id makes the next id, the same in every run.
func (s *Server) id(prefix string) string {
	s.number++
	return fmt.Sprintf("%s%s", prefix, hexOf(s.cfg.seed, prefix, s.number))
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
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}
