package catalog

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"heygen-mcp/internal/golden"
)

// TestNamesAreCurrent keeps the tables of names equal to what the library has.
func TestNamesAreCurrent(t *testing.T) {
	t.Parallel()
	var languages, regions strings.Builder
	english := display.English.Languages()
	for _, base := range display.Supported.BaseLanguages() {
		tag := language.Make(base.String())
		fmt.Fprintf(&languages, "%s\t%s\t%s\n", base, english.Name(tag), display.Self.Name(tag))
	}
	for _, region := range display.Values.Regions() {
		if name := display.English.Regions().Name(region); name != "" {
			fmt.Fprintf(&regions, "%s\t%s\n", region, name)
		}
	}
	golden.Check(t, "languages.txt", languages.String())
	golden.Check(t, "regions.txt", regions.String())
}

// TestRegionsAreNamedAsTheLibraryNamesThem: all that there are, old codes too.
func TestRegionsAreNamedAsTheLibraryNamesThem(t *testing.T) {
	t.Parallel()
	checked := 0
	check := func(code string) {
		if region, err := language.ParseRegion(code); err == nil {
			assert.Equal(t, fold(display.English.Regions().Name(region)), nameOf(region), code)
			checked++
		}
	}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			check(string([]rune{a, b}))
		}
	}
	for number := range 1000 {
		check(fmt.Sprintf("%03d", number))
	}
	assert.Greater(t, checked, 600)
}
