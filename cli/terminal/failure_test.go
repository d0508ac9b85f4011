package terminal

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/tools/fault"
)

func TestFailureForPeople(t *testing.T) {
	t.Parallel()
	text := DescribeFailure(fault.Error{Code: "invalid_parameter", Field: "voice_id", Message: "is missing", Hint: "Choose one.", RequestID: "r1"})
	assert.Equal(t, "invalid_parameter: voice_id is missing\nChoose one.\nrequest id: r1", text)
	assert.Equal(t, "invalid_parameter: voice_id is missing\nChoose one.",
		DescribeFailure(fault.Error{Code: "invalid_parameter", Field: "voice_id", Message: "voice_id is missing", Hint: "Choose one."}), "the field is named once")
	assert.Equal(t, "x: y\nz", DescribeFailure(fault.Error{Code: "x", Message: "y", Hint: "z"}))
}
