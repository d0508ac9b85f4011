package tools_test

import (
	"bytes"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/jobs"
)

const scriptOfStory = "The night shift says good evening to all of you."

// stories are the ways to a file that an assistant goes.
var stories = map[string]func(b *bench) map[string]any{
	"create_video": func(b *bench) map[string]any {
		return map[string]any{"avatar_id": b.someLook(map[string]any{"engine": "avatar_iv"}).AvatarID, "script": scriptOfStory}
	},
	"create_video_agent": func(*bench) map[string]any { return map[string]any{"prompt": scriptOfStory} },
	"translate_video": func(b *bench) map[string]any {
		return map[string]any{"video_asset_id": b.recording(), "output_languages": []string{"es"}}
	},
}

// mishap is a fault at a request of a story.
type mishap struct {
	method, path string
	skip, times  int
	kind         heygentest.FaultKind
}

func (m mishap) String() string {
	return fmt.Sprintf("%s at %s %s %d times after %d", m.kind, m.method, strings.ReplaceAll(m.path, "/", ":"), m.times, m.skip)
}

// befalls is true of a request at which it may happen.
func (m mishap) befalls(r heygentest.Request) bool {
	ours, err := path.Match(m.path, r.Path)
	return err == nil && ours && r.Method == m.method
}

// ofRequests are the ways in which a request fails, ofJobs those of what it
// starts.
var (
	ofRequests = []heygentest.FaultKind{
		heygentest.FaultFail500, heygentest.Fault502HTML, heygentest.Fault429, heygentest.FaultTimeout, heygentest.FaultDrop, heygentest.FaultDropAfter,
		heygentest.FaultCutBody, heygentest.FaultHTML, heygentest.FaultExpired,
	}
	ofJobs = []heygentest.FaultKind{heygentest.FaultFailJob, heygentest.FaultStallJob, heygentest.FaultLateURL}
)

// TestEveryFaultAtEveryRequestOfAStory: an assistant that does what it is told
// gets its file in the end and pays once, whatever happens on the way.
func TestEveryFaultAtEveryRequestOfAStory(t *testing.T) {
	t.Parallel()
	for tool := range stories {
		t.Run(tool, func(t *testing.T) {
			t.Parallel()
			args, routes := learn(t, tool)
			for i, m := range mishaps(routes) {
				if i%tellEach != 0 {
					continue
				}
				t.Run(m.String(), func(t *testing.T) {
					t.Parallel()
					tell(t, tool, args, m)
				})
			}
		})
	}
}

// learn tells a story in which nothing happens, and gives what the tool is called
// with, and the story's requests by route.
func learn(t *testing.T, tool string) (args map[string]any, routes map[string]int) {
	t.Helper()
	b, _ := newStory(t)
	args = stories[tool](b)
	before := len(b.heygen.Requests())
	a := &assistant{bench: b, tool: tool, args: args}
	require.Equal(t, saved, a.play())
	routes = map[string]int{"GET /_media/*/*": 2} // the video and its captions
	for _, r := range b.heygen.Requests()[before:] {
		routes[r.Method+" "+routeOf(r.Path)]++
	}
	return args, routes
}

// anID is an element of a path that names one thing; statuses is asked for
// beside them.
var anID = regexp.MustCompile(`^(statuses|[a-z_]*[0-9a-f_-]{16,})$`)

func routeOf(path string) string {
	elements := strings.Split(path, "/")
	for i, e := range elements {
		if anID.MatchString(e) {
			elements[i] = "*"
		}
	}
	return strings.Join(elements, "/")
}

// mostSkipped bounds the positions of what is asked over and over.
const mostSkipped = 3

