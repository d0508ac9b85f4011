package call

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"
)

func TestStdinThatFails(t *testing.T) {
	t.Parallel()
	_, err := readArguments(json.RawMessage(testSchema), []string{"-"}, iotest.ErrReader(errors.New("gone")))
	require.ErrorContains(t, err, "gone")
	_, err = readArguments(json.RawMessage(testSchema), []string{"-"}, strings.NewReader(strings.Repeat("x", mostInput+2)))
	require.ErrorContains(t, err, "larger than 4 MB")
}
