package resources

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"heygen-mcp/internal/clienterror"
	"heygen-mcp/jobs"
)

// ledger are the account's paid jobs and what was spent. They make no request.
func ledger() []resource {
	const paid = "Paid jobs, the newest first, one a line: state, tool, price, ids. Told from the ledger, without a request."
	const spent = "What was spent, by day and by tool, against the wallet and the budgets. Told from the ledger, without a request."
	return []resource{
		{uri: "heygen://jobs", name: "jobs", title: "Paid jobs", description: paid, mime: asText, query: []string{"state", "kind", "tool", "cursor"}, read: readJobs},
		{uri: "heygen://jobs{?state,kind,tool,cursor}", name: "jobs-page", title: "Paid jobs, chosen or paged", description: paid, mime: asText, query: []string{"state", "kind", "tool", "cursor"}, read: readJobs},
		{uri: "heygen://spend", name: "spend", title: "Spending", description: spent, mime: asJSON, query: []string{"days"}, read: readSpend},
		{uri: "heygen://spend{?days}", name: "spend-days", title: "Spending over some days", description: spent, mime: asJSON, query: []string{"days"}, read: readSpend},
	}
}

// noLedger is what there is to tell where none is kept.
const noLedger = "this server keeps no ledger (it runs with --no-ledger)"

func readJobs(ctx context.Context, r request) (string, error) {
	filter, err := jobFilter(r)
	if err != nil {
		return "", err
	}
	if r.env.Ledger == nil {
		return "# 0 jobs: " + noLedger + "\n", nil
	}
	filter.Limit = linesPerPage + 1 // one more tells whether there is another page
	found, err := r.env.Ledger.List(ctx, filter)
	if err != nil {
		return "", ledgerProblem(r, err)
	}
	more := len(found) > linesPerPage
	if more {
		found = found[:linesPerPage]
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %d jobs, newest first; columns: job_id | created_at | state | tool | kind | usd | heygen_ids | title\n", len(found))
	for _, e := range found {
		cells := []string{e.ID, e.CreatedAt.Format(time.RFC3339), string(e.State), e.Tool, string(e.Kind), priceOf(e), strings.Join(e.IDs(), ","), e.Title}
		for i, cell := range cells {
			// The separators never occur in a cell.
			cells[i] = strings.NewReplacer("|", "/", "\n", " ", "\r", " ").Replace(cell)
		}
		b.WriteString(strings.Join(cells, " | ") + "\n")
	}
	if more {
		b.WriteString("# next page: heygen://jobs?" + nextJobs(r, filter, found) + "\n")
	}
	return b.String(), nil
}

// priceOf is what a job cost, or with a tilde what it may cost at most.
func priceOf(e jobs.Entry) string {
	switch {
	case e.CostUSD != nil && e.State.Final():
		return fmt.Sprintf("%.2f", *e.CostUSD)
	case e.EstimateMax > 0:
		return fmt.Sprintf("~%.2f", e.EstimateMax)
	default:
		return "unknown"
	}
}

func jobFilter(r request) (jobs.Filter, error) {
	f := jobs.Filter{Account: r.acct.ID, Kind: jobs.Kind(r.vars["kind"]), Tool: r.vars["tool"]}
	if names := r.vars["state"]; names != "" {
		for name := range strings.SplitSeq(names, ",") {
			state := jobs.State(strings.TrimSpace(name))
			if !slices.Contains(jobs.States(), state) {
				return f, clienterror.New("state is %q; use one of %v", name, jobs.States())
			}
			f.States = append(f.States, state)
		}
	}
	if f.Kind != "" && !slices.Contains(jobs.Kinds(), f.Kind) {
		return f, clienterror.New("kind is %q; use one of %v", f.Kind, jobs.Kinds())
	}
	if cursor := r.vars["cursor"]; cursor != "" {
		until, offset, ok := strings.Cut(cursor, ".")
		micros, err := strconv.ParseInt(until, 10, 64)
		n, failed := strconv.Atoi(offset)
		if !ok || err != nil || failed != nil || n < 0 {
			return f, clienterror.New("cursor is %q, which no page gave; read heygen://jobs without a cursor first", cursor)
		}
		f.Until, f.Offset = time.UnixMicro(micros), n
	}
	return f, nil
}

// nextJobs is the query of the next page. What is added meanwhile is newer than
// the first page, and so moves nothing.
func nextJobs(r request, f jobs.Filter, page []jobs.Entry) string {
	if f.Until.IsZero() {
		f.Until = page[0].CreatedAt.Add(time.Microsecond)
	}
	query := []string{}
	for _, name := range []string{"state", "kind", "tool"} {
		if v := r.vars[name]; v != "" {
			query = append(query, name+"="+strings.ReplaceAll(url.QueryEscape(v), "+", "%20"))
		}
	}
	return strings.Join(append(query, fmt.Sprintf("cursor=%d.%d", f.Until.UnixMicro(), f.Offset+len(page))), "&")
}

// ledgerProblem tells the client that the ledger is at fault, and the log why.
func ledgerProblem(r request, err error) error {
	r.env.Log.Warn("the ledger cannot be read", "error", err)
	return clienterror.New("the ledger of paid jobs cannot be read now; the server's log says why")
}

const (
	// usualDays and mostDays bound the report.
	usualDays, mostDays = 30, 366
)

// spendSum is a line of the report.
type spendSum struct {
	Name        string  `json:"name"`
	Jobs        int     `json:"jobs"`
	EstimateUSD float64 `json:"estimate_usd"`
	CostUSD     float64 `json:"cost_usd"`
	ReservedUSD float64 `json:"reserved_usd,omitempty"`
}

// spendAnswer is what heygen://spend answers; money is in US dollars.
type spendAnswer struct {
	Since   time.Time           `json:"since"`
	Note    string              `json:"note"`
	Total   spendSum            `json:"total"`
	ByDay   []spendSum          `json:"by_day"`
	ByTool  []spendSum          `json:"by_tool"`
	Wallet  *walletSeen         `json:"wallet,omitempty"`
	Budgets []jobs.BudgetStatus `json:"budgets,omitempty"`
}

type walletSeen struct {
	From     time.Time `json:"from"`
	Until    time.Time `json:"until"`
	FirstUSD float64   `json:"first_usd"`
	LastUSD  float64   `json:"last_usd"`
}

func readSpend(ctx context.Context, r request) (string, error) {
	days := usualDays
	if text := r.vars["days"]; text != "" {
		var err error
		if days, err = strconv.Atoi(text); err != nil || days < 1 || days > mostDays {
			return "", clienterror.New("days is %q; use a whole number from 1 to %d", text, mostDays)
		}
	}
	if r.env.Ledger == nil {
		return compact(spendAnswer{Note: noLedger, ByDay: []spendSum{}, ByTool: []spendSum{}})
	}
	answer, err := spending(ctx, r.env.Ledger, r.acct.ID, time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 1-days))
	if err != nil {
		return "", ledgerProblem(r, err)
	}
	return compact(answer)
}

