package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"heygen-mcp/server"
)

// Ask puts tools' questions to the person at the terminal; nil where there is
// none, or where stdin holds the command's input.
func (s *System) Ask(stdinTaken bool) server.Ask {
	if stdinTaken || !IsTerminal(s.Stdin) || !IsTerminal(s.Stderr) {
		return nil
	}
	return func(ctx context.Context, question string) (bool, error) {
		for line := range strings.Lines(question) {
			Tell(s.Stderr, "%s\n", PlainText(strings.TrimSuffix(line, "\n")))
		}
		Tell(s.Stderr, "[y/N] ")
		answer, err := Await(ctx, func() (string, error) { return readLine(s.Stdin) })
		if err != nil {
			Tell(s.Stderr, "\n")
			return false, err
		}
		answer = strings.ToLower(strings.TrimSpace(answer))
		return answer == "y" || answer == "yes", nil
	}
}

// readLine reads one line; its end may be the end of the input.
func readLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(r).ReadString('\n')
	if errors.Is(err, io.EOF) {
		return line, nil
	}
	if err != nil {
		return "", fmt.Errorf("reading the answer: %w", err)
	}
	return line, nil
}

// Await gives what comes of reading from a person or a pipe, unless ctx ends
// first. Such a read cannot be interrupted: it is left behind, as the process
// is about to end.
func Await[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	go func() {
		value, err := read()
		done <- outcome{value, err}
	}()
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
