package catalog

import (
	"context"
	"time"

	"heygen-mcp/heygenapi"
)

// Catalog is what one account can choose from. It is safe for concurrent use.
type Catalog struct {
	api    *heygenapi.Client
	looks  *cached[*searchIndex[Look]]
	groups *cached[*searchIndex[Group]]
	voices *cached[*searchIndex[Voice]]
	// The long public parts outlive a change of the account's own.
	publicLooks  *cached[[]Look]
	publicGroups *cached[[]Group]
	publicVoices *cached[[]Voice]
	engines      map[string]*cached[map[string]bool]
	styles       *cached[*searchIndex[heygenapi.AgentStyle]]
	templates    *cached[*searchIndex[heygenapi.Template]]
	languages    *cached[[]string]
	events       *cached[[]heygenapi.WebhookEventType]
}

// listTTL is how long a list is kept.
const listTTL = 15 * time.Minute

// engines are the voice engines that HeyGen lists voices by.
var engines = []string{"starfish", "elevenlabs", "fish"}

// New makes a catalog. It makes no request.
func New(api *heygenapi.Client) *Catalog { return newCatalog(api, time.Now) }

// newCatalog makes one whose lists grow old by a clock.
func newCatalog(api *heygenapi.Client, now func() time.Time) *Catalog {
	c := &Catalog{api: api, engines: map[string]*cached[map[string]bool]{}}
	c.looks = keep(now, c.fetchLooks)
	c.groups = keep(now, c.fetchGroups)
	c.voices = keep(now, c.fetchVoices)
	c.looks.isUnfinished, c.groups.isUnfinished = hasUnfinishedLook, hasUnfinishedGroup
	c.publicLooks = keep(now, func(ctx context.Context) ([]Look, error) { return c.drainLooks(ctx, public) })
	c.publicGroups = keep(now, func(ctx context.Context) ([]Group, error) { return c.drainGroups(ctx, public) })
	c.publicVoices = keep(now, func(ctx context.Context) ([]Voice, error) { return c.drainVoices(ctx, public) })
	c.styles = keep(now, c.fetchStyles)
	c.templates = keep(now, c.fetchTemplates)
	c.languages = keep(now, api.TranslationLanguages)
	c.events = keep(now, api.ListWebhookEventTypes)
	for _, engine := range engines {
		c.engines[engine] = keep(now, func(ctx context.Context) (map[string]bool, error) { return c.fetchEngine(ctx, engine) })
	}
	return c
}

func keep[T any](now func() time.Time, fetch func(context.Context) (T, error)) *cached[T] {
	return &cached[T]{fetch: fetch, ttl: listTTL, now: now}
}

// The two kinds of ownership.
const (
	public  = "public"
	private = "private"
)

// Invalidate makes the next look at each list fetch it anew, after something
// was made or deleted.
func (c *Catalog) Invalidate() {
	c.publicLooks.drop()
	c.publicGroups.drop()
	c.publicVoices.drop()
	c.InvalidateAvatars()
	c.InvalidateVoices()
	c.styles.drop()
	c.templates.drop()
	c.events.drop()
}

// InvalidateAvatars makes the next look at the avatars fetch the account's own
// anew, after one was made, renamed or deleted.
func (c *Catalog) InvalidateAvatars() {
	c.groups.drop()
	c.looks.drop()
}

// InvalidateVoices does the same for voices.
func (c *Catalog) InvalidateVoices() {
	c.voices.drop()
	for _, e := range c.engines {
		e.drop()
	}
}

// Result is one page of a search.
type Result[T any] struct {
	Items []T
	// NextCursor gives the next page; empty on the last.
	NextCursor string
	// Total is how many the search found in all.
	Total int
}

// Kind names what an id is of.
type Kind string

// The kinds of ids.
const (
	KindAvatar   Kind = "avatar look"
	KindGroup    Kind = "avatar group"
	KindVoice    Kind = "voice"
	KindTemplate Kind = "template"
	KindStyle    Kind = "style"
	KindLanguage Kind = "language"
)

// UnknownError is an id that the account does not have.
type UnknownError struct {
	Kind Kind
	ID   string
	// Reason says more, where more is known.
	Reason string
	// Candidates are ids that may have been meant.
	Candidates []string
}

// Error implements error.
func (e *UnknownError) Error() string {
	if e.Reason != "" {
		return string(e.Kind) + " " + e.ID + ": " + e.Reason
	}
	return "no such " + string(e.Kind) + ": " + e.ID
}

// CursorError is a cursor that the search did not give.
type CursorError struct{}

// Error implements error.
func (*CursorError) Error() string { return "the cursor is not one that this search gave" }
