package main_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mostREADME is how long the README may be: one sitting. The rest is in docs/.
const mostREADME = 12 << 10

// documents gives the text of all pages for people, by their paths.
func documents(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("*.md")
	require.NoError(t, err)
	require.NoError(t, filepath.WalkDir("docs", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(path) == ".md" {
			paths = append(paths, path)
		}
		return err
	}))
	pages := map[string]string{}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		pages[filepath.ToSlash(path)] = string(content)
	}
	return pages
}

// TestREADMELinksAllPages keeps the README short, with all pages in its list.
func TestREADMELinksAllPages(t *testing.T) {
	t.Parallel()
	pages := documents(t)
	assert.LessOrEqual(t, len(pages["README.md"]), mostREADME, "move what is long to docs/")
	for path := range pages {
		if strings.HasPrefix(path, "docs/") {
			assert.Contains(t, pages["README.md"], "]("+path+")", "the README links every page of docs/")
		}
	}
}

var (
	codeBlock = regexp.MustCompile("(?ms)^```([a-z]*)\n(.*?)^```$")
	codeSpan  = regexp.MustCompile("`[^`\n]*`")
	link      = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	heading   = regexp.MustCompile(`(?m)^#{1,6} (.+)$`)
)

// TestLinksResolve follows the links between the pages, with their anchors.
func TestLinksResolve(t *testing.T) {
	t.Parallel()
	pages := documents(t)
	followed := 0
	for path, page := range pages {
		for _, found := range link.FindAllStringSubmatch(withoutCode(page), -1) {
			target := found[1]
			if strings.Contains(target, "://") {
				continue
			}
			followed++
			file, anchor, anchored := strings.Cut(target, "#")
			resolved := path
			if file != "" {
				resolved = filepath.ToSlash(filepath.Join(filepath.Dir(path), file))
			}
			_, err := os.Stat(resolved)
			assert.NoError(t, err, "%s links %s", path, target)
			if anchored {
				assert.Contains(t, anchors(pages[resolved]), anchor, "%s links %s", path, target)
			}
		}
	}
	assert.Greater(t, followed, 50)
}

// withoutCode leaves out what is shown as it stands.
func withoutCode(page string) string {
	return codeSpan.ReplaceAllString(codeBlock.ReplaceAllString(page, ""), "")
}

// onlyCode is what withoutCode leaves out.
func onlyCode(page string) string {
	blocks := codeBlock.FindAllString(page, -1)
	return strings.Join(append(blocks, codeSpan.FindAllString(codeBlock.ReplaceAllString(page, ""), -1)...), "\n")
}

// anchors are the names by which the headings of a page are linked, as GitHub
// makes them.
func anchors(page string) []string {
	var names []string
	seen := map[string]int{}
	for _, found := range heading.FindAllStringSubmatch(codeBlock.ReplaceAllString(page, ""), -1) {
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			default:
				return -1
			}
		}, found[1])
		if n := seen[name]; n > 0 {
			names = append(names, name+"-"+strconv.Itoa(n))
		} else {
			names = append(names, name)
		}
		seen[name]++
	}
	return names
}

func TestAnchors(t *testing.T) {
	t.Parallel()
	page := "# The `ledger`, where it is\n\n```sh\n# no heading\n```\n\n## Files\n\n### Files\n"
	assert.Equal(t, []string{"the-ledger-where-it-is", "files", "files-1"}, anchors(page))
}

// TestJSONInDocuments parses what people copy into their hosts' settings.
func TestJSONInDocuments(t *testing.T) {
	t.Parallel()
	parsed := 0
	for path, page := range documents(t) {
		for _, block := range codeBlock.FindAllStringSubmatch(page, -1) {
			if block[1] == "json" {
				parsed++
				assert.True(t, json.Valid([]byte(block[2])), "%s has JSON that does not parse:\n%s", path, block[2])
			}
		}
	}
	assert.GreaterOrEqual(t, parsed, 3)
}

var (
	namedFlag     = regexp.MustCompile("(?:^|[\\s`(\"])--([a-z][a-z-]+)")
	namedVariable = regexp.MustCompile(`HEYGEN_MCP_[A-Z_]*[A-Z]`)
	namedCommand  = regexp.MustCompile("(?m)(?:^|`|\\| )heygen-mcp ([a-z]+)")
)

// checkNamed looks up each flag, variable and command that the pages name.
func checkNamed(t *testing.T, all []command) {
	t.Helper()
	// Those of all commands, and Claude Code's own.
	flags := map[string]bool{"help": true, "version": true, "env": true}
	variables := map[string]bool{"HEYGEN_MCP_TEST_DATABASE_URL": true}
	known := map[string]bool{}
	for _, c := range all {
		known[strings.Fields(c.name)[0]] = true
		for _, group := range c.groups {
			for _, f := range group.flags {
				flags[f.name], variables[f.variable] = true, true
			}
		}
	}
	for path, page := range documents(t) {
		for _, found := range namedFlag.FindAllStringSubmatch(page, -1) {
			assert.True(t, flags[found[1]], "%s names --%s, which no command has", path, found[1])
		}
		for _, name := range namedVariable.FindAllString(page, -1) {
			assert.True(t, variables[name], "%s names %s, which no flag has", path, name)
		}
		for _, found := range namedCommand.FindAllStringSubmatch(onlyCode(page), -1) {
			assert.True(t, known[found[1]], "%s names heygen-mcp %s, which is no command", path, found[1])
		}
	}
}
