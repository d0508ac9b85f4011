package catalog

import (
	"context"
	"fmt"
	"slices"

	"github.com/sourcegraph/conc/pool"

	"heygen-mcp/heygenapi"
)

// Voice is a voice with the engines that are known to speak it.
type Voice struct {
	heygenapi.Voice
	// Engines are the engines that a search asked about and that have the
	// voice: HeyGen's lists do not tell them otherwise.
	Engines []string
}

// VoiceQuery searches voices; empty fields admit everything.
type VoiceQuery struct {
	// Text is words of the name or the language; typos are forgiven.
	Text string
	// Language is a name or a code, matched as MatchLanguage does.
	Language string
	Gender   string
	// Engine is starfish, elevenlabs or fish.
	Engine string
	// Type is public or private.
	Type   string
	Limit  int
	Cursor string
}

func (q VoiceQuery) String() string {
	return fmt.Sprintf("%q", []string{q.Text, q.Language, q.Gender, q.Engine, q.Type})
}

// FindVoices searches the voices.
func (c *Catalog) FindVoices(ctx context.Context, q VoiceQuery) (Result[Voice], error) {
	voices, err := c.voices.get(ctx)
	if err != nil {
		return Result[Voice]{}, err
	}
	speaks, err := spokenBy(voices.items, q.Language)
	if err != nil {
		return Result[Voice]{}, err
	}
	var withEngine map[string]bool
	if q.Engine != "" {
		if withEngine, err = c.engine(ctx, q.Engine); err != nil {
			return Result[Voice]{}, err
		}
	}
	found := voices.find(q.Text, func(v Voice) bool {
		return same(q.Gender, v.Gender) && same(q.Type, v.Type) && (q.Language == "" || speaks[v.Language]) && (withEngine == nil || withEngine[v.ID])
	})
	out, err := cut(voices.items, found, q, q.Limit, q.Cursor)
	for i := range out.Items {
		if withEngine != nil {
			out.Items[i].Engines = []string{q.Engine}
		}
	}
	return out, err
}

func (c *Catalog) engine(ctx context.Context, name string) (map[string]bool, error) {
	if known, ok := c.engines[name]; ok {
		return known.get(ctx)
	}
	return c.fetchEngine(ctx, name)
}

// spokenBy gives which of the voices' languages are meant.
func spokenBy(voices []Voice, language string) (map[string]bool, error) {
	if language == "" {
		return nil, nil
	}
	var names []string
	seen := map[string]bool{}
	for _, v := range voices {
		if !seen[v.Language] {
			seen[v.Language] = true
			names = append(names, v.Language)
		}
	}
	meant := matchAll(language, names)
	if len(meant) == 0 {
		return nil, &LanguageError{Input: language, Candidates: nearestLanguages(language, names)}
	}
	speaks := map[string]bool{}
	for _, name := range meant {
		speaks[name] = true
		if base, qualifier := split(name); qualifier == "" {
			// Who asks for English means its regions too.
			for _, other := range names {
				if b, _ := split(other); b == base {
					speaks[other] = true
				}
			}
		}
	}
	return speaks, nil
}

// Voices gives all voices, the account's own first.
func (c *Catalog) Voices(ctx context.Context) ([]Voice, error) {
	voices, err := c.voices.get(ctx)
	if err != nil {
		return nil, err
	}
	return voices.items, nil
}

// Voice gives one voice of the list. An id that is none is an [*UnknownError].
func (c *Catalog) Voice(ctx context.Context, id string) (Voice, error) {
	voices, err := c.voices.get(ctx)
	if err != nil {
		return Voice{}, err
	}
	if v, ok := voices.get(id); ok {
		return v, nil
	}
	detail, err := c.api.GetVoice(ctx, id)
	if heygenapi.IsNotFound(err) {
		return Voice{}, &UnknownError{Kind: KindVoice, ID: id}
	}
	if err != nil {
		return Voice{}, err
	}
	// Not in any list, and yet there: a clone that was made just now.
	return Voice{Voice: heygenapi.Voice{
		ID: id, Name: detail.Name, Language: detail.Language, Gender: detail.Gender, Type: private, SupportPause: detail.SupportPause,
	}}, nil
}

func (c *Catalog) fetchVoices(ctx context.Context) (*searchIndex[Voice], error) {
	var own, stock []Voice
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError()
	p.Go(func(ctx context.Context) (err error) { own, err = c.drainVoices(ctx, private); return err })
	p.Go(func(ctx context.Context) (err error) { stock, err = c.publicVoices.get(ctx); return err })
	if err := p.Wait(); err != nil {
		return nil, err
	}
	return newSearchIndex(slices.Concat(own, stock), func(v Voice) string { return v.ID }, func(v Voice) []string { return []string{v.Name, v.Language} }), nil
}

func (c *Catalog) drainVoices(ctx context.Context, ownership string) ([]Voice, error) {
	var voices []Voice
	for v, err := range c.api.Voices(ctx, heygenapi.ListVoicesOptions{PageOptions: heygenapi.PageOptions{Limit: 100}, Type: ownership}) {
		if err != nil {
			return nil, err
		}
		voices = append(voices, Voice{Voice: v})
	}
	return voices, nil
}

func (c *Catalog) fetchEngine(ctx context.Context, engine string) (map[string]bool, error) {
	has := map[string]bool{}
	for _, ownership := range []string{private, public} {
		options := heygenapi.ListVoicesOptions{PageOptions: heygenapi.PageOptions{Limit: 100}, Type: ownership, Engine: engine}
		for v, err := range c.api.Voices(ctx, options) {
			if err != nil {
				return nil, err
			}
			has[v.ID] = true
		}
	}
	return has, nil
}
