package doctor

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
)

// Command checks what can keep the server from working.
type Command struct {
	JSON    bool         `name:"json" env:"HEYGEN_MCP_DOCTOR_JSON" help:"Answer as JSON."`
	Timeout flags.Period `env:"HEYGEN_MCP_DOCTOR_TIMEOUT" default:"15s" placeholder:"TIME" help:"How long HeyGen may take to answer (default ${default})."`

	flags.APIFlags `embed:""`
	DownloadDir    string `env:"HEYGEN_MCP_DOWNLOAD_DIR" placeholder:"DIR" help:"The download directory to look at (default the folder heygen in your downloads)."`
}

// Help goes under the command's options.
func (Command) Help() string {
	return `It looks for the key, for stray characters in it, at the header that it travels in, asks HeyGen who it belongs to, looks at
the wallet, the network, the clock and the download directory, and says how to mend what is wrong. It spends nothing
and never prints the key: a fingerprint (the start of its SHA-256) tells keys apart.

Exit codes: 0 all well or warnings only, 1 something is wrong, 3 the key is missing or refused.`
}

// outcome is how a check went.
type outcome string

// The outcomes of a check.
const (
	passed  outcome = "ok"
	warned  outcome = "warn"
	failed  outcome = "fail"
	skipped outcome = "skip"
)

// check is one line of the list.
type check struct {
	Name    string  `json:"name"`
	Outcome outcome `json:"status"`
	Detail  string  `json:"detail"`
	Remedy  string  `json:"remedy,omitempty"`
	// credential marks checks of the key, which have an exit code of their own.
	credential bool
}

// checklist is what doctor answers as JSON.
type checklist struct {
	OK     bool    `json:"ok"`
	API    string  `json:"api"`
	Checks []check `json:"checks"`
}

// Run makes all checks and prints them.
func (c *Command) Run(ctx context.Context, sys *terminal.System) error {
	base, err := flags.CheckAPIBase(c.APIBase)
	if err != nil {
		return err
	}
	if base == "" {
		base = heygenapi.DefaultBaseURL
	}
	key, keyErr := flags.Credential(sys)
	if c.Sandbox {
		simulated, err := heygentest.Start()
		if err != nil {
			return fmt.Errorf("starting the simulated HeyGen: %w", err)
		}
		defer simulated.Close()
		base = simulated.URL
		if key, keyErr = sandboxCredential(); keyErr != nil {
			return keyErr
		}
	}
	e := examination{sys: sys, key: key, keyErr: keyErr, base: base, timeout: time.Duration(c.Timeout)}
	list := checklist{API: base, Checks: e.run(ctx)}
	list.Checks = append(list.Checks, checkDownloads(sys, c.DownloadDir))
	if live, ok := c.checkLiveAvatar(ctx, sys, base); ok {
		list.Checks = append(list.Checks, live)
	}
	return list.conclude(sys.Stdout, c.JSON)
}

func sandboxCredential() (flags.Found, error) {
	credential, err := heygenapi.APIKey(flags.SandboxKey)
	if err != nil {
		return flags.Found{}, fmt.Errorf("making the sandbox key: %w", err)
	}
	return flags.Found{Credential: credential, Source: "the sandbox", Raw: flags.SandboxKey}, nil
}

// conclude prints the list and gives the exit code that it means.
func (l checklist) conclude(w io.Writer, asJSON bool) error {
	code := terminal.ExitOK
	for _, c := range l.Checks {
		switch {
		case c.Outcome != failed:
		case c.credential:
			code = terminal.ExitCredentials
		case code == terminal.ExitOK:
			code = terminal.ExitFailed
		}
	}
	l.OK = code == terminal.ExitOK
	if err := l.print(w, asJSON); err != nil {
		return err
	}
	if code == terminal.ExitOK {
		return nil
	}
	return terminal.QuietError(code)
}

func (l checklist) print(w io.Writer, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(l)
	}
	for _, c := range l.Checks {
		if _, err := fmt.Fprintf(w, "%-4s  %-19s  %s\n", c.Outcome, c.Name, c.Detail); err != nil {
			return err
		}
		if c.Remedy == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "      %-19s  -> %s\n", "", c.Remedy); err != nil {
			return err
		}
	}
	verdict := "All well."
	if !l.OK {
		verdict = "Something needs mending: see the arrows above."
	}
	_, err := fmt.Fprintf(w, "\n%s\n", verdict)
	return err
}

// remedyNoKey is what to do without a key.
const remedyNoKey = "Make a key at " + flags.KeyPage + " and set it as " + flags.KeyVariable +
	", for an MCP client under env in its configuration; then restart the client. `heygen-mcp demo` and --sandbox need none."
