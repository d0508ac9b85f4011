package doctor

import (
	"context"
	"errors"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestDiagnose(t *testing.T) {
	t.Parallel()
	detail, _ := diagnose(&net.DNSError{Name: "api.heygen.com", Err: "no such host", IsNotFound: true}, "api.heygen.com")
	assert.Contains(t, detail, "api.heygen.com is not resolved")
	detail, _ = diagnose(context.DeadlineExceeded, "h")
	assert.Contains(t, detail, "in time")
	detail, remedy := diagnose(errors.New("odd"), "h")
	assert.Contains(t, detail, "odd")
	assert.NotEmpty(t, remedy)
}

func TestStrays(t *testing.T) {
	t.Parallel()
	assert.Empty(t, strays("sk_good"))
	assert.Equal(t, "2 tabs, 1 space", strays(" \tsk_good\t"))
	assert.Equal(t, "1 control character", strays("sk_\x00good"))
}
