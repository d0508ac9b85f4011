package renders

import (
	"context"
	"fmt"
	"strings"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/follow"
	"heygen-mcp/tools/kit"
)

type listJobsArgs struct {
	Source  string   `json:"source,omitempty" jsonschema:"enum=ledger,enum=heygen" jsonschema_description:"Default ledger. heygen lists what was made elsewhere too, one kind a call."`
	Kind    string   `json:"kind,omitempty" jsonschema:"enum=video,enum=translation,enum=agent_session,enum=lipsync,enum=clipping,enum=background_removal,enum=proofread,enum=avatar,enum=voice,enum=speech,enum=stream" jsonschema_description:"heygen has lipsync, clipping, background_removal."`
	States  []string `json:"states,omitempty" jsonschema:"uniqueItems=true,enum=planned,enum=sending,enum=accepted,enum=refused,enum=uncertain,enum=completed,enum=failed,enum=cancelled"`
	Tool    string   `json:"tool,omitempty"`
	BatchID string   `json:"batch_id,omitempty"`
	Since   string   `json:"since,omitempty" jsonschema_description:"RFC 3339 date or time."`
	Limit   int      `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 8."`
	Cursor  string   `json:"cursor,omitempty"`
}

// jobsByDefault is the length of the default page: rows of the ledger are long.
const jobsByDefault = 8

// sourceHeyGen lists what HeyGen has, not what the ledger has.
const sourceHeyGen = "heygen"

func (a listJobsArgs) Check() error {
	if a.Source != sourceHeyGen {
		_, err := a.since()
		return err
	}
	for _, filter := range []check.Argument{check.Given("states", len(a.States) > 0), check.Given("tool", a.Tool != ""), check.Given("batch_id", a.BatchID != ""), check.Given("since", a.Since != "")} {
		if filter.Set {
			return fault.Invalid(filter.Field, "is known to the ledger only, and source is heygen", "Leave "+filter.Field+" out, or use source ledger.")
		}
	}
	switch a.Kind {
	case "":
		return fault.Invalid("kind", "is missing: HeyGen lists one kind at a time", "Add kind: lipsync, clipping or background_removal; or use source ledger for all kinds.")
	case follow.KindLipsync, follow.KindClipping, follow.KindRemoval:
		return nil
	default:
		return fault.Invalid("kind", "is "+a.Kind+", which this tool does not list from HeyGen", "Use lipsync, clipping or background_removal; list_videos, list_video_translations and list_video_agent_sessions list the others, or source ledger what was paid for.")
	}
}

// checkTool refuses a name that no job can have.
func (a listJobsArgs) checkTool(all []kit.Tool) error {
	if a.Tool == "" || a.Source == sourceHeyGen {
		return nil
	}
	var names []string
	for _, t := range all {
		if t.Name == a.Tool {
			return nil
		}
		if t.Spends {
			names = append(names, t.Name)
		}
	}
	hint := "Tools that pay: " + strings.Join(names, ", ") + "."
	if near := fault.Nearby(a.Tool, names); len(near) > 0 {
		hint = "Did you mean " + strings.Join(near, " or ") + "? " + hint
	}
	return fault.Invalid("tool", fmt.Sprintf("is %q, and there is no such tool", fault.Cut(a.Tool)), hint)
}

// jobRow is one job: of the ledger, with job_id and state, or of HeyGen's, with
// id and status.
type jobRow struct {
	JobID           string   `json:"job_id,omitempty" jsonschema_description:"The ledger's."`
	ID              string   `json:"id,omitempty"`
	IDs             []string `json:"ids,omitempty" jsonschema_description:"HeyGen's; the first 3."`
	MoreIDs         int      `json:"more_ids,omitempty" jsonschema_description:"How many there are besides: get_video_status tells all by the job_id."`
	State           string   `json:"state,omitempty"`
	Status          string   `json:"status,omitempty"`
	Tool            string   `json:"tool,omitempty"`
	Kind            string   `json:"kind,omitempty"`
	Title           string   `json:"title,omitempty"`
	Progress        *int     `json:"progress,omitempty"`
	DurationSeconds *float64 `json:"duration_seconds,omitempty"`
	Clips           int      `json:"clips,omitempty"`
	CreatedAt       string   `json:"created_at,omitempty"`
	FinishedAt      string   `json:"finished_at,omitempty"`
	CostUSD         *float64 `json:"cost_usd,omitempty" jsonschema_description:"What it did cost, once it is over."`
	EstimateUSD     *float64 `json:"estimate_usd,omitempty" jsonschema_description:"The most it may cost, before."`
	Failure         string   `json:"failure,omitempty"`
	BatchID         string   `json:"batch_id,omitempty"`
	Files           []string `json:"files,omitempty"`
}

