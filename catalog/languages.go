package catalog

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// LanguageError is a language that HeyGen does not have, or one of which it has
// several.
type LanguageError struct {
	Input string
	// Candidates are names that may have been meant.
	Candidates []string
}

// Error implements error.
func (e *LanguageError) Error() string { return "no such language: " + e.Input }

// Languages gives the names of the languages that HeyGen translates to.
func (c *Catalog) Languages(ctx context.Context) ([]string, error) { return c.languages.get(ctx) }

// MatchLanguage gives HeyGen's name for a language that is meant by its name,
// its own name, or its code: "Spanish (Spain)", "spanish", "español", "es",
// "pt-BR". What is unknown or could be several is a [*LanguageError].
func (c *Catalog) MatchLanguage(ctx context.Context, input string) (string, error) {
	names, err := c.languages.get(ctx)
	if err != nil {
		return "", err
	}
	return match(input, names)
}

func match(input string, names []string) (string, error) {
	meant := matchAll(input, names)
	switch {
	case len(meant) == 1:
		return meant[0], nil
	case len(meant) == 0:
		return "", &LanguageError{Input: input, Candidates: nearestLanguages(input, names)}
	}
	wanted := fold(strings.TrimSpace(input))
	for _, prefer := range []func(qualifier string) bool{
		func(qualifier string) bool { return qualifier == "" },
		func(qualifier string) bool { return strings.HasPrefix(qualifier, wanted) },
		// Of the Chinese ones, most speakers'.
		func(qualifier string) bool { return strings.HasPrefix(qualifier, "mandarin") },
	} {
		if kept := filter(meant, prefer); len(kept) == 1 {
			return kept[0], nil
		}
	}
	if main, ok := mainRegion(meant); ok {
		return main, nil
	}
	return "", &LanguageError{Input: input, Candidates: meant}
}

// matchAll gives every name that the input may mean: "english" means all its
// regions, "pt-BR" one.
func matchAll(input string, names []string) []string {
	wanted := fold(strings.TrimSpace(input))
	if wanted == "" {
		return nil
	}
	for _, name := range names {
		if fold(name) == wanted {
			return []string{name}
		}
	}
	for _, by := range []func(string, []string) []string{byCode, byWords, byOwnName, byTypo} {
		if found := by(input, names); len(found) > 0 {
			return found
		}
	}
	return nil
}

// split parts "Spanish (Spain)" into the language and what narrows it down.
func split(name string) (base, qualifier string) {
	base, qualifier, _ = strings.Cut(name, "(")
	return fold(strings.TrimSpace(base)), fold(strings.Trim(qualifier, " )"))
}

// vocabulary is what x/text knows of the names of languages.
type vocabulary struct {
	english map[string]language.Base // "spanish"
	own     map[string]language.Base // "español", folded
}

var names = sync.OnceValue(func() vocabulary {
	v := vocabulary{english: map[string]language.Base{}, own: map[string]language.Base{}}
	english := display.English.Languages()
	for _, base := range display.Supported.BaseLanguages() {
		tag := language.Make(base.String())
		v.english[fold(english.Name(tag))] = base
		v.own[fold(display.Self.Name(tag))] = base
	}
	// HeyGen's names where they differ from CLDR's.
	for name, code := range map[string]string{"mandarin": "zh", "farsi": "fa", "tagalog": "fil", "burmese": "my", "norwegian": "no", "malay": "ms", "kurdish": "ku"} {
		v.english[name] = language.MustParseBase(code)
	}
	return v
})

// baseOf is the language of one of HeyGen's names.
func baseOf(name string) (language.Base, bool) {
	base, _ := split(name)
	known, ok := names().english[base]
	return known, ok
}

func byCode(input string, all []string) []string {
	code := strings.ReplaceAll(strings.TrimSpace(input), "_", "-")
	if primary, _, _ := strings.Cut(code, "-"); len(primary) > 3 || strings.ContainsAny(code, " ()") {
		return nil
	}
	tag, err := language.Parse(code)
	if err != nil {
		return nil
	}
	base, _ := tag.Base()
	var found []string
	for _, name := range all {
		if b, ok := baseOf(name); ok && b == base {
			found = append(found, name)
		}
	}
	return narrow(tag, found)
}

