package batch

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"heygen-mcp/cli/terminal"
	"heygen-mcp/internal/lazyregexp"
	"heygen-mcp/tools/fault"
)

// rowFault finds in a message where the fault of a row begins. The tools tell
// some in full and name the rest: rows[1].name is empty; also: rows[4]: too
// long; rows[7].name, rows[8].name.
var rowFault = lazyregexp.New(`(?:; also: |; |, |^)(?:rows|videos)\[(\d+)\]\.?:? ?`)

// refused tells why a batch was not made, the faults of rows line by line.
func (b *runner) refused(o batchOrder, err error) error {
	failure, ok := errors.AsType[*fault.Error](err)
	if !ok || b.json {
		return b.failed(err)
	}
	found := rowFault().FindAllStringSubmatchIndex(failure.Message, -1)
	if len(found) == 0 || found[0][0] != 0 {
		return b.failed(err)
	}
	terminal.Tell(b.sys.Stderr, "Nothing was sent. Of %s, where row 1 is below the header:\n", o.source)
	var named []string
	for i, f := range found {
		end := len(failure.Message)
		if i+1 < len(found) {
			end = found[i+1][0]
		}
		index, _ := strconv.Atoi(failure.Message[f[2]:f[3]])
		row, reason := strconv.Itoa(index+1), terminal.PlainText(failure.Message[f[1]:end])
		if strings.Contains(reason, " ") {
			terminal.Tell(b.sys.Stderr, "  row %s: %s\n", row, reason)
		} else {
			named = append(named, row)
		}
	}
	if len(named) > 0 {
		terminal.Tell(b.sys.Stderr, "  also rows %s\n", someOf(named, len(named)))
	}
	terminal.Tell(b.sys.Stderr, "%s\n", failure.Hint)
	return terminal.QuietError(terminal.FailureExit(failure.Code))
}

// mostNumbers is how many rows are told by their number.
const mostNumbers = 20

// someOf lists numbers, and how many more there are in all.
func someOf(numbers []string, all int) string {
	named := numbers[:min(len(numbers), mostNumbers)]
	text := strings.Join(named, ", ")
	if more := all - len(named); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