type listJobsResult struct {
	Items      []jobRow `json:"items"`
	NextCursor string   `json:"next_cursor,omitempty"`
}

func listJobs(ctx context.Context, c *kit.Call, args listJobsArgs, all []kit.Tool) (listJobsResult, error) {
	if err := args.checkTool(all); err != nil {
		return listJobsResult{}, err
	}
	acct, err := c.Account(ctx)
	if err != nil {
		return listJobsResult{}, err
	}
	if args.Limit == 0 {
		args.Limit = jobsByDefault
	}
	if args.Source != sourceHeyGen {
		return listPaid(ctx, c, acct, args)
	}
	token, err := kit.ReadCursor(args.Cursor)
	if err != nil {
		return listJobsResult{}, err
	}
	// Each kind has pages of its own.
	mark := args.Kind + ":"
	token, ours := strings.CutPrefix(token, mark)
	if token != "" && !ours {
		return listJobsResult{}, kit.BadCursor()
	}
	page := heygenapi.PageOptions{Limit: args.Limit, Token: token}
	var out listJobsResult
	var next string
	switch args.Kind {
	case follow.KindLipsync:
		out.Items, next, err = jobRows(ctx, page, acct.API.ListLipsyncs, lipsyncRow)
	case follow.KindClipping:
		out.Items, next, err = jobRows(ctx, page, acct.API.ListClippings, clippingRow)
	default:
		out.Items, next, err = jobRows(ctx, page, acct.API.ListBackgroundRemovals, removalRow)
	}
	if err != nil {
		return listJobsResult{}, err
	}
	if next != "" {
		out.NextCursor = kit.WriteCursor(mark + next)
	}
	return out, nil
}

// jobRows reads one page of a list and shows its items.
func jobRows[T any](
	ctx context.Context, o heygenapi.PageOptions,
	list func(context.Context, heygenapi.PageOptions) (heygenapi.Page[T], error), row func(T) jobRow,
) (items []jobRow, next string, err error) {
	page, err := list(ctx, o)
	if err != nil {
		return nil, "", err
	}
	items = make([]jobRow, 0, len(page.Items))
	for _, item := range page.Items {
		items = append(items, row(item))
	}
	return items, page.NextToken, nil
}

func lipsyncRow(l heygenapi.Lipsync) jobRow {
	return jobRow{ID: l.ID, Title: l.Title, Status: string(l.Status), DurationSeconds: l.Duration, CreatedAt: kit.Timestamp(l.CreatedAt), Failure: l.FailureMessage}
}

func clippingRow(c heygenapi.Clipping) jobRow {
	return jobRow{
		ID: c.ID, Title: c.Title, Status: string(c.Status), Progress: new(c.Progress), DurationSeconds: c.SourceDuration, Clips: len(c.Clips),
		CreatedAt: kit.Timestamp(c.CreatedAt), Failure: c.FailureMessage,
	}
}

func removalRow(r heygenapi.BackgroundRemoval) jobRow {
	return jobRow{ID: r.ID, Status: string(r.Status), DurationSeconds: r.Duration, CreatedAt: kit.Timestamp(r.CreatedAt), Failure: r.Error}
}

// Ledger are the tools that read the ledger of paid work. They know all
// tools by name, which pay for it.
func Ledger(all func() []kit.Tool) []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "list_jobs", Title: "List jobs", Toolset: "post",
			Description: "What was paid for through this server, newest first: state, cost and HeyGen's ids. Told from its ledger, without a request. Links come from get_video_status.",
			Hints:       kit.Hints{ReadOnly: true},
		}, func(ctx context.Context, c *kit.Call, args listJobsArgs) (listJobsResult, error) {
			return listJobs(ctx, c, args, all())
		}),
	}
}
