package wire

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"0": 0, "1.5": 1500 * time.Millisecond, "30": 30 * time.Second, "1e300": 7 * 24 * time.Hour, "+Inf": 7 * 24 * time.Hour,
		now.Add(time.Minute).Format(http.TimeFormat): time.Minute, now.Add(-time.Hour).Format(http.TimeFormat): 0,
	} {
		got, ok := retryAfter(header, now)
		assert.True(t, ok, header)
		assert.Equal(t, want, got, header)
	}
	for _, header := range []string{"", "soon", "-1", "NaN", "1s"} {
		_, ok := retryAfter(header, now)
		assert.False(t, ok, header)
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"1", "-1", "NaN", "Inf", "1e999", "Mon, 02 Nov 2026 09:00:00 GMT"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		got, _ := retryAfter(header, time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC))
		assert.GreaterOrEqual(t, got, time.Duration(0))
	})
}