// mishaps are all faults at all requests. Four times is once more than the
// client repeats by itself.
func mishaps(routes map[string]int) []mishap {
	var all []mishap
	for route, n := range routes {
		method, path, _ := strings.Cut(route, " ")
		for skip := range min(n, mostSkipped) {
			for _, kind := range ofRequests {
				all = append(all, mishap{method, path, skip, 4, kind})
				if method == "POST" {
					all = append(all, mishap{method, path, skip, 1, kind})
				}
			}
			if method == "POST" {
				for _, kind := range ofJobs {
					all = append(all, mishap{method, path, skip, 1, kind})
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b mishap) int { return strings.Compare(a.String(), b.String()) })
	return all
}

// logged is a log that can be read while it is written.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write implements io.Writer.
func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// newStory is a server with a ledger on a HeyGen that renders in a blink, with
// a client that gives up soon.
func newStory(t *testing.T, more ...heygenapi.Option) (*bench, *logged) {
	t.Helper()
	log := &logged{}
	heygen := mcptest.HeyGen(t, heygentest.WithThinCatalog(10), heygentest.WithClock(heygentest.NewSpeedClock(600)))
	env := newEnv(t, heygen)
	env.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	env.PollInterval = 20 * time.Millisecond
	own, err := heygenapi.APIKey(key)
	require.NoError(t, err)
	env.Accounts, err = account.New(own, append(more, heygenapi.WithBaseURL(heygen.URL), heygenapi.WithRateLimit(1e6, 1e6), heygenapi.WithLogger(env.Log),
		heygenapi.WithTimeouts(heygenapi.Timeouts{Read: 500 * time.Millisecond, Write: 500 * time.Millisecond}),
		heygenapi.WithBreaker(heygenapi.Breaker{Failures: 8, Delay: 20 * time.Millisecond}),
		heygenapi.WithRetry(heygenapi.Retry{Max: 3, BaseDelay: time.Millisecond, MaxDelay: 2 * time.Millisecond, MaxRetryAfter: 5 * time.Millisecond}))...)
	require.NoError(t, err)
	env.Ledger = ledgerIn(t, jobs.Options{Log: env.Log, Timing: jobs.Timing{
		PollInterval: 50 * time.Millisecond, RequestLease: 400 * time.Millisecond, MinPollInterval: 50 * time.Millisecond, ClockSkew: 24 * time.Hour, Speed: 600,
	}})
	return connect(t, heygen, env, nil), log
}

// tell tells a story with a mishap, and looks at how it stands at its end.
func tell(t *testing.T, tool string, args map[string]any, m mishap) {
	t.Helper()
	b, log := newStory(t)
	a := &assistant{bench: b, tool: tool, args: maps.Clone(args)}
	if tool == "translate_video" {
		a.args["video_asset_id"] = b.recording() // each HeyGen has its own uploads
	}
	b.heygen.AddFault(heygentest.Fault{Method: m.method, Path: m.path, Skip: m.skip, Times: m.times, Kind: m.kind})
	want := saved
	switch m.kind {
	case heygentest.FaultFailJob:
		want = failed
	case heygentest.FaultStallJob:
		want = underWay
	default:
	}
	before := len(b.heygen.Requests())
	require.Equal(t, want, a.play(), "after %v", a.errors)
	if m.skip == 0 && m.method == "POST" {
		// How often the rest is asked for depends on the machine.
		assert.True(t, slices.ContainsFunc(b.heygen.Requests()[before:], m.befalls), "it happened")
	}
	a.agree(want)
	a.clean("log", log.String())
}

// agree compares what HeyGen has with what the ledger knows: one thing, of
// which both know how it ended.
func (a *assistant) agree(how ending) {
	a.t.Helper()
	state := map[ending]jobs.State{saved: jobs.Completed, failed: jobs.Failed, underWay: jobs.Accepted}[how]
	var known []jobs.Entry
	require.Eventually(a.t, func() bool {
		var err error
		known, err = a.env.Ledger.List(a.context(), jobs.Filter{})
		require.NoError(a.t, err)
		return !slices.ContainsFunc(known, func(e jobs.Entry) bool { return e.State != state && e.State != jobs.Refused })
	}, 30*time.Second, 20*time.Millisecond, "%v", known)
	var there []string
	for _, e := range known {
		if e.State == jobs.Refused {
			assert.Empty(a.t, e.Renders)
			continue
		}
		there = append(there, e.IDs()...)
	}
	assert.Equal(a.t, a.made(), there, "what HeyGen makes is what the ledger knows")
	assert.Equal(a.t, []string{a.id}, there)
	charges := a.heygen.Charges()
	if how == saved {
		assert.Len(a.t, charges, 1)
	} else {
		assert.Empty(a.t, charges)
	}
}

// made are the things of the story's kind that HeyGen has.
func (a *assistant) made() []string {
	a.t.Helper()
	acct, err := a.env.Accounts.Get(a.context())
	require.NoError(a.t, err)
	var ids []string
	// A fault may be left over.
	require.Eventually(a.t, func() bool {
		ids, err = listMade(a, acct)
		return err == nil
	}, 10*time.Second, 10*time.Millisecond, "%v", err)
	return ids
}

func listMade(a *assistant, acct *account.Account) ([]string, error) {
	switch a.tool {
	case "create_video_agent":
		return idsOf(acct.API.VideoAgentSessions(a.context(), heygenapi.PageOptions{}), func(s heygenapi.AgentSessionSummary) string { return s.SessionID })
	case "translate_video":
		return idsOf(acct.API.Translations(a.context(), heygenapi.PageOptions{}), func(d heygenapi.Translation) string { return d.ID })
	default:
		return idsOf(acct.API.Videos(a.context(), heygenapi.ListVideosOptions{}), func(v heygenapi.Video) string { return v.ID })
	}
}

func idsOf[T any](items iter.Seq2[T, error], id func(T) string) ([]string, error) {
	var ids []string
	for item, err := range items {
		if err != nil {
			return nil, err
		}
		ids = append(ids, id(item))
	}
	return ids, nil
}
