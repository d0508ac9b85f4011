package ledger

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"heygen-mcp/cli/terminal"
	"heygen-mcp/jobs"
)

// jobsExportCmd writes jobs for other programs.
type jobsExportCmd struct {
	File      string `arg:"" optional:"" help:"Where to write; stdout without it. A file that is there is replaced."`
	Format    string `env:"HEYGEN_MCP_JOBS_FORMAT" enum:"csv,json," default:"" placeholder:"FORMAT" help:"csv or json (default by the file's extension, else csv)."`
	jobFilter `embed:""`
	readFlags `embed:""`
}

// Help goes under the command's options.
func (jobsExportCmd) Help() string {
	return `In CSV, texts that a spreadsheet would take for a formula have an apostrophe in front. JSON is one array.

Examples:

    heygen-mcp jobs export november.csv --since 2026-11-01
    heygen-mcp jobs export --format json --state completed > jobs.json`
}

// Run writes them.
func (c *jobsExportCmd) Run(ctx context.Context, sys *terminal.System) error {
	filter, err := c.filter(sys)
	if err != nil {
		return err
	}
	write, err := c.writer()
	if err != nil {
		return err
	}
	ledger, err := c.open(sys, jobs.Budget{})
	if err != nil {
		return err
	}
	defer closing(ctx, ledger)
	found, err := ledger.List(ctx, filter)
	if err != nil {
		return err
	}
	if c.File == "" || c.File == "-" {
		return write(sys.Stdout, found)
	}
	path := sys.Expand(c.File)
	if err := replaceFile(path, func(w io.Writer) error { return write(w, found) }); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	terminal.Tell(sys.Stderr, "%d jobs written to %s\n", len(found), path)
	return nil
}

func (c *jobsExportCmd) writer() (func(io.Writer, []jobs.Entry) error, error) {
	format := c.Format
	if format == "" {
		format = strings.TrimPrefix(strings.ToLower(filepath.Ext(c.File)), ".")
	}
	switch format {
	case "json":
		return exportJSON, nil
	case "csv", "":
		return exportCSV, nil
	default:
		return nil, terminal.UsageError("the file's extension is %q, which is neither .csv nor .json: say --format csv or --format json", "."+format)
	}
}

// replaceFile writes a file whole or not at all, for its owner alone: titles
// and ids are nobody else's business.
func replaceFile(path string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".heygen-mcp-*")
	if err != nil {
		return err
	}
	err = errors.Join(write(file), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return nil
}

func exportJSON(w io.Writer, found []jobs.Entry) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return out.Encode(append([]jobs.Entry{}, found...))
}

func exportCSV(w io.Writer, found []jobs.Entry) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{
		"job_id", "created_at", "finished_at", "state", "tool", "kind", "product", "title", "account", "estimate_min_usd", "estimate_max_usd", "cost_usd", "rate_card",
		"heygen_ids", "batch_id", "row", "error_code", "error", "files",
	})
	for _, e := range found {
		row, cost := "", ""
		if e.BatchID != "" {
			row = strconv.Itoa(e.Row)
		}
		if e.CostUSD != nil {
			cost = money(*e.CostUSD)
		}
		_ = out.Write([]string{
			cell(e.ID), stamp(e.CreatedAt), stamp(e.FinishedAt), string(e.State), cell(e.Tool), string(e.Kind), string(e.Product), cell(e.Title), cell(e.Account),
			money(e.EstimateMin), money(e.EstimateMax), cost, cell(e.RateCard),
			cell(strings.Join(e.IDs(), " ")), cell(e.BatchID), row, cell(e.ErrorCode), cell(e.ErrorMessage), cell(strings.Join(e.Files, " ")),
		})
	}
	out.Flush()
	return out.Error()
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(text string) string {
	if trimmed := strings.TrimLeft(text, " \u00a0"); trimmed != "" && strings.ContainsAny(trimmed[:1], "=+-@\t\r\n|%") {
		return "'" + text
	}
	for _, wide := range []string{"＝", "＋", "－", "＠"} {
		if strings.HasPrefix(text, wide) {
			return "'" + text
		}
	}
	return text
}

func money(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
