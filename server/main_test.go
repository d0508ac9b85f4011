package server_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"heygen-mcp/heygenapi"
	"heygen-mcp/server"
)

// modeVariable makes this test binary a server instead: over stdio, because
// the library has one stdio session a process, or for the conformance suite.
const modeVariable = "HEYGEN_MCP_TEST_SERVER"

func TestMain(m *testing.M) {
	var err error
	switch os.Getenv(modeVariable) {
	case "stdio":
		err = stdioServer()
	case "conformance":
		err = conformanceServer(os.Getenv("HEYGEN_MCP_TEST_ADDR"))
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// stdioServer serves the fixture. Slow calls say so on stderr, and end when
// the process gets SIGHUP.
func stdioServer() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	f, err := makeFixture(heygenapi.Credential{}, func(o *server.Options) {
		o.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
		if bound, err := time.ParseDuration(os.Getenv("HEYGEN_MCP_TEST_DRAIN")); err == nil {
			o.DrainTimeout = bound
		}
	})
	if err != nil {
		return err
	}
	f.furnish()
	released := make(chan os.Signal, 1)
	signal.Notify(released, syscall.SIGHUP)
	go func() {
		<-f.started
		fmt.Fprintln(os.Stderr, "slow call started")
	}()
	go func() {
		<-released
		f.finish()
	}()
	return f.ServeStdio(ctx, os.Stdin, os.Stdout)
}
