package rest

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Body reads a request's JSON and keeps the first thing that is wrong with it.
// Its methods read a field each; what is missing reads as the zero value.
type Body struct {
	// Fields are the members of the object.
	Fields map[string]any

	path  string
	first **Failure
}

// Body begins to read the request's body.
func (r *Request) Body() *Body { return &Body{Fields: r.Fields, first: new(*Failure)} }

// Err is the first thing that is wrong; nil where nothing is.
func (b *Body) Err() error {
	if *b.first == nil {
		return nil
	}
	return *b.first
}

// Item reads one item of a batch, which stands or falls by itself: what is wrong
// with it does not refuse the whole.
func (b *Body) Item() *Body { return &Body{Fields: b.Fields, path: b.path, first: new(*Failure)} }

// Failure is the first thing that is wrong; nil where nothing is.
func (b *Body) Failure() *Failure { return *b.first }

// Refuse keeps a failure, where nothing else was wrong before.
func (b *Body) Refuse(f *Failure) {
	if *b.first == nil {
		*b.first = f
	}
}

// Name is the path of a field, as failures tell it.
func (b *Body) Name(field string) string {
	if b.path == "" {
		return field
	}
	return b.path + "." + field
}

// Fail says what is wrong with a field.
func (b *Body) Fail(field, format string, args ...any) {
	b.Refuse(Invalid(b.Name(field), format, args...))
}

// Has is true where a field is given and not null.
func (b *Body) Has(field string) bool { return b.Fields[field] != nil }

// Text reads a string of at most so many characters.
func (b *Body) Text(field string, most int) string {
	v, ok := b.Fields[field]
	if !ok || v == nil {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		b.Fail(field, "must be a string")
		return ""
	}
	if n := utf8.RuneCountInString(s); n > most {
		b.Fail(field, "has %d characters; at most %d are allowed", n, most)
	}
	return s
}

// Required is Text that must not be empty.
func (b *Body) Required(field string, most int) string {
	s := b.Text(field, most)
	if strings.TrimSpace(s) == "" {
		b.Fail(field, "is required")
	}
	return s
}

// Enum reads a string that is one of some values.
func (b *Body) Enum(field string, values ...string) string {
	s := b.Text(field, 200)
	if s != "" && !slices.Contains(values, s) {
		b.Fail(field, "must be one of %s", strings.Join(values, ", "))
	}
	return s
}

// Number reads a number, or gives the fallback where there is none.
func (b *Body) Number(field string, least, most, fallback float64) float64 {
	v, ok := b.Fields[field]
	if !ok || v == nil {
		return fallback
	}
	n, ok := v.(float64)
	if !ok || math.IsNaN(n) {
		b.Fail(field, "must be a number")
		return fallback
	}
	if n < least || n > most {
		b.Fail(field, "must be between %v and %v", least, most)
	}
	return n
}

// Integer is Number without a fraction.
func (b *Body) Integer(field string, least, most, fallback int) int {
	n := b.Number(field, float64(least), float64(most), float64(fallback))
	if n != math.Trunc(n) {
		b.Fail(field, "must be an integer")
	}
	return int(n)
}

// Boolean reads true or false.
func (b *Body) Boolean(field string) bool {
	v, ok := b.Fields[field]
	if !ok || v == nil {
		return false
	}
	flag, ok := v.(bool)
	if !ok {
		b.Fail(field, "must be a boolean")
	}
	return flag
}

// Object reads a nested object; nil where there is none.
func (b *Body) Object(field string) *Body {
	v, ok := b.Fields[field]
	if !ok || v == nil {
		return nil
	}
	fields, ok := v.(map[string]any)
	if !ok {
		b.Fail(field, "must be an object")
		return nil
	}
	return &Body{Fields: fields, path: b.Name(field), first: b.first}
}

// List reads an array of objects.
func (b *Body) List(field string, least, most int) []*Body {
	values := b.array(field, least, most)
	var out []*Body
	for i, v := range values {
		at := field + "." + strconv.Itoa(i)
		fields, ok := v.(map[string]any)
		if !ok {
			b.Fail(at, "must be an object")
			continue
		}
		out = append(out, &Body{Fields: fields, path: b.Name(at), first: b.first})
	}
	return out
}

// Texts reads an array of strings.
func (b *Body) Texts(field string, least, most int) []string {
	var out []string
	for i, v := range b.array(field, least, most) {
		s, ok := v.(string)
		if !ok || s == "" {
			b.Fail(field+"."+strconv.Itoa(i), "must be a string")
			continue
		}
		out = append(out, s)
	}
	return out
}

// array reads an array of anything.
func (b *Body) array(field string, least, most int) []any {
	v, ok := b.Fields[field]
	if !ok || v == nil {
		if least > 0 {
			b.Fail(field, "is required")
		}
		return nil
	}
	values, ok := v.([]any)
	if !ok {
		b.Fail(field, "must be an array")
		return nil
	}
	if len(values) < least || len(values) > most {
		b.Fail(field, "must have between %d and %d items", least, most)
	}
	return values
}

// Link reads an address that HeyGen could fetch.
func (b *Body) Link(field string) string {
	raw := b.Text(field, 4096)
	if raw == "" {
		return ""
	}
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		b.Fail(field, "must be a web address")
	}
	return raw
}
