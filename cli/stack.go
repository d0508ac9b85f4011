package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/sourcegraph/conc"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/liveavatar"
	"heygen-mcp/intake"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/server"
	"heygen-mcp/tools"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/renders"
)

// sandboxKey is a key that the simulated HeyGen takes. It opens nothing else.
const sandboxKey = "sk_sandbox_simulated_heygen"

// sandboxLiveKey is the same for the simulated LiveAvatar, which answers below
// sandboxLivePath.
const (
	sandboxLiveKey  = "la_sandbox_simulated_liveavatar"
	sandboxLivePath = "/liveavatar"
)

// pollEvery is the pause between two looks at a render. Renders take minutes.
const pollEvery = 3 * time.Second

// stack is what one command needs of the server side, put together from
// flags. Whoever makes one closes it.
type stack struct {
	env     *kit.Env
	server  *server.Server
	sandbox *heygentest.Server
	// offered counts the server's tools.
	offered int
	// base is the API's address where it is not HeyGen's own.
	base string
	// temporary is a folder that goes when the stack does; empty for none.
	temporary string
	// intake takes HeyGen's webhooks; nil where there is no address for them.
	intake *intake.Intake
	// background is what goes on beside the serving, until ending.
	background conc.WaitGroup
	ending     context.Context
	end        context.CancelFunc
}

// settings are the flags that a stack is made from.
type settings struct {
	account accountFlags
	// consent says when a person is asked.
	consent consentFlags
	// ledger is how paid work is kept.
	ledger ledgerFlags
	// tools are what is offered.
	tools tools.Selection
	// files is nil where tools have no business on this disk.
	files *fileFlags
	log   *slog.Logger
	// fallback serves calls that bring no credential of their own.
	fallback heygenapi.Credential
	// liveKey is the same for LiveAvatar.
	liveKey liveavatar.Key
}

// findKeys finds the keys of the user that runs the command. The sandbox has its
// own.
func (set *settings) findKeys(s *system) error {
	if set.account.Sandbox {
		return nil
	}
	key, err := s.credential()
	if err != nil {
		return &exitError{code: ExitCredentials, err: err}
	}
	set.fallback = key.credential
	if set.liveKey, err = s.liveKey(); err != nil {
		return &exitError{code: ExitCredentials, err: err}
	}
	return nil
}

// start puts a stack together. It makes no request, and opens a listener on
// loopback only for the sandbox.
func (s *system) start(set settings) (*stack, error) {
	if err := errors.Join(set.account.validate(), set.consent.validate()); err != nil {
		return nil, err
	}
	if err := set.ledger.validate(); err != nil {
		return nil, err
	}
	known := tools.All()
	offered, err := set.tools.Apply(known)
	if err != nil {
		return nil, wrongName(err)
	}
	base, err := apiBase(set.account.APIBase)
	if err != nil {
		return nil, err
	}
	rates, err := rateCard(s, set.account.RateCard)
	if err != nil {
		return nil, err
	}
	r := &stack{base: base, offered: len(offered)}
	poll, fallback, liveKey := pollEvery, set.fallback, set.liveKey
	r.ending, r.end = context.WithCancel(context.Background())
	if set.account.Sandbox {
		if r.sandbox, err = heygentest.Start(heygentest.WithClock(heygentest.NewSpeedClock(set.account.SandboxSpeed))); err != nil {
			return nil, fmt.Errorf("starting the simulated HeyGen: %w", err)
		}
		r.base = r.sandbox.URL
		poll = max(100*time.Millisecond, time.Duration(float64(pollEvery)/set.account.SandboxSpeed))
		if fallback, err = heygenapi.APIKey(sandboxKey); err != nil {
			return nil, errors.Join(fmt.Errorf("making the sandbox key: %w", err), r.Close())
		}
		if liveKey, err = liveavatar.NewKey(sandboxLiveKey); err != nil {
			return nil, errors.Join(fmt.Errorf("making the sandbox's LiveAvatar key: %w", err), r.Close())
		}
	}
	accounts, err := account.New(fallback, clientOptions(r.base, set.log)...)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	lives, err := account.NewLives(liveKey, r.liveOptions(set.log)...)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.env = &kit.Env{
		Accounts: accounts, Live: lives, RateCard: rates, MaxWait: time.Duration(set.account.MaxWait), PollInterval: poll, Log: set.log, Now: s.now,
		Fetch: files.NewFetcher(r.base),
	}
	r.env.Consent = set.consent.consent(set.account.Sandbox, set.ledger.DatabaseURL)
	r.env.Ledger, r.temporary = set.ledger.ledger(s, set.account.Sandbox, set.account.SandboxSpeed, set.log)
	if set.files != nil {
		download, uploads := set.files.resolve(s)
		r.env.Files = &files.Folders{DownloadDir: download, UploadDirs: uploads}
		if r.env.Ledger != nil {
			r.env.Ledger.SaveWith(renders.SaveFinished(r.env))
		}
	}
	// Where the disk is not the caller's, neither are secrets kept; and what the
	// sandbox signs with ends with it.
	if set.files != nil && !set.account.Sandbox {
		r.env.Secrets = set.ledger.secrets(s)
	}
	r.server = server.New(server.Options{Version: buildVersion().Version, Log: set.log, Tools: offered, Known: known, Env: r.env})
	return r, nil
}

