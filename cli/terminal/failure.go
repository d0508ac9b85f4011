package terminal

import (
	"fmt"
	"slices"
	"strings"

	"heygen-mcp/tools/fault"
)

// DescribeFailure writes a tool's failure for people.
func DescribeFailure(failure fault.Error) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", failure.Code)
	if failure.Field != "" && !strings.HasPrefix(failure.Message, failure.Field) {
		fmt.Fprintf(&b, "%s ", failure.Field)
	}
	fmt.Fprintf(&b, "%s\n%s", failure.Message, failure.Hint)
	if failure.RequestID != "" {
		fmt.Fprintf(&b, "\nrequest id: %s", failure.RequestID)
	}
	return b.String()
}

// FailureExit tells failures of the credential from others by their code.
func FailureExit(code string) int {
	if slices.Contains([]string{"missing_credential", "unauthorized", "authentication_failed", "http_401"}, code) {
		return ExitCredentials
	}
	return ExitFailed
}
