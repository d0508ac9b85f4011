package heygenapi_test

import (
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/contract"
)

// inspector sits between the client and the simulated HeyGen, and holds both
// to the reference.
type inspector struct {
	t        *testing.T
	contract *contract.Contract
	heygen   http.Handler

	mu   sync.Mutex
	seen map[string]bool
}

func (i *inspector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/v3/") {
		i.heygen.ServeHTTP(w, r)
		return
	}
	op, err := i.contract.Find(r.Method, r.URL.Path)
	if !assert.NoError(i.t, err) {
		return
	}
	var body bytes.Buffer
	_, err = body.ReadFrom(r.Body)
	assert.NoError(i.t, err)
	r.Body = http.NoBody
	if body.Len() > 0 {
		r.Body = readCloser{bytes.NewReader(body.Bytes())}
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		assert.NoError(i.t, op.CheckRequest(body.Bytes()), "request %s: %s", op.Name(), body.Bytes())
	}
	i.checkQuery(op, r)
	rec := httptest.NewRecorder()
	i.heygen.ServeHTTP(rec, r)
	if rec.Code < http.StatusMultipleChoices {
		assert.Equal(i.t, op.Status, rec.Code, op.Name())
		assert.NoError(i.t, op.CheckResponse(rec.Body.Bytes()), "answer of %s: %s", op.Name(), rec.Body.Bytes())
		i.mu.Lock()
		i.seen[op.Name()] = true
		i.mu.Unlock()
	}
	maps.Copy(w.Header(), rec.Header())
	w.WriteHeader(rec.Code)
	_, _ = w.Write(rec.Body.Bytes())
}

func (i *inspector) checkQuery(op *contract.Operation, r *http.Request) {
	for name := range r.URL.Query() {
		assert.True(i.t, slices.ContainsFunc(op.Query, func(p contract.Parameter) bool { return p.Name == name }), "%s has no query %s", op.Name(), name)
	}
	for _, p := range op.Query {
		if p.Required {
			assert.True(i.t, r.URL.Query().Has(p.Name), "%s needs the query %s", op.Name(), p.Name)
		}
	}
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// inspected is a client on an inspected simulated HeyGen.
func inspected(t *testing.T, opts ...heygentest.Option) (*heygenapi.Client, *heygentest.Server, *inspector) {
	t.Helper()
	clock := heygentest.NewStepClock(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), 20*time.Second)
	heygen := heygentest.New(append([]heygentest.Option{heygentest.WithClock(clock), heygentest.WithPlainWebhooks()}, opts...)...)
	i := &inspector{t: t, contract: contract.Load(t), heygen: heygen, seen: map[string]bool{}}
	srv := httptest.NewServer(i)
	t.Cleanup(srv.Close)
	return newClient(t, srv.URL), heygen, i
}

func newClient(t testing.TB, base string, opts ...heygenapi.Option) *heygenapi.Client {
	t.Helper()
	key, err := heygenapi.APIKey("sk_of_the_tests")
	require.NoError(t, err)
	quick := heygenapi.WithRetry(heygenapi.Retry{Max: 3, BaseDelay: time.Millisecond, MaxDelay: 2 * time.Millisecond, MaxRetryAfter: 2 * time.Second})
	client, err := heygenapi.New(key, append([]heygenapi.Option{heygenapi.WithBaseURL(base), quick, heygenapi.WithRateLimit(1e6, 1e6)}, opts...)...)
	require.NoError(t, err)
	return client
}

// TestEveryOperation calls every operation of the reference through the client,
// on the simulated HeyGen, with the reference in between.
func TestEveryOperation(t *testing.T) {
	t.Parallel()
	client, _, i := inspected(t, heygentest.WithConcurrency(100))
	w := &walk{t: t, c: client, png: pngFile()}
	w.account()
	w.avatars()
	w.voices()
	w.assets()
	w.videos()
	w.agents()
	w.translations()
	w.templates()
	w.lipsyncs()
	w.clippings()
	w.removals()
	w.fillerWords()
	w.hyperFrames()
	w.realtime()
	w.proofreads()
	w.library()
	w.webhooks()
	for _, op := range i.contract.Operations {
		assert.True(t, i.seen[op.Name()], "%s is not called, or never succeeds", op.Name())
	}
}
