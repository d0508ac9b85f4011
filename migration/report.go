package migration

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Report says in lines what became of the old request. Without all it leaves
// out what was kept.
func (r *Result) Report(all bool) string {
	var b strings.Builder
	where := "no request of v3"
	if r.Path != "" {
		where = r.Method + " " + r.Path
	}
	fmt.Fprintf(&b, "%s -> %s\n", r.Old, where)
	if r.Tool != "" {
		fmt.Fprintf(&b, "tool: %s\n", r.Tool)
	}
	if all {
		for _, k := range r.Kept {
			b.WriteString(k.line())
		}
	}
	for _, l := range r.Lost {
		fmt.Fprintf(&b, "lost: %s = %s: %s. %s\n", l.From, l.Value, strings.TrimSuffix(l.Why, "."), l.Instead)
	}
	if len(r.ToolLacks) > 0 {
		fmt.Fprintf(&b, "not in the tool: %s; the body has it\n", strings.Join(r.ToolLacks, ", "))
	}
	for _, w := range r.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", w)
	}
	return b.String()
}

func (k Kept) line() string {
	line := "kept: " + k.From
	if k.To != "" && k.To != k.From {
		line += " -> " + k.To
	}
	if k.Note != "" {
		line += " (" + k.Note + ")"
	}
	return line + "\n"
}

//go:embed guide.md
var guide string

// Guide is the whole mapping as Markdown: endpoints, fields, and what v3 has no
// counterpart for.
func Guide() string {
	var b strings.Builder
	b.WriteString(guide)
	b.WriteString("\n## Endpoints\n\n| old | v3 | tool | note |\n|---|---|---|---|\n")
	for _, r := range Routes() {
		now, tool := "none", ""
		if r.New != "" {
			now = r.NewMethod + " " + r.New
		}
		if r.Tool != "" {
			tool = "`" + r.Tool + "`"
		}
		fmt.Fprintf(&b, "| %s %s | %s | %s | %s |\n", r.Method, r.Old, now, tool, r.Note)
	}
	b.WriteString("\n## Fields without a counterpart\n\n")
	byReason := map[reason][]string{}
	for name, why := range reasons() {
		byReason[why] = append(byReason[why], name)
	}
	var lines []string
	for why, names := range byReason {
		slices.Sort(names)
		lines = append(lines, fmt.Sprintf("* %s: %s. %s\n", strings.Join(names, ", "), why.why, why.instead))
	}
	slices.Sort(lines)
	b.WriteString(strings.Join(lines, ""))
	return b.String()
}

// Brief is the table of the endpoints that create something and the commonest
// others, as Markdown.
func Brief() string {
	var b strings.Builder
	b.WriteString("| old | now |\n|---|---|\n")
	common := map[string]bool{"/v1/video_status.get": true, "/v2/avatars": true, "/v2/voices": true, "/v1/asset": true, "/v2/user/remaining_quota": true}
	for _, r := range Routes() {
		if !r.Converts() && !common[r.Old] {
			continue
		}
		note := r.Note
		if note != "" {
			note = ": " + note
		}
		fmt.Fprintf(&b, "| %s %s | `%s`%s |\n", r.Method, r.Old, r.Tool, note)
	}
	return b.String()
}

// keysOf gives names in order.
func keysOf(fields map[string]any) []string { return slices.Sorted(maps.Keys(fields)) }
