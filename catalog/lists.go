package catalog

import (
	"context"
	"fmt"
	"slices"

	"heygen-mcp/heygenapi"
)

// StyleQuery searches styles; empty fields admit everything.
type StyleQuery struct {
	Text, Tag string
	Limit     int
	Cursor    string
}

func (q StyleQuery) String() string { return fmt.Sprintf("%q", []string{q.Text, q.Tag}) }

// FindStyles searches the Video Agent's styles.
func (c *Catalog) FindStyles(ctx context.Context, q StyleQuery) (Result[heygenapi.AgentStyle], error) {
	styles, err := c.styles.get(ctx)
	if err != nil {
		return Result[heygenapi.AgentStyle]{}, err
	}
	found := styles.find(q.Text, func(s heygenapi.AgentStyle) bool {
		return q.Tag == "" || slices.ContainsFunc(s.Tags, func(tag string) bool { return same(q.Tag, tag) })
	})
	return cut(styles.items, found, q, q.Limit, q.Cursor)
}

// Styles gives all styles.
func (c *Catalog) Styles(ctx context.Context) ([]heygenapi.AgentStyle, error) {
	styles, err := c.styles.get(ctx)
	if err != nil {
		return nil, err
	}
	return styles.items, nil
}

// Style gives one style. An id that is none is an [*UnknownError].
func (c *Catalog) Style(ctx context.Context, id string) (heygenapi.AgentStyle, error) {
	styles, err := c.styles.get(ctx)
	if err != nil {
		return heygenapi.AgentStyle{}, err
	}
	if s, ok := styles.get(id); ok {
		return s, nil
	}
	return heygenapi.AgentStyle{}, &UnknownError{Kind: KindStyle, ID: id}
}

func (c *Catalog) fetchStyles(ctx context.Context) (*searchIndex[heygenapi.AgentStyle], error) {
	var all []heygenapi.AgentStyle
	for s, err := range c.api.VideoAgentStyles(ctx, heygenapi.ListStylesOptions{PageOptions: heygenapi.PageOptions{Limit: 100}}) {
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return newSearchIndex(all, func(s heygenapi.AgentStyle) string { return s.StyleID }, func(s heygenapi.AgentStyle) []string { return append([]string{s.Name}, s.Tags...) }), nil
}

// TemplateQuery searches templates; an empty text admits everything.
type TemplateQuery struct {
	Text   string
	Limit  int
	Cursor string
}

func (q TemplateQuery) String() string { return fmt.Sprintf("%q", q.Text) }

// FindTemplates searches the account's templates.
func (c *Catalog) FindTemplates(ctx context.Context, q TemplateQuery) (Result[heygenapi.Template], error) {
	templates, err := c.templates.get(ctx)
	if err != nil {
		return Result[heygenapi.Template]{}, err
	}
	found := templates.find(q.Text, func(heygenapi.Template) bool { return true })
	return cut(templates.items, found, q, q.Limit, q.Cursor)
}

// Templates gives all templates.
func (c *Catalog) Templates(ctx context.Context) ([]heygenapi.Template, error) {
	templates, err := c.templates.get(ctx)
	if err != nil {
		return nil, err
	}
	return templates.items, nil
}

func (c *Catalog) fetchTemplates(ctx context.Context) (*searchIndex[heygenapi.Template], error) {
	var all []heygenapi.Template
	for t, err := range c.api.Templates(ctx, heygenapi.PageOptions{Limit: 100}) {
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return newSearchIndex(all, func(t heygenapi.Template) string { return t.ID }, func(t heygenapi.Template) []string { return []string{t.Name} }), nil
}

// maxCompletions is how many values MCP lets a completion have.
const maxCompletions = 100

// Complete gives the ids of a kind that begin with the text or whose names fit
// it, best first.
func (c *Catalog) Complete(ctx context.Context, kind Kind, text string) ([]string, error) {
	switch kind {
	case KindAvatar:
		looks, err := c.looks.get(ctx)
		return complete(looks, text, err)
	case KindVoice:
		voices, err := c.voices.get(ctx)
		return complete(voices, text, err)
	case KindStyle:
		styles, err := c.styles.get(ctx)
		return complete(styles, text, err)
	case KindTemplate:
		templates, err := c.templates.get(ctx)
		return complete(templates, text, err)
	case KindLanguage:
		return c.completeLanguage(ctx, text)
	case KindGroup:
		return nil, nil
	default:
		return nil, nil
	}
}

func complete[T any](l *searchIndex[T], text string, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	var out []string
	seen := map[string]bool{}
	add := func(id string) {
		if !seen[id] && len(out) < maxCompletions {
			seen[id] = true
			out = append(out, id)
		}
	}
	for _, id := range l.keys {
		if text != "" && hasFoldedPrefix(id, text) {
			add(id)
		}
	}
	for _, i := range l.find(text, func(T) bool { return true }) {
		add(l.keys[i])
	}
	return out, nil
}

// EventTypes gives the kinds of events that HeyGen tells webhooks of.
func (c *Catalog) EventTypes(ctx context.Context) ([]heygenapi.WebhookEventType, error) {
	return c.events.get(ctx)
}
