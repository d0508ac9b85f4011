package terminal

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAwaitGivesUp does not wait for what cannot be interrupted.
func TestAwaitGivesUp(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	defer close(release)
	_, err := Await(ctx, func() (int, error) {
		cancel()
		<-release
		return 1, nil
	})
	require.ErrorIs(t, err, context.Canceled)
	_, err = Await(t.Context(), func() (int, error) { return 0, errors.ErrUnsupported })
	require.ErrorIs(t, err, errors.ErrUnsupported)
}
