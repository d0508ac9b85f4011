package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"github.com/sourcegraph/conc"
)

// Handler serves MCP over HTTP as part of a server of the caller's, whose own
// timeouts then count. Its sessions last as long as the process. The caller
// answers for where it listens: a SharedKey beyond loopback needs an AuthToken.
func (s *Server) Handler(o HTTPOptions) http.Handler { return s.newEndpoint(o).handler() }

// ServeHTTP serves MCP over HTTP until ctx ends. Then it takes no more
// requests, lets running calls finish, up to o.ShutdownTimeout, and ends the
// streams. It closes the listener. A shared key that strangers could reach is
// refused with [ErrExposedKey].
func (s *Server) ServeHTTP(ctx context.Context, listener net.Listener, o HTTPOptions) error {
	if err := o.check(listener.Addr()); err != nil {
		return errors.Join(err, listener.Close())
	}
	e := s.newEndpoint(o)
	srv := &http.Server{
		Handler:           e.handler(),
		ReadHeaderTimeout: e.options.ReadHeaderTimeout,
		IdleTimeout:       e.options.IdleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	var serving conc.WaitGroup
	defer serving.Wait()
	serving.Go(func() { failed <- srv.Serve(listener) })
	select {
	case err := <-failed:
		return errors.Join(fmt.Errorf("serving %s: %w", listener.Addr(), err), e.shutdown(ctx, srv))
	case <-ctx.Done():
		return e.shutdown(ctx, srv)
	}
}

// shutdown ends in order: no new connections, then the calls, then the streams
// that carry answers, then what is left.
func (e *endpoint) shutdown(ctx context.Context, srv *http.Server) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), e.options.ShutdownTimeout)
	defer cancel()
	var err error
	var stopping conc.WaitGroup
	stopping.Go(func() { err = srv.Shutdown(ctx) })
	cut := e.calls.wait(ctx)
	e.endStreams()
	stopping.Wait()
	if e.streamable != nil {
		// It has no server of its own: this ends its sweeping of sessions.
		err = errors.Join(err, e.streamable.Shutdown(ctx))
	}
	if err = errors.Join(cut, err); err != nil {
		return errors.Join(fmt.Errorf("calls still ran after %s and were cut: %w", e.options.ShutdownTimeout, err), srv.Close())
	}
	return srv.Close()
}
