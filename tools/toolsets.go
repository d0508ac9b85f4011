package tools

import (
	"cmp"
	"slices"
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
		{Core, "the default: create, translate, follow and fetch videos; avatars, voices, prices"},
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
func All() []Tool {
	all := slices.Concat(
		allVideoTools(),
		allRenderTools(),
		allAgentTools(),
		allTranslationTools(),
		allAvatarTools(),
		allVoiceTools(),
		templateTools(),
		allAssetTools(),
		accountTools(),
		postTools(),
		ledgerTools(All),
		webhookTools(),
		brandTools(),
		liveTools(),
	)
	places := map[string]int{}
	for i, set := range Toolsets() {
		places[set.Name] = i
	}
	slices.SortStableFunc(all, func(a, b Tool) int { return cmp.Compare(places[a.Toolset], places[b.Toolset]) })
	return all
}