// resume takes up, in the background, what an earlier process left unfinished
// with the server's own key. It is for when the first answer is out: it opens
// the ledger.
func (r *stack) resume() {
	ledger := r.env.Ledger
	if ledger == nil {
		return
	}
	acct, err := r.env.Accounts.Get(r.ending)
	if err != nil {
		return // without a key there is nothing to ask with
	}
	r.background.Go(func() {
		if err := ledger.Resume(r.ending, jobs.Account{ID: acct.ID, API: acct.API}); err != nil && r.ending.Err() == nil {
			r.env.Log.WarnContext(r.ending, "unfinished work of earlier is not watched", "error", err)
		}
	})
}

// intakeLimit is how long the end waits for the last deliveries to be noted.
const intakeLimit = 2 * time.Second

// Close ends what goes on in the background, closes the ledger, and stops the
// sandbox, where there is one.
func (r *stack) Close() error {
	r.end()
	r.background.Wait()
	if r.intake != nil {
		ctx, cancel := context.WithTimeout(context.Background(), intakeLimit)
		defer cancel()
		r.intake.Close(ctx)
	}
	var err error
	if r.env != nil && r.env.Ledger != nil {
		err = r.env.Ledger.Close(context.Background())
	}
	if r.temporary != "" {
		err = errors.Join(err, os.RemoveAll(r.temporary))
	}
	if r.sandbox != nil {
		r.sandbox.Close()
	}
	return err
}

// liveOptions are those of LiveAvatar's clients. Another address of HeyGen's API
// is none of LiveAvatar's.
func (r *stack) liveOptions(log *slog.Logger) []liveavatar.Option {
	options := []liveavatar.Option{liveavatar.WithUserAgent("heygen-mcp/" + buildVersion().Version), liveavatar.WithLogger(log)}
	if r.sandbox != nil {
		options = append(options, liveavatar.WithBaseURL(r.sandbox.URL+sandboxLivePath))
	}
	return options
}

func clientOptions(base string, log *slog.Logger) []heygenapi.Option {
	options := []heygenapi.Option{
		heygenapi.WithUserAgent("heygen-mcp/" + buildVersion().Version),
		heygenapi.WithLogger(log),
	}
	if base != "" {
		options = append(options, heygenapi.WithBaseURL(base))
	}
	return options
}

// apiBase checks the address early: a mistake in it should stop the start, not
// surface in the first call. The key would travel in the open over plain HTTP.
func apiBase(raw string) (string, error) {
	if raw == "" {
		return "", nil
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return "", usageError("HEYGEN_API_BASE (--api-base) is %q; it must be an address such as https://api.heygen.com", raw)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", usageError("HEYGEN_API_BASE (--api-base) must be a plain address, without a user, a query or a fragment")
	case u.Scheme == "http" && !isLoopback(raw):
		return "", usageError("HEYGEN_API_BASE (--api-base) is %q; plain http is for loopback only, because the key would travel in the open: use https", raw)
	}
	return raw, nil
}

// isLoopback tells whether an address, or a host with a port, is this machine.
func isLoopback(address string) bool {
	host := address
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		host = u.Hostname()
	} else if h, _, err := net.SplitHostPort(address); err == nil {
		host = h
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// rateCard gives the price list when it is first needed. A list of the user's
// own is read at once, so that a mistake in it is told at the start.
func rateCard(s *system, path string) (func() (*pricing.Card, error), error) {
	if path == "" {
		return sync.OnceValues(pricing.Default), nil
	}
	card, err := pricing.Load(s.expand(path))
	if err != nil {
		return nil, usageError("--rate-card: %w", err)
	}
	return func() (*pricing.Card, error) { return card, nil }, nil
}

// client connects to the stack's server as an MCP client in this process.
func (r *stack) client(ctx context.Context, onProgress func(done, total float64, message string), options ...server.ConnectOption) (*server.Client, error) {
	client, err := r.server.Connect(ctx, onProgress, options...)
	if err != nil {
		return nil, fmt.Errorf("connecting to the server: %w", err)
	}
	return client, nil
}
