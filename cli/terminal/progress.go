package terminal

import (
	"io"
	"math"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// Progress shows how a call is getting on: as a bar on a terminal, as a line
// for each piece of news elsewhere. Reports may come from any goroutine.
type Progress struct {
	mu       sync.Mutex
	out      io.Writer
	terminal bool
	active   bool
	bar      *progressbar.ProgressBar
	last     string
	now      func() time.Time
	begun    time.Time
	typical  time.Duration
}

// NewProgress shows nothing until the first [Progress.Begin].
func NewProgress(out io.Writer, now func() time.Time) *Progress {
	return &Progress{out: out, terminal: IsTerminal(out), now: now}
}

// barSteps is how finely the bar is drawn.
const barSteps = 100

// Begin starts a new bar, for work that typically takes so long: HeyGen does
// not tell how far a render is.
func (p *Progress) Begin(typical time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.active, p.last, p.begun, p.typical = true, "", p.now(), typical
	if p.terminal {
		p.bar = progressbar.NewOptions(barSteps,
			progressbar.OptionSetWriter(p.out), progressbar.OptionSetWidth(30), progressbar.OptionSetPredictTime(false),
			progressbar.OptionSetElapsedTime(false), progressbar.OptionSetDescription("  "), progressbar.OptionClearOnFinish())
	}
}

// Report takes what the server tells of a call's progress.
func (p *Progress) Report(_, _ float64, message string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.active {
		return
	}
	if p.bar != nil {
		p.bar.Describe("   " + message)
		// The end of the bar belongs to the result, not to the time spent.
		share := math.Min(p.now().Sub(p.begun).Seconds()/p.typical.Seconds(), 0.99)
		_ = p.bar.Set(int(share * barSteps)) // a bar that cannot be drawn is no failure
		return
	}
	if message != p.last {
		p.last = message
		Tell(p.out, "   ... %s\n", message)
	}
}

// End takes the bar away.
func (p *Progress) End() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.active = false
	if p.bar != nil {
		_ = p.bar.Finish() // as above
		p.bar = nil
	}
}
