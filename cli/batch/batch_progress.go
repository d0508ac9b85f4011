package batch

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/sourcegraph/conc"
	"golang.org/x/term"
	"golang.org/x/text/width"

	"heygen-mcp/cli/terminal"
)

// batchView shows how a batch is getting on: redrawn in place on a terminal, a
// line whenever the counts change elsewhere. What others write through it, such
// as logs, stands above.
type batchView struct {
	out   io.Writer
	now   func() time.Time
	begun time.Time
	// columns is the terminal's width; nil where there is none.
	columns func() int

	mu    sync.Mutex
	state batchState
	shown bool
	drawn int
	last  string
}

// usualColumns is the width of a terminal that does not tell its own.
const usualColumns = 80

func newBatchView(out io.Writer, now func() time.Time) *batchView {
	v := &batchView{out: out, now: now, begun: now()}
	if file, ok := out.(interface{ Fd() uintptr }); ok && terminal.IsTerminal(out) && terminal.CanRedraw(file.Fd()) {
		v.columns = func() int {
			if w, _, err := term.GetSize(int(file.Fd())); err == nil && w > 0 {
				return w
			}
			return usualColumns
		}
	}
	return v
}

// show takes news of the batch.
func (v *batchView) show(s batchState) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.state, v.shown = s, true
	if v.columns != nil {
		v.draw()
		return
	}
	if line := fmt.Sprintf("%d of %d done: %s", s.done(), s.Total, s.counted()); line != v.last {
		v.last = line
		terminal.Tell(v.out, "%s\n", line)
	}
}

// redrawEvery lets the elapsed time go on between two pieces of news.
const redrawEvery = time.Second

// tick redraws until the function that it gives is called, which leaves the last
// drawing as it is.
func (v *batchView) tick() (stop func()) {
	if v.columns == nil {
		return func() {}
	}
	var redrawing conc.WaitGroup
	over := make(chan struct{})
	redrawing.Go(func() {
		ticker := time.NewTicker(redrawEvery)
		defer ticker.Stop()
		for {
			select {
			case <-over:
				return
			case <-ticker.C:
				v.mu.Lock()
				v.draw()
				v.mu.Unlock()
			}
		}
	})
	return sync.OnceFunc(func() {
		close(over)
		redrawing.Wait()
		v.mu.Lock()
		defer v.mu.Unlock()
		v.shown, v.drawn = false, 0
	})
}

// Write implements io.Writer for what is to stand above the drawing.
func (v *batchView) Write(text []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.drawn > 0 {
		terminal.Tell(v.out, "%s", v.back())
		v.drawn = 0
	}
	n, err := v.out.Write(text)
	v.draw()
	return n, err
}

// back moves to the drawing's beginning and wipes it away.
func (v *batchView) back() string {
	if v.drawn == 0 {
		return ""
	}
	return fmt.Sprintf("\x1b[%dA\r\x1b[J", v.drawn)
}

// draw writes the drawing over the one before, in one go so that it does not
// flicker.
func (v *batchView) draw() {
	if v.columns == nil || !v.shown {
		return
	}
	lines := drawBatch(v.state, v.now().Sub(v.begun), v.now(), v.columns())
	terminal.Tell(v.out, "%s%s\n", v.back(), strings.Join(lines, "\n"))
	v.drawn = len(lines)
}

const (
	// widestBar and mostReasons keep the drawing small on a large terminal.
	widestBar   = 40
	mostReasons = 3
)

// drawBatch is a batch in lines that fit the columns.
func drawBatch(s batchState, elapsed time.Duration, now time.Time, columns int) []string {
	share := 0.0
	if s.Total > 0 {
		share = float64(s.done()) / float64(s.Total)
	}
	head := fmt.Sprintf(" %3.0f %%  %d of %d  %s", 100*share, s.done(), s.Total, duration(elapsed))
	if left := s.ETA.Sub(now); !s.ETA.IsZero() && left > 0 && !s.over() {
		head += ", about " + duration(left) + " left"
	}
	bar := min(widestBar, columns-len(head)-len("[]")-1)
	if bar >= len("[=>]") {
		full := int(share * float64(bar))
		head = "[" + strings.Repeat("=", full) + strings.Repeat(" ", bar-full) + "]" + head
	}
	lines := []string{head, s.counted()}
	for i, f := range s.Failures {
		if i == mostReasons {
			lines = append(lines, fmt.Sprintf("and %d more reasons", len(s.Failures)-i))
			break
		}
		lines = append(lines, f.text())
	}
	for i, line := range lines {
		lines[i] = fit(line, columns-1)
	}
	return lines
}

// duration is a time for people: 45s, 3m12s, 2h05m.
func duration(d time.Duration) string {
	d = max(d, 0).Round(time.Second)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	default:
		return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
	}
}

// fit cuts a text to as many columns, of which some letters take two.
func fit(text string, columns int) string {
	taken, end := 0, 0
	for i, r := range text {
		wide := 1
		if kind := width.LookupRune(r).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			wide = 2
		}
		if taken += wide; taken > columns {
			return text[:end] + "…"
		}
		if taken < columns {
			end = i + len(string(r))
		}
	}
	return text
}
