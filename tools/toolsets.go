package tools

import (
	"cmp"
	"slices"

	"heygen-mcp/tools/agent"
	"heygen-mcp/tools/assets"
	"heygen-mcp/tools/avatars"
	"heygen-mcp/tools/billing"
	"heygen-mcp/tools/brand"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/live"
	"heygen-mcp/tools/post"
	"heygen-mcp/tools/renders"
	"heygen-mcp/tools/translation"
	"heygen-mcp/tools/videos"
	"heygen-mcp/tools/voices"
	"heygen-mcp/tools/webhooks"
)

// Every stands for all toolsets together.
const Every = "all"

// Toolset is a group of tools that is switched on by its name.
type Toolset struct {
	// Name is what flags, headers and [Tool.Toolset] call it.
	Name string
	// Description says in a few words what its tools are for.
	Description string
}

// Toolsets lists the toolsets, the default one first.
func Toolsets() []Toolset {
	return []Toolset{
		{kit.Core, "the default: create, translate, follow and fetch videos; avatars, voices, prices"},
		{"videos", "scenes, cinematic videos, batches; rename and delete videos"},
		{"agent", "Video Agent sessions: list, stop, and the resources they made"},
		{"translation", "list translations, and proofread them before they are rendered"},
		{"avatars", "avatar groups; create, consent to, change and delete avatars"},
		{"voices", "find a voice by its description; clone and delete voices"},
		{"assets", "the account's uploads and HeyGen's stock of media and sounds"},
		{"post", "lip-sync, clips and background removal on finished videos; what was paid for"},
		{"webhooks", "endpoints that HeyGen tells when a job is done"},
		{"brand", "brand kits and glossaries"},
		{"live", "avatars that speak live: real-time streams and LiveAvatar sessions"},
	}
}

// ToolsetNames are the names that choose toolsets: those of all toolsets and
// [Every].
func ToolsetNames() []string {
	var names []string
	for _, set := range Toolsets() {
		names = append(names, set.Name)
	}
	return append(names, Every)
}

// All lists every tool, by toolset and in the order in which hosts show them.
func All() []kit.Tool {
	all := slices.Concat(
		videos.Tools(),
		renders.Tools(),
		agent.Tools(),
		translation.Tools(),
		avatars.Tools(),
		voices.Tools(),
		videos.Templates(),
		assets.Tools(),
		billing.Tools(),
		post.Tools(),
		renders.Ledger(All),
		webhooks.Tools(),
		brand.Tools(),
		live.Tools(),
	)
	places := map[string]int{}
	for i, set := range Toolsets() {
		places[set.Name] = i
	}
	slices.SortStableFunc(all, func(a, b kit.Tool) int { return cmp.Compare(places[a.Toolset], places[b.Toolset]) })
	return all
}
