package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"

	mcpserver "github.com/mark3labs/mcp-go/server"
	"github.com/sourcegraph/conc"
)

const (
	// stdioWorkers is how many tool calls of the one client run at once. Most
	// of them wait for HeyGen; with all busy, and the queue full, the library
	// would run calls on its read loop and no longer hear cancellations.
	stdioWorkers = 64
	stdioQueue   = 1024
)

// ServeStdio serves one client on a pair of streams until its input ends or
// ctx does. Either way it reads nothing more, gives running calls until the
// drain timeout to be answered, and then cancels them. Only one stdio client
// can be served by a process.
func (s *Server) ServeStdio(ctx context.Context, in io.Reader, out io.Writer) error {
	listening, stop := context.WithCancel(context.WithoutCancel(ctx))
	calls := newInflight()
	input := &stdioInput{lines: bufio.NewReader(in), calls: calls, over: make(chan struct{}), released: listening.Done()}

	var drain conc.WaitGroup
	defer drain.Wait()
	defer stop()
	drain.Go(func() {
		defer stop()
		select {
		case <-ctx.Done():
		case <-input.over:
		case <-listening.Done():
			return
		}
		calls.close()
		s.log.InfoContext(listening, "stopping: calls under way are finished, no more are taken")
		s.drainCalls(listening, calls)
	})

	stdio := mcpserver.NewStdioServer(s.mcp)
	// The options below log by it, so it comes first.
	mcpserver.WithErrorLogger(s.libraryLog())(stdio)
	mcpserver.WithWorkerPoolSize(stdioWorkers)(stdio)
	mcpserver.WithQueueSize(stdioQueue)(stdio)
	err := stdio.Listen(listening, input, &stdioOutput{out: out, calls: calls})
	if err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("listening on stdio: %w", err)
	}
	return nil
}

// drainCalls waits for the calls under way, as long as it may.
func (s *Server) drainCalls(ctx context.Context, calls *inflight) {
	bounded, cancel := context.WithTimeout(ctx, s.drain)
	defer cancel()
	if err := calls.wait(bounded); err != nil {
		s.log.WarnContext(ctx, "calls were still running at the end and are cancelled", "waited", s.drain)
	}
}

// libraryLog takes what the MCP library logs.
func (s *Server) libraryLog() *log.Logger {
	return slog.NewLogLogger(s.log.Handler(), slog.LevelWarn)
}

// stdioInput hands the client's messages on line by line, and counts its
// requests in. At the end it holds the library back, which would cancel every
// call at once, until they are answered.
type stdioInput struct {
	lines *bufio.Reader
	calls *inflight
	rest  []byte
	// over is closed when nothing more will come.
	over chan struct{}
	// released is closed when the library may see the end.
	released <-chan struct{}
}

// Read implements io.Reader.
func (i *stdioInput) Read(p []byte) (int, error) {
	if len(i.rest) == 0 {
		line, err := i.lines.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			close(i.over)
			<-i.released
			return 0, io.EOF
		}
		if !bytes.HasSuffix(line, []byte("\n")) {
			line = append(line, '\n')
		}
		if !i.admit(line) {
			<-i.released
			return 0, io.EOF
		}
		i.rest = line
	}
	n := copy(p, i.rest)
	i.rest = i.rest[n:]
	return n, nil
}

// admit counts a request in, and is false when the end has come before it.
func (i *stdioInput) admit(line []byte) bool {
	msg, ok := parseMessage(line)
	if !ok || !msg.answered() {
		return true
	}
	return i.calls.begin(callKey{id: normalID(msg.ID)})
}

// stdioOutput counts requests out as their answers are written. The library
// writes a message at a time.
type stdioOutput struct {
	out   io.Writer
	calls *inflight
}

// Write implements io.Writer.
func (o *stdioOutput) Write(p []byte) (int, error) {
	n, err := o.out.Write(p)
	if id, ok := answeredID(p); ok {
		o.calls.end(callKey{id: id})
	}
	return n, err
}
