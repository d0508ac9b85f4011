package videos

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/tables"
)

// templateRows renders a template once for each row. HeyGen's batches do not
// take templates: each is a request of its own.
func templateRows(ctx context.Context, c *kit.Call, acct *account.Account, args createVideosArgs) ([]jobs.Row, []string, error) {
	if err := onlyForAvatars(args); err != nil {
		return nil, nil, err
	}
	rows, err := args.Read(c)
	if err != nil {
		return nil, nil, err
	}
	_, t, err := findTemplate(ctx, c, args.TemplateID)
	if err != nil {
		return nil, nil, err
	}
	texts := map[string]string{"title": args.Title, "callback_id": args.CallbackID}
	for name, text := range templateTexts(t, args.Variables, rows[0]) {
		texts[variablePrefix+name] = text
	}
	filling, err := tables.Patterns(texts)
	if err != nil {
		return nil, nil, err
	}
	type numbered struct {
		row   tables.Row
		index int
	}
	all := make([]numbered, len(rows))
	for i, row := range rows {
		all[i] = numbered{row, i}
	}
	warnings := tables.RowWarnings(rows, filling.Used)
	planned, err := fault.PlanAll(all, func(n numbered) (plannedRow, error) {
		values, err := filling.Filled(n.row)
		if err != nil {
			return plannedRow{}, err
		}
		return planTemplateRow(ctx, c, acct, t, args, values, n.index)
	}, func(f *fault.List, i int, err error) error { return f.Add(tables.RowName(i), err) })
	made := make([]jobs.Row, len(planned))
	var aloud []string
	for i, p := range planned {
		made[i] = p.row
		for _, warning := range p.aloud {
			aloud = append(aloud, tables.RowName(i)+"."+warning)
		}
	}
	return made, append(warnings, check.Few(aloud)...), err
}

// plannedRow is the request of a row, and warnings of what it would say.
type plannedRow struct {
	row   jobs.Row
	aloud []string
}

// planTemplateRow is the request of one row.
func planTemplateRow(ctx context.Context, c *kit.Call, acct *account.Account, t heygenapi.TemplateDetail, args createVideosArgs, filled map[string]string, i int) (plannedRow, error) {
	values := maps.Clone(args.Variables)
	if values == nil {
		values = map[string]string{}
	}
	for argument, text := range filled {
		if name, ok := strings.CutPrefix(argument, variablePrefix); ok {
			values[name] = text
		}
	}
	variables, err := fillVariables(ctx, acct, t, values)
	if err != nil {
		return plannedRow{}, err
	}
	estimate, _, err := priceTemplate(c, t, nil, values)
	if err != nil {
		return plannedRow{}, err
	}
	title := tables.RowTitle(args.Title, filled["title"], i)
	return plannedRow{aloud: templateAloud(t, values), row: jobs.Row{
		Title: title, Estimate: estimate, Path: "/v3/templates/" + url.PathEscape(t.ID),
		Request: heygenapi.TemplateRequest{
			Variables: variables, Title: title, Caption: args.Captions == burned, CallbackURL: args.CallbackURL, CallbackID: cmp.Or(filled["callback_id"], args.CallbackID),
		},
	}}, nil
}

// variablePrefix names a variable among the arguments.
const variablePrefix = "variables."

// templateTexts are what fills the template's variables: as given, or where
// nothing is given the columns of their names.
func templateTexts(t heygenapi.TemplateDetail, given map[string]string, row tables.Row) map[string]string {
	if len(given) > 0 {
		return given
	}
	texts := map[string]string{}
	for name := range variableTypes(t) {
		if column, _, found := row.Find(name); found {
			texts[name] = "{{" + column + "}}"
		}
	}
	return texts
}

// onlyForAvatars refuses arguments that a template decides by itself.
func onlyForAvatars(a createVideosArgs) error {
	set := map[string]bool{
		"voice_id": a.VoiceID != "", "voice_speed": a.VoiceSpeed != nil, "engine": a.Engine != "", "background_color": a.BackgroundColor != "",
		"background_url": a.BackgroundURL != "", "aspect_ratio": a.AspectRatio != "", "resolution": a.Resolution != "",
	}
	for _, field := range slices.Sorted(maps.Keys(set)) {
		if set[field] {
			return fault.Invalid(field, "has no meaning with template_id: the template has its own", "Leave "+field+" out, or set one of the template's variables.")
		}
	}
	return nil
}
