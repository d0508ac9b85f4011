// Package prompts offers workflows as MCP prompts: each tells an assistant which
// tools to use, in which order, and what goes wrong on the way. A prompt is one
// declaration: its arguments, and its text as a file of this package. Only
// mcp.go knows the MCP library.
package prompts

import (
	"embed"
	"fmt"
	"strings"
	"text/template"

	"heygen-mcp/catalog"
	"heygen-mcp/internal/clienterror"
)

// prompt is one declaration. Its text stands in texts/NAME.md.
type prompt struct {
	name, title string
	description string
	arguments   []argument
}

// argument is something to fill in.
type argument struct {
	name        string
	description string
	required    bool
	// complete says what the values are the ids of, where they are ids.
	complete catalog.Kind
}

var (
	avatar   = argument{name: "avatar_id", description: "The presenter's look; left out, the assistant proposes some.", complete: catalog.KindAvatar}
	voice    = argument{name: "voice_id", description: "The voice; left out, the look's own.", complete: catalog.KindVoice}
	style    = argument{name: "style_id", description: "A visual style of the Video Agent.", complete: catalog.KindStyle}
	language = argument{name: "language", description: "The language to speak; left out, that of the text.", complete: catalog.KindLanguage}
)

// all lists the prompts, in the order in which hosts show them.
func all() []prompt {
	return []prompt{
		{"first_video", "Make a video", "From a text to a finished video, with the price before and the file after.", []argument{
			{name: "script", description: "What is to be said, or what the video is about.", required: true}, avatar, voice,
		}},
		{"training_series", "Training series", "A course or onboarding as a series of short lessons with the same presenter.", []argument{
			{name: "topic", description: "What is taught.", required: true}, {name: "audience", description: "Who learns."},
			{name: "lessons", description: "How many lessons."}, avatar, voice,
		}},
		{"product_explainer", "Product explainer", "What a product does, for whom, and why, in about a minute.", []argument{
			{name: "product", description: "The product and its facts, or where they stand.", required: true}, {name: "audience", description: "Who is to be won."}, style,
		}},
		{"localize_video", "Localize a video", "One video into several languages, checked and saved.", []argument{
			{name: "video", description: "The video's id, or the address of its file.", required: true},
			{name: "languages", description: "The languages, separated by commas.", required: true, complete: catalog.KindLanguage},
		}},
		{"product_update", "Product update", "Release notes as a short video for users.", []argument{
			{name: "release_notes", description: "The notes, or where they stand.", required: true}, avatar, voice,
		}},
		{"property_tour", "Property tour", "A guided tour of a property from its pictures and facts.", []argument{
			{name: "property", description: "Address, rooms, highlights, and the pictures' places.", required: true}, avatar, language,
		}},
		{"patient_education", "Patient education", "A calm, plain explanation for patients, with the text approved first.", []argument{
			{name: "subject", description: "The condition, treatment or instruction.", required: true}, {name: "source", description: "The approved text it must keep to."}, language, avatar,
		}},
		{"ad_variants", "Ad variants", "Several versions of one ad for different clients or audiences.", []argument{
			{name: "offer", description: "What is advertised, and the call to action.", required: true},
			{name: "audiences", description: "For whom, separated by commas.", required: true},
			{name: "template_id", description: "A template to fill in, where there is one.", complete: catalog.KindTemplate},
		}},
		{"news_roundup", "News round-up", "The day's or week's news as a presented bulletin.", []argument{
			{name: "items", description: "The news, or where they stand.", required: true}, avatar, voice, language,
		}},
		{"proofread_translation", "Proofread a translation", "Translate a video, go through the text with the user, and render what they approved.", []argument{
			{name: "video", description: "The video's id, or the address of its file.", required: true},
			{name: "language", description: "The language to translate into.", required: true, complete: catalog.KindLanguage},
			{name: "terms", description: "Names and words that must stay or be rendered in one way."},
		}},
		{"multi_scene_lesson", "Lesson in scenes", "One lesson as a single video of several scenes: presenter, pictures, footage.", []argument{
			{name: "topic", description: "What the lesson teaches.", required: true}, {name: "audience", description: "Who learns."},
			{name: "materials", description: "Pictures and clips to show: addresses, asset ids or files."}, avatar, voice,
		}},
		{"cut_clips", "Cut clips from a long video", "The best moments of a talk, webinar or podcast as short clips.", []argument{
			{name: "video", description: "The video's id, or the address of its file.", required: true},
			{name: "looking_for", description: "What the clips are to show."}, {name: "platform", description: "Where they will be posted."},
		}},
		{"live_host", "Live host", "An avatar that speaks live, sentence by sentence, to an audience.", []argument{
			{name: "occasion", description: "What it hosts, and for whom.", required: true}, avatar, voice,
		}},
		{"migrate_v2_request", "Migrate a v1 or v2 request", "An old HeyGen API request as the tool call that replaces it.", []argument{
			{name: "request", description: "The old request: path and JSON body, without its key.", required: true},
		}},
	}
}

//go:embed texts/*.md
var texts embed.FS

// write fills the prompt's text in.
func (p prompt) write(given map[string]string) (string, error) {
	values := map[string]string{}
	for _, a := range p.arguments {
		values[a.name] = strings.TrimSpace(given[a.name])
		if a.required && values[a.name] == "" {
			return "", clienterror.New("the prompt %s needs %s: %s", p.name, a.name, a.description)
		}
	}
	for name := range given {
		if _, known := values[name]; !known {
			return "", clienterror.New("the prompt %s has no argument %q; it takes %s", p.name, name, strings.Join(p.names(), ", "))
		}
	}
	text, err := template.New(p.name+".md").Funcs(functions()).Option("missingkey=error").ParseFS(texts, "texts/"+p.name+".md", "texts/common.md")
	if err != nil {
		return "", fmt.Errorf("reading the text of the prompt %s: %w", p.name, err)
	}
	var b strings.Builder
	if err := text.ExecuteTemplate(&b, p.name+".md", values); err != nil {
		return "", fmt.Errorf("writing the prompt %s: %w", p.name, err)
	}
	return b.String(), nil
}

func (p prompt) names() []string {
	var names []string
	for _, a := range p.arguments {
		names = append(names, a.name)
	}
	return names
}

// CompletionKind says what the values of a prompt's argument are the ids of;
// empty where they are not completed.
func CompletionKind(name, argument string) catalog.Kind {
	for _, p := range all() {
		for _, a := range p.arguments {
			if p.name == name && a.name == argument {
				return a.complete
			}
		}
	}
	return ""
}
