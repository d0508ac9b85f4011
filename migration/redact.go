package migration

import (
	"encoding/json"
	"net/url"
	"strings"
	"unicode/utf8"

	"heygen-mcp/internal/lazyregexp"
)

// hidden stands where a key was.
const hidden = "(a key, not repeated)"

var (
	keyName  = lazyregexp.New(`(?i)^(x[-_]?)?(heygen[-_]?)?(api[-_]?key|access[-_]?token|auth[-_]?token|token|authorization|password|secret|client[-_]?secret)$`)
	keyValue = lazyregexp.New(`^\s*(sk_[A-Za-z0-9_\-]{12,}|(?i:bearer\s+[A-Za-z0-9._~+/=\-]{12,}))\s*$`)
	keyText  = lazyregexp.New(`\bsk_[A-Za-z0-9_\-]{12,}|(?i:\bbearer\s+[A-Za-z0-9._~+/=\-]{20,})`)
	keyPair  = lazyregexp.New(`(?i)((?:x-)?api[-_]?key|authorization|access[-_]?token)(["']?\s*[:=]\s*["']?)(?:bearer\s+)?[^"'\s,}&]+`)
)

// Redact hides the keys in a text, such as a request copied with its headers.
func Redact(text string) string {
	text = keyPair().ReplaceAllString(text, "${1}${2}"+hidden)
	return keyText().ReplaceAllString(text, hidden)
}

// holdsKey tells whether a field is a credential, by its name or by the whole
// of its value: a script may speak of keys.
func holdsKey(name string, value any) bool {
	text, ok := value.(string)
	return ok && text != "" && (keyName().MatchString(name) || keyValue().MatchString(text))
}

// keyWithin tells whether a value is a credential or has one inside.
func keyWithin(name string, value any) bool {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			if keyWithin(name, inner) {
				return true
			}
		}
	case []any:
		for _, inner := range v {
			if keyWithin(name, inner) {
				return true
			}
		}
	}
	return holdsKey(name, value)
}

// mostShown bounds the values in reports, in characters.
const mostShown = 48

// show writes a value shortly, without keys and without the signatures of
// addresses.
func show(value any) string {
	raw, err := json.Marshal(masked("", value))
	if err != nil {
		return "(unreadable)"
	}
	return cut(string(raw))
}

// cut shortens a text to what a report shows.
func cut(text string) string {
	if utf8.RuneCountInString(text) <= mostShown {
		return text
	}
	return string([]rune(text)[:mostShown]) + "…"
}

func masked(name string, value any) any {
	switch v := value.(type) {
	case string:
		if holdsKey(name, v) {
			return hidden
		}
		return Redact(unsigned(v))
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, inner := range v {
			out[Redact(name)] = masked(name, inner)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, inner := range v {
			out[i] = masked(name, inner)
		}
		return out
	default:
		return value
	}
}

// unsigned cuts the query and the login off an address.
func unsigned(text string) string {
	if !strings.Contains(text, "://") {
		return text
	}
	u, err := url.Parse(text)
	if err != nil {
		return "(an address)"
	}
	u.RawQuery, u.Fragment, u.User = "", "", nil
	return u.String()
}
