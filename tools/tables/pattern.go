package tables

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"heygen-mcp/tools/fault"
)

// pattern is an argument's text with {{fields}} that each row fills.
type pattern struct {
	argument string
	parts    []patternPart
}

// patternPart is text as it is, or a field.
type patternPart struct {
	text  string
	field string
	// fallback stands where the field is empty; hasFallback tells an empty one
	// from none.
	fallback    string
	hasFallback bool
}

// parsePattern reads the text of an argument. The error is of the argument.
func parsePattern(argument, text string) (pattern, error) {
	p := pattern{argument: argument}
	for rest := text; rest != ""; {
		before, after, opened := strings.Cut(rest, "{{")
		if strings.Contains(before, "}}") {
			return pattern{}, fault.Invalid(argument, "has }} without {{ before it", "Write a field as {{name}}, or leave the braces out.")
		}
		if before != "" {
			p.parts = append(p.parts, patternPart{text: before})
		}
		if !opened {
			break
		}
		inside, end, closed := strings.Cut(after, "}}")
		if !closed {
			return pattern{}, fault.Invalid(argument, "has {{ without }} behind it", "Write a field as {{name}}, or leave the braces out.")
		}
		part, err := parseField(argument, inside)
		if err != nil {
			return pattern{}, err
		}
		p.parts, rest = append(p.parts, part), end
	}
	return p, nil
}

// parseField reads what stands between the braces: name, or name|fallback.
func parseField(argument, inside string) (patternPart, error) {
	name, fallback, has := strings.Cut(inside, "|")
	part := patternPart{field: strings.TrimSpace(name), fallback: strings.TrimSpace(fallback), hasFallback: has}
	switch {
	case strings.ContainsAny(inside, "{}"):
		return part, fault.Invalid(argument, fmt.Sprintf("has a brace inside of {{%s}}", fault.Cut(inside)), "Write a field as {{name}} or {{name|fallback}}, with two braces on each side.")
	case part.field == "":
		return part, fault.Invalid(argument, fmt.Sprintf("has {{%s}}, which names no field", fault.Cut(inside)), "Name a column between the braces, as in {{name}}.")
	}
	return part, nil
}

// FieldsOf are the fields that a text names, each once, in their order; none
// where the text is no pattern.
func FieldsOf(text string) []string {
	p, _ := parsePattern("", text)
	return p.fields()
}

func (p pattern) fields() []string {
	var names []string
	for _, part := range p.parts {
		if part.field != "" {
			names = append(names, part.field)
		}
	}
	return fault.Distinct(names)
}

// mostFilled bounds a filled text, which is far above what HeyGen takes: a field
// may stand in it many times.
const mostFilled = 256 << 10

// fill puts the row's values in. The error is of the row: a field that it lacks,
// or that is empty and has no fallback. Values are not looked through for fields
// again, and one with braces of a field is refused: it would be spoken.
func (p pattern) fill(row Row) (string, error) {
	var b strings.Builder
	for _, part := range p.parts {
		if part.field == "" {
			b.WriteString(part.text)
			continue
		}
		value, err := p.value(part, row)
		if err != nil {
			return "", err
		}
		if b.WriteString(value); b.Len() > mostFilled {
			return "", fault.Invalid(p.argument, fmt.Sprintf("is longer than %d KB when it is filled", mostFilled>>10), "Shorten the text, or the row's cells.")
		}
	}
	return b.String(), nil
}

func (p pattern) value(part patternPart, row Row) (string, error) {
	name, value, found := row.Find(part.field)
	uses := fmt.Sprintf("; the %s uses {{%s}}", p.argument, part.field)
	switch {
	case strings.Contains(value, "{{") || strings.Contains(value, "}}"):
		return "", fault.Invalid(name, "holds the braces of a field"+uses+", whose value is not filled again", "Write the value itself, or put the fields into "+p.argument+".")
	case value != "":
		return value, nil
	case part.hasFallback:
		return part.fallback, nil
	case found:
		return "", fault.Invalid(name, "is empty"+uses, fmt.Sprintf("Fill the cell, or give a fallback by {{%s|there}}.", part.field))
	}
	if same := row.columnsLike(part.field); len(same) > 1 {
		return "", fault.Invalid(part.field, "may be "+strings.Join(same, " or ")+uses, "Write the field exactly as its column.")
	}
	hint := "The row has: " + firstFew(slices.Sorted(maps.Keys(row))) + "."
	if near := fault.Nearest(part.field, slices.Sorted(maps.Keys(row))); near != "" {
		hint = "Did you mean {{" + near + "}}? " + hint
	}
	return "", fault.Invalid(part.field, "is missing"+uses, hint)
}

// Find gives the value of a field, without the space around it, and the name of
// its column: the same name, or the only one that differs in case alone.
func (r Row) Find(field string) (name, value string, found bool) {
	if value, found := r[field]; found {
		return field, strings.TrimSpace(value), true
	}
	same := r.columnsLike(field)
	if len(same) != 1 {
		return field, "", false
	}
	return same[0], strings.TrimSpace(r[same[0]]), true
}

// columnsLike are the columns whose names are the field's but for space around them;
// without any, those that differ in case too.
func (r Row) columnsLike(field string) []string {
	var exact, folded []string
	for _, name := range slices.Sorted(maps.Keys(r)) {
		switch trimmed := strings.TrimSpace(name); {
		case trimmed == field:
			exact = append(exact, name)
		case strings.EqualFold(trimmed, field):
			folded = append(folded, name)
		}
	}
	if len(exact) > 0 {
		return exact
	}
	return folded
}
