package ledger

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/jobs"
)

// Spend reports what was spent.
type Spend struct {
	Since   flags.Moment `env:"HEYGEN_MCP_SPEND_SINCE" default:"30d" placeholder:"TIME" help:"Since when: an age such as 30d or 12h, or a date (default ${default})."`
	By      []string     `env:"HEYGEN_MCP_SPEND_BY" default:"day,product,tool" placeholder:"NAME" help:"What to tell apart: day, product, tool (default ${default})."`
	Account string       `env:"HEYGEN_MCP_SPEND_ACCOUNT" placeholder:"ID" help:"Only this account: the fingerprint of its key, as doctor shows it."`
	JSON    bool         `name:"json" env:"HEYGEN_MCP_SPEND_JSON" help:"Answer as JSON."`

	readFlags         `embed:""`
	flags.BudgetFlags `embed:""`
}

// Help goes under the command's options.
func (Spend) Help() string {
	return `It reads the ledger, without a key and without a request. "estimate" is the most that was estimated, "cost" what finished
work did cost by its length, "reserved" what unfinished work may still cost. Days are in UTC. The wallet's change is the
truth, as far as balances were seen; it has what was spent elsewhere too, and money paid in.

Examples:

    heygen-mcp spend --since 7d --by tool
    heygen-mcp spend --since 2026-11-01 --json`
}

// spendReport is what the command tells.
type spendReport struct {
	Ledger string    `json:"ledger"`
	Since  time.Time `json:"since"`
	// Items are sums; what is not told apart is empty in them.
	Items    []jobs.Spending `json:"items"`
	Total    jobs.Spending   `json:"total"`
	Accounts []accountSpend  `json:"accounts"`
}

// accountSpend is how one account's wallet and budgets stand.
type accountSpend struct {
	Account string              `json:"account"`
	Wallet  *walletChange       `json:"wallet,omitempty"`
	Budgets []jobs.BudgetStatus `json:"budgets,omitempty"`
}

// walletChange is the balance between two moments at which it was seen.
type walletChange struct {
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
	FirstUSD float64   `json:"first_usd"`
	LastUSD  float64   `json:"last_usd"`
	// SpentUSD is what went out of it, less what came in.
	SpentUSD float64 `json:"spent_usd"`
}

// Run reports.
func (c *Spend) Run(ctx context.Context, sys *terminal.System) error {
	by, err := c.columns()
	if err != nil {
		return err
	}
	if err := c.CheckBudget(); err != nil {
		return err
	}
	ledger, err := c.open(sys, c.Budget())
	if err != nil {
		return err
	}
	defer closing(ctx, ledger)
	since := c.Since.Before(sys.Now())
	spent, err := ledger.SpendingSince(ctx, c.Account, since)
	if err != nil {
		return err
	}
	report := spendReport{Ledger: ledger.Name(), Since: since, Items: sums(spent, by)}
	if total := sums(spent, nil); len(total) > 0 {
		report.Total = total[0]
	}
	if report.Accounts, err = c.accounts(ctx, ledger, since); err != nil {
		return err
	}
	if c.JSON {
		return terminal.PrintValue(sys, report)
	}
	return c.print(sys.Stdout, report, by)
}

// columns are what is told apart, in the order in which it is written.
func (c *Spend) columns() ([]string, error) {
	known := []string{"day", "product", "tool"}
	var by []string
	for _, name := range c.By {
		if name = strings.TrimSpace(name); !slices.Contains(known, name) {
			return nil, terminal.UsageError("--by (HEYGEN_MCP_SPEND_BY) has %q; it takes %s", name, strings.Join(known, ", "))
		} else if !slices.Contains(by, name) {
			by = append(by, name)
		}
	}
	return by, nil
}

