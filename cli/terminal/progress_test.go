package terminal

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestProgressAsLines(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := NewProgress(&out, time.Now)
	p.Begin(time.Second)
	for _, message := range []string{"waiting", "waiting", "processing"} {
		p.Report(1, 10, message)
	}
	p.End()
	assert.Equal(t, "   ... waiting\n   ... processing\n", out.String())
}

func TestProgressAsBar(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	now := time.Unix(0, 0)
	p := NewProgress(&out, func() time.Time { return now })
	p.terminal = true
	p.Begin(10 * time.Second)
	now = now.Add(5 * time.Second)
	p.Report(5, 10, "processing")
	assert.Contains(t, out.String(), "50%")
	now = now.Add(time.Hour)
	p.Report(20, 10, "processing")
	p.End()
	p.Report(1, 1, "too late")
	assert.Contains(t, out.String(), "processing")
	assert.Contains(t, out.String(), "99%", "the end belongs to the result")
	assert.NotContains(t, out.String(), "too late")
}
