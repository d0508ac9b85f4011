package flags

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
	"heygen-mcp/cli/terminal"
	"heygen-mcp/cli/version"
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

// SandboxKey is a key that the simulated HeyGen takes. It opens nothing else.
const SandboxKey = "sk_sandbox_simulated_heygen"

// SandboxLiveKey is the same for the simulated LiveAvatar, which answers below
// SandboxLivePath.
const (
	SandboxLiveKey  = "la_sandbox_simulated_liveavatar"
	SandboxLivePath = "/liveavatar"
)

// pollEvery is the pause between two looks at a render. Renders take minutes.
const pollEvery = 3 * time.Second

// Stack is what one command needs of the server side, put together from
// flags. Whoever makes one closes it.
type Stack struct {
	Env     *kit.Env
	Server  *server.Server
	Sandbox *heygentest.Server
	// Offered counts the server's tools.
	Offered int
	// Base is the API's address where it is not HeyGen's own.
	Base string
	// Temporary is a folder that goes when the stack does; empty for none.
	Temporary string
	// Intake takes HeyGen's webhooks; nil where there is no address for them.
	Intake *intake.Intake
	// Background is what goes on beside the serving, until ending.
	Background conc.WaitGroup
	Ending     context.Context
	end        context.CancelFunc
}

// Settings are the flags that a stack is made from.
type Settings struct {
	Account AccountFlags
	// Consent says when a person is asked.
	Consent ConsentFlags
	// Ledger is how paid work is kept.
	Ledger LedgerFlags
	// Tools are what is offered.
	Tools tools.Selection
	// Files is nil where tools have no business on this disk.
	Files *FileFlags
	Log   *slog.Logger
	// Fallback serves calls that bring no credential of their own.
	Fallback heygenapi.Credential
	// LiveKey is the same for LiveAvatar.
	LiveKey liveavatar.Key
}

// FindKeys finds the keys of the user that runs the command. The sandbox has its
// own.
func (set *Settings) FindKeys(s *terminal.System) error {
	if set.Account.Sandbox {
		return nil
	}
	key, err := Credential(s)
	if err != nil {
		return &terminal.ExitError{Code: terminal.ExitCredentials, Err: err}
	}
	set.Fallback = key.Credential
	if set.LiveKey, err = LiveKey(s); err != nil {
		return &terminal.ExitError{Code: terminal.ExitCredentials, Err: err}
	}
	return nil
}

// Start puts a stack together. It makes no request, and opens a listener on
// loopback only for the sandbox.
func Start(s *terminal.System, set Settings) (*Stack, error) {
	if err := errors.Join(set.Account.validate(), set.Consent.validate()); err != nil {
		return nil, err
	}
	if err := set.Ledger.validate(); err != nil {
		return nil, err
	}
	known := tools.All()
	offered, err := set.Tools.Apply(known)
	if err != nil {
		return nil, WrongName(err)
	}
	base, err := CheckAPIBase(set.Account.APIBase)
	if err != nil {
		return nil, err
	}
	rates, err := rateCard(s, set.Account.RateCard)
	if err != nil {
		return nil, err
	}
	r := &Stack{Base: base, Offered: len(offered)}
	poll, fallback, liveKey := pollEvery, set.Fallback, set.LiveKey
	r.Ending, r.end = context.WithCancel(context.Background())
	if set.Account.Sandbox {
		if r.Sandbox, err = heygentest.Start(heygentest.WithClock(heygentest.NewSpeedClock(set.Account.SandboxSpeed))); err != nil {
			return nil, fmt.Errorf("starting the simulated HeyGen: %w", err)
		}
		r.Base = r.Sandbox.URL
		poll = max(100*time.Millisecond, time.Duration(float64(pollEvery)/set.Account.SandboxSpeed))
		if fallback, err = heygenapi.APIKey(SandboxKey); err != nil {
			return nil, errors.Join(fmt.Errorf("making the sandbox key: %w", err), r.Close())
		}
		if liveKey, err = liveavatar.NewKey(SandboxLiveKey); err != nil {
			return nil, errors.Join(fmt.Errorf("making the sandbox's LiveAvatar key: %w", err), r.Close())
		}
	}
	accounts, err := account.New(fallback, ClientOptions(r.Base, set.Log)...)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	lives, err := account.NewLiveAccounts(liveKey, r.liveOptions(set.Log)...)
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	r.Env = &kit.Env{
		Accounts: accounts, Live: lives, RateCard: rates, MaxWait: time.Duration(set.Account.MaxWait), PollInterval: poll, Log: set.Log, Now: s.Now,
		Fetch: files.NewFetcher(r.Base),
	}
	r.Env.Consent = set.Consent.consent(set.Account.Sandbox, set.Ledger.DatabaseURL)
	r.Env.Ledger, r.Temporary = set.Ledger.newLedger(s, set.Account.Sandbox, set.Account.SandboxSpeed, set.Log)
	if set.Files != nil {
		download, uploads := set.Files.Resolve(s)
		r.Env.Files = &files.Folders{DownloadDir: download, UploadDirs: uploads}
		if r.Env.Ledger != nil {
			r.Env.Ledger.SetDownloader(renders.SaveFinished(r.Env))
		}
	}
	// Where the disk is not the caller's, neither are secrets kept; and what the
	// sandbox signs with ends with it.
	if set.Files != nil && !set.Account.Sandbox {
		r.Env.Secrets = set.Ledger.secrets(s)
	}
	r.Server = server.New(server.Options{Version: version.Read().Version, Log: set.Log, Tools: offered, Known: known, Env: r.Env})
	return r, nil
}