// sums adds up what is not to be told apart.
func sums(spent []jobs.Spending, by []string) []jobs.Spending {
	out := []jobs.Spending{}
	at := map[jobs.Spending]int{}
	for _, s := range spent {
		var name jobs.Spending
		if slices.Contains(by, "day") {
			name.Day = s.Day
		}
		if slices.Contains(by, "product") {
			name.Product = s.Product
		}
		if slices.Contains(by, "tool") {
			name.Tool = s.Tool
		}
		i, ok := at[name]
		if !ok {
			i = len(out)
			at[name] = i
			out = append(out, name)
		}
		out[i].Jobs += s.Jobs
		out[i].EstimateUSD += s.EstimateUSD
		out[i].CostUSD += s.CostUSD
		out[i].ReservedUSD += s.ReservedUSD
	}
	return out
}

// accounts tells how the wallets and budgets stand of those who spent, or of
// the one that was asked for.
func (c *Spend) accounts(ctx context.Context, ledger *jobs.Ledger, since time.Time) ([]accountSpend, error) {
	ids := []string{c.Account}
	if c.Account == "" {
		found, err := ledger.List(ctx, jobs.Filter{Since: since})
		if err != nil {
			return nil, err
		}
		ids = nil
		for _, e := range found {
			if !slices.Contains(ids, e.Account) {
				ids = append(ids, e.Account)
			}
		}
		slices.Sort(ids)
	}
	out := []accountSpend{}
	for _, id := range ids {
		one := accountSpend{Account: id}
		wallet, err := ledger.WalletSince(ctx, id, since)
		if err != nil {
			return nil, err
		}
		if wallet.FirstUSD != nil && wallet.LastUSD != nil {
			one.Wallet = &walletChange{wallet.From, wallet.Until, *wallet.FirstUSD, *wallet.LastUSD, *wallet.FirstUSD - *wallet.LastUSD}
		}
		if one.Budgets, err = ledger.Budgets(ctx, id); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

func (c *Spend) print(w io.Writer, report spendReport, by []string) error {
	head := append(upper(by), "JOBS", "ESTIMATE", "COST", "RESERVED")
	var rows [][]string
	line := func(s jobs.Spending, names []string) {
		rows = append(rows, append(names, fmt.Sprint(s.Jobs), usd(s.EstimateUSD), usd(s.CostUSD), usd(s.ReservedUSD)))
	}
	for _, s := range report.Items {
		names := map[string]string{"day": s.Day, "product": s.Product, "tool": s.Tool}
		cells := make([]string, len(by))
		for i, name := range by {
			cells[i] = names[name]
		}
		line(s, cells)
	}
	if !terminal.IsTerminal(w) {
		return terminal.PrintTable(w, head, rows)
	}
	if len(by) > 0 && len(rows) > 0 {
		cells := make([]string, len(by))
		cells[0] = "total"
		line(report.Total, cells)
	}
	return writeSpend(w, report, head, rows)
}

// writeSpend writes the report for people.
func writeSpend(w io.Writer, report spendReport, head []string, rows [][]string) error {
	if len(rows) == 0 {
		terminal.Tell(w, "Nothing was spent since %s.\n", report.Since.Format(time.DateOnly))
	} else if err := terminal.AlignTable(w, head, rows); err != nil {
		return err
	}
	for _, a := range report.Accounts {
		terminal.Tell(w, "\naccount %s\n", terminal.PlainText(a.Account))
		if a.Wallet == nil {
			terminal.Tell(w, "  wallet   no balance was seen\n")
		} else {
			terminal.Tell(w, "  wallet   $%s on %s, $%s on %s: $%s went out\n", usd(a.Wallet.FirstUSD), a.Wallet.From.Format(time.DateOnly),
				usd(a.Wallet.LastUSD), a.Wallet.Until.Format(time.DateOnly), usd(a.Wallet.SpentUSD))
		}
		for _, b := range a.Budgets {
			terminal.Tell(w, "  %-7s  $%s of $%s are left until %s\n", b.Period, usd(b.Remaining), usd(b.Budget), b.Until.Format("2006-01-02 15:04 MST"))
		}
	}
	return nil
}

func upper(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = strings.ToUpper(name)
	}
	return out
}
