package tables

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/tools/fault"
)

// fill fills a script for one row.
func fill(text string, row Row) (string, error) {
	p, err := parsePattern("script", text)
	if err != nil {
		return "", err
	}
	return p.fill(row)
}

func TestFill(t *testing.T) {
	t.Parallel()
	row := Row{"name": " Ada ", "First Name": "A", "empty": " ", "Size": "L", "size": "m", " padded ": "p", "brace": "}"}
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"Hello", "Hello"},
		{"Hello {{name}}!", "Hello Ada!"},
		{"{{ name }}{{name}}", "AdaAda"},
		{"{{name|there}}", "Ada"},
		{"Hello {{empty|there}}", "Hello there"},
		{"Hello {{ empty | my friend }}", "Hello my friend"},
		{"Hello {{nobody|there}}", "Hello there"},
		{"Hello{{empty|}}.", "Hello."},
		{"{{empty|a|b}}", "a|b"},
		{"{{NAME}}", "Ada"},
		{"{{first name}}", "A"},
		{"{{size}} {{Size}}", "m L"},
		{"{{padded}}", "p"},
		{"{ {name} } {", "{ {name} } {"},
		{"{{brace}}", "}"},
	} {
		got, err := fill(test.text, row)
		require.NoError(t, err, test.text)
		assert.Equal(t, test.want, got, test.text)
	}
}

// TestFillBadPattern is told of the argument, before any row is looked at.
func TestFillBadPattern(t *testing.T) {
	t.Parallel()
	for text, message := range map[string]string{
		"Hello {{name":       "script has {{ without }} behind it",
		"Hello name}}":       "script has }} without {{ before it",
		"{{name}} }} {{name": "script has }} without {{ before it",
		"{{}}":               "script has {{}}, which names no field",
		"{{ |there}}":        "script has {{ |there}}, which names no field",
		"{{{name}}}":         "script has a brace inside of {{{name}}",
		"{{a {{name}}":       "script has a brace inside of {{a {{name}}",
		"{{name|{there}}":    "script has a brace inside of {{name|{there}}",
	} {
		_, err := fill(text, Row{"name": "Ada"})
		refusal, ok := errors.AsType[*fault.Error](err)
		require.True(t, ok, text)
		assert.Equal(t, message, refusal.Message, text)
		assert.Equal(t, "script", refusal.Field)
		assert.NotEmpty(t, refusal.Hint)
		assert.Empty(t, FieldsOf(text))
	}
}

// TestFillBadRow is told of the row's column, with the mend.
func TestFillBadRow(t *testing.T) {
	t.Parallel()
	row := Row{"name": "Ada", "empty": "", "Size": "L", "SIZE": "m", "twice": "Hi {{name}}", "long": strings.Repeat("x", mostFilled)}
	for text, want := range map[string]fault.Error{
		"{{empty}}": {Field: "empty", Message: "empty is empty; the script uses {{empty}}", Hint: "Fill the cell, or give a fallback by {{empty|there}}."},
		"{{Empty}}": {Field: "empty", Message: "empty is empty; the script uses {{Empty}}", Hint: "Fill the cell, or give a fallback by {{Empty|there}}."},
		"{{nam}}":   {Field: "nam", Message: "nam is missing; the script uses {{nam}}", Hint: "Did you mean {{name}}? The row has: SIZE, Size, empty, long, name, twice."},
		"{{city}}":  {Field: "city", Message: "city is missing; the script uses {{city}}", Hint: "The row has: SIZE, Size, empty, long, name, twice."},
		"{{size}}":  {Field: "size", Message: "size may be SIZE or Size; the script uses {{size}}", Hint: "Write the field exactly as its column."},
		"{{twice}}": {
			Field: "twice", Message: "twice holds the braces of a field; the script uses {{twice}}, whose value is not filled again",
			Hint: "Write the value itself, or put the fields into script.",
		},
		"{{long}}{{name}}": {Field: "script", Message: "script is longer than 256 KB when it is filled", Hint: "Shorten the text, or the row's cells."},
	} {
		_, err := fill(text, row)
		refusal, ok := errors.AsType[*fault.Error](err)
		require.True(t, ok, text)
		want.Code = fault.CodeInvalid
		assert.Equal(t, want, *refusal, text)
	}
}

func TestFieldsOf(t *testing.T) {
	t.Parallel()
	assert.Empty(t, FieldsOf("Hello there"))
	assert.Equal(t, []string{"name", "city"}, FieldsOf("{{name}} of {{ city|nowhere }}, {{name}}"))
}

// FuzzFill fills anything without a panic, and leaves no field unfilled.
func FuzzFill(f *testing.F) {
	f.Add("Hello {{name}}", "name", "Ada")
	f.Add("{{ name | there }}!", "name", "")
	f.Add("{{NAME}}{{name}}", "Name", "x")
	f.Add("{{{name}}}", "name", "{")
	f.Add("}}{{", "a", "}}")
	f.Fuzz(func(t *testing.T, text, name, value string) {
		got, err := fill(text, Row{name: value})
		if err != nil {
			refusal, ok := errors.AsType[*fault.Error](err)
			require.True(t, ok, "%v", err)
			assert.NotEmpty(t, refusal.Hint)
			assert.True(t, strings.HasPrefix(refusal.Message, refusal.Field))
			return
		}
		fields := FieldsOf(text)
		if len(fields) == 0 {
			assert.Equal(t, text, got)
		}
		if !strings.ContainsAny(value, "{}") {
			assert.Empty(t, FieldsOf(got), "a field is left in %q", got)
		}
		if again, err := fill(text, Row{name: value, "another": "x"}); err == nil && !strings.Contains(strings.ToLower(text), "another") {
			assert.Equal(t, got, again, "other columns change nothing")
		}
		for _, field := range fields {
			if field == name && strings.TrimSpace(value) != "" {
				assert.Contains(t, got, strings.TrimSpace(value))
			}
		}
	})
}