// Resume takes up, in the background, what an earlier process left unfinished
// with the server's own key. It is for when the first answer is out: it opens
// the ledger.
func (r *Stack) Resume() {
	ledger := r.Env.Ledger
	if ledger == nil {
		return
	}
	acct, err := r.Env.Accounts.Get(r.Ending)
	if err != nil {
		return // without a key there is nothing to ask with
	}
	r.Background.Go(func() {
		if err := ledger.Resume(r.Ending, jobs.Account{ID: acct.ID, API: acct.API}); err != nil && r.Ending.Err() == nil {
			r.Env.Log.WarnContext(r.Ending, "unfinished work of earlier is not watched", "error", err)
		}
	})
}

// intakeLimit is how long the end waits for the last deliveries to be noted.
const intakeLimit = 2 * time.Second

// Close ends what goes on in the background, closes the ledger, and stops the
// sandbox, where there is one.
func (r *Stack) Close() error {
	r.end()
	r.Background.Wait()
	if r.Intake != nil {
		ctx, cancel := context.WithTimeout(context.Background(), intakeLimit)
		defer cancel()
		r.Intake.Close(ctx)
	}
	var err error
	if r.Env != nil && r.Env.Ledger != nil {
		err = r.Env.Ledger.Close(context.Background())
	}
	if r.Temporary != "" {
		err = errors.Join(err, os.RemoveAll(r.Temporary))
	}
	if r.Sandbox != nil {
		r.Sandbox.Close()
	}
	return err
}

// liveOptions are those of LiveAvatar's clients. Another address of HeyGen's API
// is none of LiveAvatar's.
func (r *Stack) liveOptions(log *slog.Logger) []liveavatar.Option {
	options := []liveavatar.Option{liveavatar.WithUserAgent("heygen-mcp/" + version.Read().Version), liveavatar.WithLogger(log)}
	if r.Sandbox != nil {
		options = append(options, liveavatar.WithBaseURL(r.Sandbox.URL+SandboxLivePath))
	}
	return options
}

// ClientOptions are those of every HeyGen client of this program; an empty base is
// HeyGen's own address.
func ClientOptions(base string, log *slog.Logger) []heygenapi.Option {
	options := []heygenapi.Option{
		heygenapi.WithUserAgent("heygen-mcp/" + version.Read().Version),
		heygenapi.WithLogger(log),
	}
	if base != "" {
		options = append(options, heygenapi.WithBaseURL(base))
	}
	return options
}

// CheckAPIBase checks the address early: a mistake in it should stop the start, not
// surface in the first call. The key would travel in the open over plain HTTP.
func CheckAPIBase(raw string) (string, error) {
	if raw == "" {
		return "", nil
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http"):
		return "", terminal.UsageError("HEYGEN_API_BASE (--api-base) is %q; it must be an address such as https://api.heygen.com", raw)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", terminal.UsageError("HEYGEN_API_BASE (--api-base) must be a plain address, without a user, a query or a fragment")
	case u.Scheme == "http" && !IsLoopback(raw):
		return "", terminal.UsageError("HEYGEN_API_BASE (--api-base) is %q; plain http is for loopback only, because the key would travel in the open: use https", raw)
	}
	return raw, nil
}

// IsLoopback tells whether an address, or a host with a port, is this machine.
func IsLoopback(address string) bool {
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
func rateCard(s *terminal.System, path string) (func() (*pricing.Card, error), error) {
	if path == "" {
		return sync.OnceValues(pricing.Default), nil
	}
	card, err := pricing.Load(s.Expand(path))
	if err != nil {
		return nil, terminal.UsageError("--rate-card: %w", err)
	}
	return func() (*pricing.Card, error) { return card, nil }, nil
}

// Client connects to the stack's server as an MCP client in this process.
func (r *Stack) Client(ctx context.Context, onProgress func(done, total float64, message string), options ...server.ConnectOption) (*server.Client, error) {
	client, err := r.Server.Connect(ctx, onProgress, options...)
	if err != nil {
		return nil, fmt.Errorf("connecting to the server: %w", err)
	}
	return client, nil
}
