package batch

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/width"
)

func TestDrawBatch(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	s := batchState{
		Status: "processing", Total: 1000, ETA: now.Add(4*time.Minute + 5*time.Second),
		Counts:   map[string]int{"completed": 400, "failed": 12, "accepted": 88, "planned": 500},
		Failures: []batchFailure{{Code: "moderation", Message: "not allowed", Count: 12, Items: []int{2, 16}}},
	}
	for columns, want := range map[int][]string{
		80: {
			"[=============                    ]  41 %  412 of 1000  3m12s, about 4m05s left",
			"400 completed, 88 rendering, 500 planned, 12 failed",
			"12 × moderation: not allowed (no. 3, 17 and 10 more)",
		},
		40: {"  41 %  412 of 1000  3m12s, about 4m05…", "400 completed, 88 rendering, 500 plann…", "12 × moderation: not allowed (no. 3, 1…"},
	} {
		got := drawBatch(s, 3*time.Minute+12*time.Second, now, columns)
		assert.Equal(t, want, got)
	}
	assert.Equal(t, []string{"[                                        ]   0 %  0 of 0  0s", "nothing yet"}, drawBatch(batchState{}, 0, now, 80))
	s.Counts, s.Status = map[string]int{"completed": 1000}, "completed"
	assert.Equal(t, "[========================================] 100 %  1000 of 1000  2h00m", drawBatch(s, 2*time.Hour, now, 200)[0], "what is over has no time left")
}

func TestDrawFewReasons(t *testing.T) {
	t.Parallel()
	s := batchState{Total: 9}
	for _, reason := range []string{"a", "b", "c", "d", "e"} {
		s.Failures = append(s.Failures, batchFailure{Message: reason, Count: 1, Items: []int{0}})
	}
	lines := drawBatch(s, 0, time.Time{}, 80)
	assert.Equal(t, []string{"1 × a (no. 1)", "1 × b (no. 1)", "1 × c (no. 1)", "and 2 more reasons"}, lines[2:])
}

// TestFit never takes more columns than there are, whatever the letters.
func TestFit(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Hello", fit("Hello", 5))
	assert.Equal(t, "Hel…", fit("Hello", 4))
	assert.Equal(t, "太…", fit("太郎さん", 4))
	assert.Equal(t, "太郎", fit("太郎", 4))
	for columns := 1; columns < 12; columns++ {
		taken := 0
		for _, r := range fit("a太bß郎cさん…", columns) {
			taken++
			if width.LookupRune(r).Kind() == width.EastAsianWide {
				taken++
			}
		}
		assert.LessOrEqual(t, taken, columns)
	}
}

// TestBatchViewRedraws moves up over what it drew, and lets logs stand above.
func TestBatchViewRedraws(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	v := newBatchView(&out, func() time.Time { return time.Time{} })
	v.columns = func() int { return 70 }
	v.show(batchState{Total: 2, Counts: map[string]int{"planned": 2}})
	first := "[                                        ]   0 %  0 of 2  0s\n2 planned\n"
	assert.Equal(t, first, out.String())
	out.Reset()
	_, err := v.Write([]byte("a log line\n"))
	assert.NoError(t, err)
	assert.Equal(t, "\x1b[2A\r\x1b[Ja log line\n"+first, out.String())
	out.Reset()
	v.tick()()
	v.show(batchState{Total: 2, Counts: map[string]int{"completed": 2}})
	assert.False(t, strings.HasPrefix(out.String(), "\x1b["), "a drawing that was left is not wiped away")
	assert.Contains(t, out.String(), "100 %")
}

// TestBatchViewOfLines repeats no line, and writes logs as they are.
func TestBatchViewOfLines(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	v := newBatchView(&out, func() time.Time { return time.Time{} })
	v.show(batchState{Total: 2, Counts: map[string]int{"planned": 2}})
	v.show(batchState{Total: 2, Counts: map[string]int{"planned": 2}})
	_, err := v.Write([]byte("a log line\n"))
	assert.NoError(t, err)
	assert.Equal(t, "0 of 2 done: 2 planned\na log line\n", out.String())
}
