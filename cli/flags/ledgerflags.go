package flags

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/jobs"
)

// LedgerPlace says where the ledger of paid work is.
type LedgerPlace struct {
	DataDir     string `env:"HEYGEN_MCP_DATA_DIR" group:"ledger" placeholder:"DIR" help:"Where the ledger of paid work, webhooks' secrets and other lasting things are kept (default heygen-mcp in your user data folder)."`
	DatabaseURL string `name:"database-url" env:"HEYGEN_MCP_DATABASE_URL" group:"ledger" placeholder:"URL" help:"Keep the ledger in PostgreSQL instead, shared by machines: postgres://user:password@host/database. Prefer the variable: command lines are visible to others."`
}

// secrets is the store of webhooks' secrets. It is made with the first one.
func (f LedgerPlace) secrets(s *terminal.System) *account.WebhookSecrets {
	return account.NewWebhookSecrets(filepath.Join(dataDir(s, f.DataDir), "webhook-secrets"))
}

// BudgetFlags bound what may be spent.
type BudgetFlags struct {
	BudgetDayUSD   float64 `name:"budget-day-usd" env:"HEYGEN_MCP_BUDGET_DAY_USD" group:"ledger" placeholder:"USD" help:"The most that an account may spend a day (UTC), by estimate until the cost is known; what goes over it is refused (default no bound)."`
	BudgetMonthUSD float64 `name:"budget-month-usd" env:"HEYGEN_MCP_BUDGET_MONTH_USD" group:"ledger" placeholder:"USD" help:"The same a calendar month (UTC)."`
}

// LedgerFlags say how paid work is kept.
type LedgerFlags struct {
	LedgerPlace  `embed:""`
	NoLedger     bool   `env:"HEYGEN_MCP_NO_LEDGER" group:"ledger" help:"Keep no ledger: nothing is watched, repeated calls pay again, and budgets do not count."`
	RepeatWindow Period `env:"HEYGEN_MCP_REPEAT_WINDOW" group:"ledger" default:"15m" placeholder:"TIME" help:"The same paid call again within this time is answered with the job that there is, and not paid again; 0 never (default ${default})."`
	Concurrency  int    `env:"HEYGEN_MCP_CONCURRENCY" group:"ledger" default:"10" placeholder:"N" help:"How many jobs HeyGen does for the account at once: batches are sent as there is room (default ${default}, as on pay-as-you-go)."`
	KeepJobs     int    `env:"HEYGEN_MCP_KEEP_JOBS" group:"ledger" default:"400" placeholder:"DAYS" help:"How many days jobs are kept that are over, 0 for ever (default ${default})."`
	BudgetFlags  `embed:""`
}

func (f LedgerPlace) validate() error {
	if f.DatabaseURL == "" {
		return nil
	}
	// The address may hold a password, so that no message repeats it.
	if u, err := url.Parse(f.DatabaseURL); err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") || u.Host == "" {
		return terminal.UsageError("HEYGEN_MCP_DATABASE_URL (--database-url) must be an address such as postgres://user:password@host/database")
	}
	return nil
}

// CheckBudget refuses amounts that are no bound.
func (f BudgetFlags) CheckBudget() error {
	for flag, usd := range map[string]float64{"budget-day-usd": f.BudgetDayUSD, "budget-month-usd": f.BudgetMonthUSD} {
		if !(usd >= 0) {
			return terminal.UsageError("%s is %v; it must be an amount in US dollars, 0 for no bound", FlagAndVariable(flag), usd)
		}
	}
	return nil
}

// Budget is what the ledger holds accounts to.
func (f BudgetFlags) Budget() jobs.Budget {
	return jobs.Budget{Day: f.BudgetDayUSD, Month: f.BudgetMonthUSD}
}

