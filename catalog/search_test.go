package catalog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/agnivade/levenshtein"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func listed(names ...string) *searchIndex[string] {
	return newSearchIndex(names, func(s string) string { return "id-" + s }, func(s string) []string { return []string{s} })
}

func everything(string) bool { return true }

func TestFind(t *testing.T) {
	t.Parallel()
	l := listed("Amélie in a café", "Annie at the desk", "Anna", "Bernard", "Łukasz Office", "Anna in the office")
	for text, want := range map[string][]string{
		"":            l.items,
		"anna":        {"Anna", "Anna in the office"},
		"ANNA":        {"Anna", "Anna in the office"},
		"anni":        {"Annie at the desk", "Anna", "Anna in the office"}, // beginnings before typos
		"amelie cafe": {"Amélie in a café"},
		"an off":      {"Anna in the office"}, // both words, by their beginnings
		"benrard":     {"Bernard"},            // two letters swapped
		"brenerd":     nil,                    // two typos are too many for a word of seven letters
		"offiec":      {"Łukasz Office", "Anna in the office"},
		"zzz":         nil,
		"anna zzz":    nil,
		"id-Bernard":  {"Bernard"},
		"-.,":         l.items,
	} {
		var got []string
		for _, i := range l.find(text, everything) {
			got = append(got, l.items[i])
		}
		assert.Equal(t, want, got, "%q", text)
	}
	assert.Empty(t, l.find("anna", func(string) bool { return false }))
	assert.Empty(t, l.find("id-Anna", func(string) bool { return false }))
	assert.NotPanics(t, func() { l.find(strings.Repeat("a ", 10000), everything) })
}

func TestMatchLanguage(t *testing.T) {
	t.Parallel()
	all := []string{
		"English", "English (United States)", "English (UK)", "Spanish (Spain)", "Spanish (Mexico)", "French (France)", "French (Canada)", "German (Germany)",
		"Portuguese (Brazil)", "Portuguese (Portugal)", "Chinese (Mandarin, Simplified)", "Chinese (Taiwanese Mandarin, Traditional)", "Chinese (Cantonese, Traditional)",
		"Japanese (Japan)", "Arabic (Egypt)", "Arabic (Saudi Arabia)", "Filipino (Philippines)", "Norwegian Bokmål (Norway)", "Hindi (India)", "Ukrainian (Ukraine)",
	}
	for input, want := range map[string]string{
		"English": "English", "english": "English", "en": "English", "en-US": "English (United States)", "Spanish (Spain)": "Spanish (Spain)", "spanish (SPAIN)": "Spanish (Spain)",
		"es": "Spanish (Spain)", "spanish": "Spanish (Spain)", "español": "Spanish (Spain)", "es-MX": "Spanish (Mexico)", "es_MX": "Spanish (Mexico)", "mexican spanish": "Spanish (Mexico)",
		"fr": "French (France)", "français": "French (France)", "fr-CA": "French (Canada)", "canadian french": "French (Canada)", "deutsch": "German (Germany)", "de": "German (Germany)",
		"pt": "Portuguese (Brazil)", "pt-PT": "Portuguese (Portugal)", "brazilian portuguese": "Portuguese (Brazil)", "zh": "Chinese (Mandarin, Simplified)", "zh-TW": "Chinese (Taiwanese Mandarin, Traditional)",
		"mandarin": "Chinese (Mandarin, Simplified)", "cantonese": "Chinese (Cantonese, Traditional)", "日本語": "Japanese (Japan)", "ja": "Japanese (Japan)", "jpn": "Japanese (Japan)", "ar": "Arabic (Egypt)",
		"tagalog": "Filipino (Philippines)", "Japaneze": "Japanese (Japan)", "germna": "German (Germany)", " hindi ": "Hindi (India)", "українська": "Ukrainian (Ukraine)",
	} {
		got, err := match(input, all)
		require.NoError(t, err, input)
		assert.Equal(t, want, got, input)
	}
	for _, input := range []string{"", "Klingon", "xx", "English (Mars)"} {
		_, err := match(input, all)
		unknown := new(LanguageError)
		require.ErrorAs(t, err, &unknown, input)
		assert.Equal(t, input, unknown.Input)
		assert.LessOrEqual(t, len(unknown.Candidates), maxCandidates)
	}
	_, err := match("gxrmnn", all)
	unknown := new(LanguageError)
	require.ErrorAs(t, err, &unknown)
	assert.Contains(t, unknown.Candidates, "German (Germany)")
}

func FuzzMatchLanguage(f *testing.F) {
	for _, seed := range []string{"es", "zh-Hant-TW", "english (", "i-klingon", "\xff", "a-b-c-d-e"} {
		f.Add(seed)
	}
	all := []string{"English", "Spanish (Spain)", "Spanish (Mexico)", "Chinese (Mandarin, Simplified)"}
	f.Fuzz(func(t *testing.T, input string) {
		if got, err := match(input, all); err == nil {
			assert.Contains(t, all, got)
		}
	})
}

func FuzzFind(f *testing.F) {
	l := listed("Amélie in a café", "Anna", "Bernard Łukasz")
	f.Add("anna", "x")
	f.Add("É \xff", "MS4x")
	f.Fuzz(func(t *testing.T, text, cursor string) {
		found := l.find(text, everything)
		assert.LessOrEqual(t, len(found), len(l.items))
		if page, err := cut(l.items, found, TemplateQuery{Text: text}, 1, cursor); err == nil {
			assert.LessOrEqual(t, len(page.Items), 1)
		}
	})
}

// catalogOf is a list of as many invented names of three words.
func catalogOf(n int) []string {
	random := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("an be co da el fi go ha in jo ka lu ma no or pe ra so ti ul vi wa yo ze")
	word := func() string {
		var b strings.Builder
		for range 2 + random.IntN(3) {
			b.WriteString(syllables[random.IntN(len(syllables))])
		}
		return b.String()
	}
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprintf("%s %s %s %d", word(), word(), word(), i)
	}
	return names
}

// scan is the baseline: the words of every item compared anew on each search.
func scan(names []string, text string) []int {
	var found []int
	query := wordsOf(text)
	for i, name := range names {
		words := wordsOf(name)
		if !slices.ContainsFunc(query, func(q string) bool {
			return !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, q) || levenshtein.ComputeDistance(w, q) <= 1 })
		}) {
			found = append(found, i)
		}
	}
	return found
}

// BenchmarkSearch searches 1,500 items by two words, one with a typo, and
// prints how much faster that is than a scan in the same run.
func BenchmarkSearch(b *testing.B) {
	names := catalogOf(1500)
	l := newSearchIndex(names, func(s string) string { return s }, func(s string) []string { return []string{s} })
	words := strings.Fields(names[700])
	text := words[0][:3] + " " + words[1][:len(words[1])-1] + "x"
	if len(l.find(text, everything)) == 0 {
		b.Fatal("nothing is found")
	}
	perOp := map[string]float64{}
	run := func(name string, search func()) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				search()
			}
			perOp[name] = float64(b.Elapsed().Microseconds()) / float64(b.N)
			b.ReportMetric(perOp[name]/1000, "ms/search")
			if base := perOp["scan"]; base > 0 && name != "scan" {
				b.ReportMetric(base/perOp[name], "x-faster-than-scan")
			}
		})
	}
	run("scan", func() { scan(names, text) })
	run("catalog", func() { l.find(text, everything) })
}
