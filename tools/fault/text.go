package fault

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// Distinct drops what was said before.
func Distinct(texts []string) []string {
	var out []string
	for _, t := range texts {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// Plural counts things in words.
func Plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Nearby are the candidates that a mistaken name may have meant: one that is a
// slip away, and those of which it is a part or that are part of it.
func Nearby(name string, candidates []string) []string {
	const shortest, longest, most = 3, 64, 5
	if len(name) < shortest || len(name) > longest {
		return nil
	}
	var near []string
	if closest := Nearest(name, candidates); closest != "" {
		near = append(near, closest)
	}
	for _, c := range candidates {
		if len(near) < most && !slices.Contains(near, c) && (strings.Contains(c, name) || strings.Contains(name, c)) {
			near = append(near, c)
		}
	}
	return near
}

// Cut keeps a value short enough for a message.
func Cut(s string) string { return Shorten(s, 64) }

// Shorten cuts a text to so many characters.
func Shorten(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// CutPath keeps a path or an address short enough for a message: how it begins, and
// the file's name at its end.
func CutPath(s string) string {
	const most, head = 64, 20
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:head]) + "…" + string(r[len(r)-most+head:])
}

// Nearest is the candidate within two edits of the word, or one of a short
// word, if there is one.
func Nearest(word string, candidates []string) string {
	best, distance := "", 3
	if len(word) < 6 {
		distance = 2
	}
	for _, c := range candidates {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(c)); d < distance {
			best, distance = c, d
		}
	}
	return best
}

// Show writes a value for a message, cut so that no script is repeated.
func Show(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return JSONType(v)
	}
	const most = 48
	if s := string(raw); utf8.RuneCountInString(s) > most {
		return string([]rune(s)[:most]) + "…"
	}
	return string(raw)
}

// Join names a member of an argument.
func Join(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + "." + name
}

// JSONType names a decoded value's type as JSON Schema does.
func JSONType(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	default:
		return "number"
	}
}

// Article puts "a" or "an" before a noun.
func Article(noun string) string {
	if noun != "" && strings.ContainsRune("aeio", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
