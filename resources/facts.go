package resources

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
	"heygen-mcp/migration"
)

// facts are what does not depend on a choice: the account, prices, limits,
// languages and guidance.
func facts() []resource {
	return []resource{
		{uri: "heygen://account", name: "account", title: "Account and balance", description: "Who the key belongs to, what pays, and what is left.", mime: asJSON, read: readAccount},
		{uri: "heygen://pricing", name: "pricing", title: "Prices", description: "The dated rate card that estimates use. HeyGen publishes no prices by API: these are estimates.", mime: asJSON, offline: true, read: readPricing},
		{uri: "heygen://limits", name: "limits", title: "Limits", description: "Lengths, sizes and counts that HeyGen takes, with the date of the facts.", mime: asJSON, offline: true, read: readLimits},
		{uri: "heygen://languages", name: "languages", title: "Translation languages", description: "The names of the languages that translate_video takes, one a line.", mime: asText, read: readLanguages},
		{uri: "heygen://guide", name: "guide", title: "How to write for HeyGen", description: "Scripts, prompts, engines, captions, translation: what works and what goes wrong.", mime: asMarkdown, offline: true, read: readGuide},
		{uri: "heygen://migration", name: "migration", title: "From v1 and v2 to v3", description: "HeyGen's ended endpoints, what replaces each, which tool does it, and what has no counterpart.", mime: asMarkdown, offline: true, read: readMigration},
	}
}

func readAccount(ctx context.Context, r request) (string, error) {
	user, err := r.acct.API.GetCurrentUser(ctx)
	if err != nil {
		return "", err
	}
	// What HeyGen adds to its answer is not ours to pass on unread.
	user.Extra = nil
	return compact(user)
}

func readPricing(_ context.Context, r request) (string, error) {
	card, err := r.env.RateCard()
	if err != nil {
		return "", fmt.Errorf("reading the rate card: %w", err)
	}
	return compact(struct {
		Estimates bool   `json:"estimates_only"`
		Currency  string `json:"currency"`
		Card      any    `json:"rate_card"`
	}{true, "USD", card})
}

// limits are facts about the service as of their date. Not all are confirmed
// by HeyGen's reference: they help to plan, and are no promise.
func readLimits(context.Context, request) (string, error) {
	return compact(map[string]any{
		"as_of": "2026-11", "note": "Collected from HeyGen's public documents; estimates, not promises.",
		"jobs_at_once":      map[string]any{"pay_as_you_go": 10, "enterprise": "20 and up", "above": "429 with Retry-After"},
		"script":            map[string]any{"characters": 5000, "words_a_minute_english": 150, "warn_minutes": 20, "most_minutes": 30},
		"voice":             map[string]any{"speed": []float64{0.5, 1.5}, "pitch": []float64{-50, 50}, "volume": []float64{0, 1}, "speech_speed": []float64{0.5, 2}},
		"video_agent":       map[string]any{"prompt_characters": 10000, "files": 20, "minutes_to_render": 45},
		"input":             map[string]any{"audio_seconds": 600, "audio_mb": 50, "video_mb": 100, "image_mb": 50, "below": "2K"},
		"assets":            map[string]any{"upload_mb": 32, "direct_upload_mb": 200, "types": "png jpeg mp4 webm mp3 wav pdf srt"},
		"batch_items":       100,
		"links":             "signed, they expire: fetch them again right before use",
		"minutes_to_render": map[string]any{"video": "2 to 10", "translation": "5 to 15", "agent_session": "up to 45"},
	})
}

func readLanguages(ctx context.Context, r request) (string, error) {
	names, err := r.acct.Catalog.Languages(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("# %d languages; codes and English names are matched to these\n%s\n", len(names), strings.Join(names, "\n")), nil
}

//go:embed guide.md
var guide string

func readGuide(context.Context, request) (string, error) { return guide, nil }

func readMigration(context.Context, request) (string, error) { return migration.Guide(), nil }

func readStyles(ctx context.Context, r request) (string, error) {
	found, err := r.acct.Catalog.FindStyles(ctx, catalog.StyleQuery{Text: r.vars["query"], Limit: linesPerPage, Cursor: r.vars["cursor"]})
	return listPage(r, "styles", "style_id | name | aspect_ratio | tags", found, err, func(s heygenapi.AgentStyle) []string {
		return []string{s.StyleID, s.Name, s.AspectRatio, strings.Join(s.Tags, ",")}
	})
}

func readTemplates(ctx context.Context, r request) (string, error) {
	found, err := r.acct.Catalog.FindTemplates(ctx, catalog.TemplateQuery{Text: r.vars["query"], Limit: linesPerPage, Cursor: r.vars["cursor"]})
	return listPage(r, "templates", "template_id | name | aspect_ratio", found, err, func(t heygenapi.Template) []string {
		return []string{t.ID, t.Name, t.AspectRatio}
	})
}
