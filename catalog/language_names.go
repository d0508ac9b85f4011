package catalog

import (
	_ "embed"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// The names that golang.org/x/text/language/display has: of each language its
// code, its English name and its own, and of each region its code and its
// English name. The package itself prepares the dictionaries of all languages
// in every start, 0.6 ms, for the one or two that few sessions look up. A test
// writes the tables, and keeps them true.
var (
	//go:embed languages.txt
	languageTable string
	//go:embed regions.txt
	regionTable string
)

// vocabulary is the tables, ready to look up.
type vocabulary struct {
	english map[string]language.Base // "spanish"
	own     map[string]language.Base // "español", folded
	regions map[string]string        // by code: "spain"
}

var names = sync.OnceValue(func() vocabulary {
	v := vocabulary{english: map[string]language.Base{}, own: map[string]language.Base{}, regions: map[string]string{}}
	for line := range strings.Lines(languageTable) {
		code, both, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		english, own, _ := strings.Cut(both, "\t")
		v.english[fold(english)] = language.MustParseBase(code)
		v.own[fold(own)] = language.MustParseBase(code)
	}
	for line := range strings.Lines(regionTable) {
		code, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		v.regions[code] = fold(name)
	}
	// HeyGen's names where they differ from CLDR's.
	for name, code := range map[string]string{"mandarin": "zh", "farsi": "fa", "tagalog": "fil", "burmese": "my", "norwegian": "no", "malay": "ms", "kurdish": "ku"} {
		v.english[name] = language.MustParseBase(code)
	}
	return v
})

// nameOf is a region's English name, folded; empty for one without a name. A
// code that was replaced, such as UK, has the name of the new one.
func nameOf(region language.Region) string { return names().regions[region.Canonicalize().String()] }

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
		wanted = append(wanted, nameOf(region))
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
	wanted := nameOf(region)
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