// narrow keeps the names of a code's region or script. A name that tells no
// region serves every region.
func narrow(tag language.Tag, found []string) []string {
	var wanted []string
	if region, sure := tag.Region(); sure == language.Exact {
		wanted = append(wanted, fold(display.English.Regions().Name(region)))
	}
	script, sure := tag.Script()
	if base, _ := tag.Base(); base.String() == "zh" && (sure == language.Exact || len(wanted) > 0) {
		wanted = append(wanted, map[string]string{"Hans": "simplified", "Hant": "traditional"}[script.String()])
	}
	if len(wanted) == 0 {
		return found
	}
	// The region tells more than the script.
	for _, w := range wanted {
		exactly := filter(found, func(qualifier string) bool { return w != "" && alike(w, qualifier) })
		if len(exactly) > 0 {
			return exactly
		}
	}
	return filter(found, func(qualifier string) bool { return qualifier == "" })
}

func filter(all []string, keep func(qualifier string) bool) []string {
	var kept []string
	for _, name := range all {
		if _, qualifier := split(name); keep(qualifier) {
			kept = append(kept, name)
		}
	}
	return kept
}

// alike compares a region's name with a qualifier: "taiwan" is in "taiwanese
// mandarin, traditional".
func alike(region, qualifier string) bool {
	return strings.Contains(qualifier, region) ||
		(!strings.Contains(region, " ") && slices.ContainsFunc(wordsOf(qualifier), func(w string) bool { return stem(w, region) }))
}

// stem is true where two words share all but their endings: brazil, brazilian.
func stem(a, b string) bool {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n >= 4 && n >= min(len(a), len(b))-1
}

func byWords(input string, all []string) []string {
	return filterWords(input, all, func(wanted, has string) bool { return wanted == has || (len(wanted) > 4 && stem(wanted, has)) })
}

func byTypo(input string, all []string) []string {
	return filterWords(input, all, func(wanted, has string) bool {
		return wanted == has || (len(wanted) >= 5 && (levenshtein.ComputeDistance(wanted, has) <= 1+len(wanted)/8 || swapped(wanted, has)))
	})
}

// filterWords keeps the names in which every word of the input fits one.
func filterWords(input string, all []string, fits func(wanted, has string) bool) []string {
	wanted := wordsOf(input)
	if len(wanted) == 0 || len(wanted) > mostWords {
		return nil
	}
	var found []string
	for _, name := range all {
		has := wordsOf(name)
		if !slices.ContainsFunc(wanted, func(w string) bool {
			return !slices.ContainsFunc(has, func(h string) bool { return fits(w, h) })
		}) {
			found = append(found, name)
		}
	}
	return found
}

func byOwnName(input string, all []string) []string {
	base, ok := names().own[fold(strings.TrimSpace(input))]
	if !ok {
		if base, ok = names().english[fold(strings.TrimSpace(input))]; !ok {
			return nil
		}
	}
	return byCode(base.String(), all)
}

// mainRegion picks the name of the region in which most speakers live, as
// CLDR has it.
func mainRegion(meant []string) (string, bool) {
	base, ok := baseOf(meant[0])
	if !ok {
		return "", false
	}
	tag, err := language.Compose(base)
	if err != nil {
		return "", false
	}
	region, _ := tag.Region()
	script, _ := tag.Script()
	wanted := fold(display.English.Regions().Name(region))
	if base.String() == "zh" && script.String() == "Hans" {
		wanted = "simplified"
	}
	var found []string
	for _, name := range meant {
		if other, ok := baseOf(name); !ok || other != base {
			return "", false
		}
		if _, qualifier := split(name); alike(wanted, qualifier) {
			found = append(found, name)
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

const mostCandidates = 5

// nearestLanguages are the names closest to an input that matched none.
func nearestLanguages(input string, all []string) []string {
	wanted := fold(strings.TrimSpace(input))
	type near struct {
		name     string
		distance int
	}
	var nearest []near
	for _, name := range all {
		base, _ := split(name)
		if d := levenshtein.ComputeDistance(wanted, base); d <= max(2, len(wanted)/2) {
			nearest = append(nearest, near{name, d})
		}
	}
	slices.SortStableFunc(nearest, func(a, b near) int { return a.distance - b.distance })
	var out []string
	for _, n := range nearest[:min(len(nearest), mostCandidates)] {
		out = append(out, n.name)
	}
	return out
}

func hasFoldedPrefix(s, prefix string) bool { return strings.HasPrefix(fold(s), fold(prefix)) }

func (c *Catalog) completeLanguage(ctx context.Context, text string) ([]string, error) {
	all, err := c.languages.get(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, name := range all {
		if hasFoldedPrefix(name, text) {
			out = append(out, name)
		}
	}
	if len(out) == 0 {
		out = matchAll(text, all)
	}
	return out[:min(len(out), mostCompletions)], nil
}
