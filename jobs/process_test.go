package jobs_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/ledgertest"
	"heygen-mcp/jobs"
)

// TestMain runs the tests, or a process that a test has started.
func TestMain(m *testing.M) {
	play, ok := map[string]func(context.Context, *buyer) error{"story": story, "spender": spender, "opener": opener, "watcher": watcher}[os.Getenv("JOBS_TEST_ROLE")]
	if !ok {
		os.Exit(runTests(m))
	}
	if err := play(context.Background(), newBuyer()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// runTests runs the tests, and removes what they leave in PostgreSQL.
func runTests(m *testing.M) int {
	code := ledgertest.Run(m, 4)
	if err := dropSchemas(context.Background(), leftSchemas.free...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// unforgiving ends a started process at the first surprise.
type unforgiving struct{}

func (unforgiving) Errorf(format string, args ...any) { fmt.Fprintf(os.Stderr, format, args...) }
func (unforgiving) FailNow()                          { os.Exit(2) }

// buyer is a started process's ledger.
type buyer struct {
	ledger *jobs.Ledger
	acct   jobs.Account
	look   string
	// chapters is how much of the story is told.
	chapters int
}

// speed is how much faster than real time HeyGen runs for processes.
const speed = 600

// brisk are pauses for it. A live attempt is left alone for longer: machines
// stall.
func brisk() jobs.Timing {
	return jobs.Timing{PollInterval: 50 * time.Millisecond, RequestLease: 2 * time.Second, MinPollInterval: 50 * time.Millisecond, ClockSkew: 24 * time.Hour, Speed: speed}
}

// newRealBench is a bench for processes, which share no clock but the real one.
func newRealBench(t *testing.T, at jobs.Options) *bench {
	t.Helper()
	at.Now, at.Timing = time.Now, brisk()
	return newBench(t, at, heygentest.WithClock(heygentest.NewSpeedClock(speed)))
}

func newBuyer() *buyer {
	o := jobs.Options{Path: os.Getenv("JOBS_TEST_PATH"), DatabaseURL: os.Getenv("JOBS_TEST_DATABASE"), Timing: brisk()}
	if os.Getenv("JOBS_TEST_ROLE") == "spender" {
		o.Budget.Day = 11
	}
	chapters, _ := strconv.Atoi(os.Getenv("JOBS_TEST_CHAPTERS"))
	return &buyer{ledger: jobs.New(o), acct: account(unforgiving{}, os.Getenv("JOBS_TEST_HEYGEN"), "sk_of_the_tests"), look: os.Getenv("JOBS_TEST_LOOK"), chapters: chapters}
}

func (b *buyer) video(ctx context.Context, p jobs.Purchase) (jobs.Receipt, error) {
	return b.ledger.Spend(ctx, b.acct, p, func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
		made, err := b.acct.API.CreateVideo(ctx, heygenapi.AvatarVideo{AvatarID: b.look, SpeechInput: heygenapi.SpeechInput{Script: p.Title}, VideoOutput: heygenapi.VideoOutput{Title: p.Title}}, options...)
		return made, []string{made.VideoID}, err
	})
}

func (b *buyer) film(ctx context.Context, prompt string) (jobs.Receipt, error) {
	return b.ledger.Spend(ctx, b.acct, jobs.Purchase{Tool: "create_video_agent", Arguments: prompt, Kind: jobs.KindSession},
		func(ctx context.Context, options ...heygenapi.CallOption) (any, []string, error) {
			made, err := b.acct.API.CreateVideoAgent(ctx, heygenapi.VideoAgentRequest{Prompt: prompt}, options...)
			return made, []string{made.SessionID}, err
		})
}

// spender buys what it may, once all others are ready too.
func spender(ctx context.Context, b *buyer) error {
	_, err := io.Copy(io.Discard, os.Stdin)
	for range 8 {
		p := purchase("Two dollars [[stall]]")
		p.AllowDuplicate = true
		made, spent := b.video(ctx, p)
		if _, over := errors.AsType[*jobs.BudgetError](spent); !over {
			err = errors.Join(err, spent)
			fmt.Println(made.Entry.ID)
		}
	}
	return errors.Join(err, b.ledger.Close(ctx))
}

// opener opens the ledger at the same moment as all others, and buys.
func opener(ctx context.Context, b *buyer) error {
	_, err := io.Copy(io.Discard, os.Stdin)
	p := purchase("One of many.")
	p.AllowDuplicate = true
	_, spent := b.video(ctx, p)
	return errors.Join(err, spent, b.ledger.Close(ctx))
}

// watcher buys a video that never ends, and watches it until it is killed.
func watcher(ctx context.Context, b *buyer) error {
	made, err := b.video(ctx, purchase("Never done [[stall]]"))
	if err != nil {
		return err
	}
	fmt.Println(made.Entry.ID)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// process is one that a test has started.
type process struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	out    lines
	errors bytes.Buffer
	// ended gives how it ended.
	ended chan error
}

// lines are what a process has said so far.
type lines struct {
	mu   sync.Mutex
	said bytes.Buffer
}

// Write implements io.Writer.
func (l *lines) Write(said []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.Write(said)
}

func (l *lines) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Fields(l.said.String())
}

// start starts this test binary as a process that plays a role, with more in
// its environment.
func (b *bench) start(role string, more ...string) *process {
	b.t.Helper()
	cmd := exec.CommandContext(b.t.Context(), os.Args[0])
	cmd.Env = append(append(os.Environ(), "JOBS_TEST_ROLE="+role, "JOBS_TEST_HEYGEN="+b.heygen.URL, "JOBS_TEST_PATH="+b.at.Path, "JOBS_TEST_DATABASE="+b.at.DatabaseURL, "JOBS_TEST_LOOK="+b.look()), more...)
	p := &process{cmd: cmd, ended: make(chan error, 1)}
	cmd.Stderr = &p.errors
	var err error
	p.stdin, err = cmd.StdinPipe()
	require.NoError(b.t, err)
	cmd.Stdout = &p.out
	require.NoError(b.t, cmd.Start())
	var waiting conc.WaitGroup
	b.t.Cleanup(waiting.Wait)
	waiting.Go(func() { p.ended <- cmd.Wait() })
	return p
}

// end waits for a process to end, and gives how it did.
func (b *bench) end(p *process) error {
	b.t.Helper()
	var ended error
	await(b.t, "the end of a process", func() (any, bool) {
		select {
		case ended = <-p.ended:
			return nil, true
		default:
			return b.states(), false
		}
	})
	return ended
}

// states counts what the ledger has, and what HeyGen was asked.
func (b *bench) states() map[string]int {
	all, err := b.ledger.List(b.t.Context(), jobs.Filter{})
	require.NoError(b.t, err)
	counts := map[string]int{"requests": len(b.heygen.Requests())}
	for _, e := range all {
		counts[string(e.State)]++
	}
	return counts
}

func TestProcessesNeverOverspendABudget(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newRealBench(t, at)
		var all []*process
		for range 3 {
			all = append(all, b.start("spender"))
		}
		made := 0
		for _, p := range all {
			require.NoError(t, p.stdin.Close())
		}
		for _, p := range all {
			require.NoError(t, b.end(p), "%s", p.errors.String())
			made += len(p.out.all())
		}
		assert.Equal(t, 5, made)
		assert.Equal(t, 5, b.requests("POST", "/v3/videos"))
	})
}

func TestProcessesMakeTheSameLedgerAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newRealBench(t, at)
		var all []*process
		for range 6 {
			all = append(all, b.start("opener"))
		}
		for _, p := range all {
			require.NoError(t, p.stdin.Close())
		}
		for _, p := range all {
			require.NoError(t, b.end(p), "%s", p.errors.String())
		}
		made, err := b.ledger.List(t.Context(), jobs.Filter{})
		require.NoError(t, err)
		assert.Len(t, made, 6)
	})
}

func TestAnotherProcessGoesOnWhenTheLeaderIsKilled(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, at jobs.Options) {
		b := newRealBench(t, at)
		leader := b.start("watcher")
		bought := await(t, "the leader's purchase", func() ([]string, bool) {
			said := leader.out.all()
			return said, len(said) > 0
		})
		b.untilAsked(statuses, 2)
		require.NoError(t, b.ledger.Resume(t.Context(), b.acct))
		require.NoError(t, leader.cmd.Process.Kill())
		require.Error(t, b.end(leader))
		killed, before := time.Now(), b.requests("GET", statuses)
		b.untilAsked(statuses, before+3)
		assert.Less(t, time.Since(killed), 30*time.Second)
		assert.Equal(t, jobs.Accepted, b.find(bought[0]).State)
		assert.Equal(t, 1, b.requests("POST", "/v3/videos"))
	})
}