func spending(ctx context.Context, l *jobs.Ledger, account string, since time.Time) (spendAnswer, error) {
	a := spendAnswer{
		Since: since, ByDay: []spendSum{}, ByTool: []spendSum{},
		Note: "estimate is the most that was estimated, cost what finished work did cost, reserved what unfinished work may still cost; the wallet's change is the truth, as far as balances were seen",
	}
	spent, err := l.SpendingSince(ctx, account, since)
	if err != nil {
		return a, err
	}
	a.Total.Name = "total"
	for _, s := range spent {
		a.Total.add(s)
		line(&a.ByDay, s.Day).add(s)
		line(&a.ByTool, s.Tool).add(s)
	}
	wallet, err := l.WalletSince(ctx, account, since)
	if err != nil {
		return a, err
	}
	if wallet.FirstUSD != nil && wallet.LastUSD != nil {
		a.Wallet = &walletSeen{wallet.From, wallet.Until, *wallet.FirstUSD, *wallet.LastUSD}
	}
	a.Budgets, err = l.Budgets(ctx, account)
	return a, err
}

// line is the sum of that name, which is made where there is none.
func line(sums *[]spendSum, name string) *spendSum {
	for i := range *sums {
		if (*sums)[i].Name == name {
			return &(*sums)[i]
		}
	}
	*sums = append(*sums, spendSum{Name: name})
	return &(*sums)[len(*sums)-1]
}

func (s *spendSum) add(more jobs.Spending) {
	s.Jobs += more.Jobs
	s.EstimateUSD += more.EstimateUSD
	s.CostUSD += more.CostUSD
	s.ReservedUSD += more.ReservedUSD
}