func (f LedgerFlags) validate() error {
	if f.RepeatWindow < 0 {
		return terminal.UsageError("%s is %v; it must not be negative; 0 lets repeated calls pay again", FlagAndVariable("repeat-window"), time.Duration(f.RepeatWindow))
	}
	if f.Concurrency < 0 {
		return terminal.UsageError("%s is %d; it must be how many jobs HeyGen does at once, 0 for the usual 10", FlagAndVariable("concurrency"), f.Concurrency)
	}
	if f.KeepJobs != 0 && f.KeepJobs < leastKept {
		return terminal.UsageError("%s is %d; it must be at least %d, since budgets count a month, or 0 to keep all", FlagAndVariable("keep-jobs"), f.KeepJobs, leastKept)
	}
	if f.NoLedger {
		if f.BudgetDayUSD > 0 || f.BudgetMonthUSD > 0 {
			return terminal.UsageError("--no-ledger and a budget exclude each other: budgets count what the ledger has")
		}
		return nil
	}
	return errors.Join(f.LedgerPlace.validate(), f.CheckBudget())
}

// leastKept is in days: the longest month.
const leastKept = 31

const (
	// ledgerFile is where the ledger is in its folder.
	ledgerFile = "ledger.db"
	// sandboxLedgerFile keeps simulated jobs apart where --data-dir is named.
	sandboxLedgerFile = "sandbox.db"
)

// file is the ledger's path on this disk; the sandbox's is another one.
func (f LedgerPlace) file(s *terminal.System, sandbox bool) string {
	name := ledgerFile
	if sandbox {
		name = sandboxLedgerFile
	}
	return filepath.Join(dataDir(s, f.DataDir), name)
}

// newLedger makes the ledger that the flags ask for, nil for none, and names a
// folder that is to be removed with it. Nothing is opened yet.
func (f LedgerFlags) newLedger(s *terminal.System, sandbox bool, speed float64, log *slog.Logger) (made *jobs.Ledger, temporary string) {
	if f.NoLedger {
		return nil, ""
	}
	o := jobs.Options{Path: f.file(s, sandbox), DatabaseURL: f.DatabaseURL, DuplicateWindow: time.Duration(f.RepeatWindow), Budget: f.Budget(), Now: s.Now, Log: log,
		Concurrency: f.Concurrency, Retention: time.Duration(f.KeepJobs) * 24 * time.Hour}
	if f.RepeatWindow == 0 {
		o.DuplicateWindow = -1 // the ledger's word for never
	}
	if sandbox {
		o.DatabaseURL = ""
		o.Timing = jobs.Timing{Speed: speed, PollInterval: sandboxPause, MinPollInterval: sandboxPause, ClockSkew: sandboxSkew}
		if f.DataDir == "" {
			temporary = filepath.Join(os.TempDir(), "heygen-mcp-sandbox-"+rand.Text())
			o.Path = filepath.Join(temporary, ledgerFile)
		}
	}
	return jobs.New(o), temporary
}

const (
	// sandboxPause is how often the ledger is looked through where a render
	// takes seconds.
	sandboxPause = 200 * time.Millisecond
	// sandboxSkew is more than a clock that runs fast gets ahead.
	sandboxSkew = 10000 * time.Hour
)

// ReadLedger gives the ledger for commands that only tell of it. One that is
// not there is told at once, and none is made.
func (f LedgerPlace) ReadLedger(s *terminal.System, sandbox bool, budget jobs.Budget) (*jobs.Ledger, error) {
	if err := f.validate(); err != nil {
		return nil, err
	}
	o := jobs.Options{Path: f.file(s, sandbox), DatabaseURL: f.DatabaseURL, Budget: budget, Now: s.Now}
	if sandbox {
		o.DatabaseURL = ""
	}
	if o.DatabaseURL == "" {
		info, err := os.Stat(o.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, &terminal.ExitError{Code: terminal.ExitFailed, Err: errors.New("there is no ledger at " + o.Path + ": the first paid call begins it; name another place with --data-dir or --database-url")}
		case err != nil:
			return nil, &terminal.ExitError{Code: terminal.ExitFailed, Err: errors.New("the ledger " + o.Path + " cannot be read: " + errors.Unwrap(err).Error() + "; mend its permissions or name another place with --data-dir")}
		case info.IsDir():
			return nil, terminal.UsageError("the ledger %s is a folder; name the folder that holds it with --data-dir", o.Path)
		}
	}
	return jobs.New(o), nil
}
