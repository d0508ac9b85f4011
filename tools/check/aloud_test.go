package check_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/tools/check"
)

func TestReadAloud(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Hello {{name}}, and {{city}}.":                  "script has {{name}} (and 1 more like it), which would be read aloud. Fill it in.",
		"Hello. [smiles] Bye.":                           "script has [smiles], which would",
		"Hello. (pauses) Bye.":                           "script has (pauses), which would",
		"Hello (with a long sigh) there.":                "script has (with a long sigh), which would",
		"So (clears his throat) well.":                   "script has (clears his throat)",
		"One<break time=\"1s\"/>two.":                    `script has <break time="1s"/>, which would be read aloud. Pause by punctuation`,
		"<speak>One</speak>":                             "script has <speak> (and 1 more like it), which would be read aloud. Give plain text.",
		"[" + strings.Repeat("smiles and ", 5) + "bows]": "script has [smiles and smiles and smile…, which",
	} {
		got := check.ReadAloud("script", text, check.PlainText)
		require.Len(t, got, 1, text)
		assert.Contains(t, got[0], want)
	}
	for _, text := range []string{
		"", "Plain words, 3 < 4 > 2 and {one}.", "See note [1] and (about 5 km) of it.", "The music (which I love) is loud.", "a<b",
		"She said (finally) that it works.", "Call (555) 123.", "f(x) = a[0]",
	} {
		assert.Empty(t, check.ReadAloud("script", text, check.PlainText), text)
	}
	all := `{{a}} [nods] <break time="1s"/> <emphasis>x</emphasis>`
	assert.Len(t, check.ReadAloud("script", all, check.PlainText), 4)
	assert.Len(t, check.ReadAloud("script", all, check.Pauses), 3, "break tags are obeyed")
	assert.Len(t, check.ReadAloud("script", all, check.SSML), 2, "all tags are obeyed")
}

func TestFew(t *testing.T) {
	t.Parallel()
	assert.Len(t, check.Few(make([]string, 10)), 10)
	many := check.Few(make([]string, 15))
	assert.Len(t, many, 11)
	assert.Equal(t, "And 5 more such warnings.", many[10])
}

func FuzzReadAloud(f *testing.F) {
	f.Add("[smiles] {{name}} (pauses) <break time=\"1s\"/>")
	f.Fuzz(func(t *testing.T, text string) {
		for _, warning := range check.ReadAloud("f", text, check.PlainText) {
			snippet, _, ok := strings.Cut(strings.TrimPrefix(warning, "f has "), ", which would be read aloud.")
			assert.True(t, ok)
			snippet, _, _ = strings.Cut(snippet, " (and ")
			assert.LessOrEqual(t, len([]rune(snippet)), 30)
		}
	})
}
