package catalog

import (
	"context"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
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
	if len(wanted) == 0 || len(wanted) > maxWords {
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

const maxCandidates = 5

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
	for _, n := range nearest[:min(len(nearest), maxCandidates)] {
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
	return out[:min(len(out), maxCompletions)], nil
}
