package main_test

import (
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/internal/golden"
)

// TestDemoPicture keeps the README's picture true: it is what the demo prints.
func TestDemoPicture(t *testing.T) {
	t.Parallel()
	picture := terminalPicture("go run . demo", demoStory(program(t, "", "demo")))
	assert.Less(t, len(picture), 40<<10)
	decoder := xml.NewDecoder(strings.NewReader(picture))
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
	golden.Check(t, "docs/demo.svg", picture)
}

var (
	demoFolder = regexp.MustCompile(`\S*heygen-demo-\d+[/\\]`)
	demoTime   = regexp.MustCompile(`Done in \d+\.\d seconds`)
	demoID     = regexp.MustCompile(`[0-9a-f]{32}`)
	// The simulation's clock goes on while it answers.
	demoRender      = regexp.MustCompile(`-> \w+, video_id`)
	demoTranslation = regexp.MustCompile(`is Spanish; \w+, id`)
)

// demoStory gives the lines that the demo leaves on a terminal, up to the advice
// on hosts. What may differ between runs is made the same: the folder, ids, first
// states, and how long it took. A bar stands on a terminal where the output has news of a render,
// and goes when the render is over.
func demoStory(out string) []string {
	out, _, _ = strings.Cut(out, "\n\nPlug it into")
	out = demoFolder.ReplaceAllString(out, "/tmp/heygen-demo-1234567890/")
	out = demoTime.ReplaceAllString(out, "Done in 4.0 seconds")
	out = demoRender.ReplaceAllString(out, "-> waiting, video_id")
	out = demoTranslation.ReplaceAllString(out, "is Spanish; pending, id")
	ids := map[string]string{}
	out = demoID.ReplaceAllStringFunc(out, func(id string) string {
		if ids[id] == "" {
			ids[id] = fmt.Sprintf("%x", sha256.Sum256([]byte{byte(len(ids))}))[:len(id)]
		}
		return ids[id]
	})
	var lines []string
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "   ... ") {
			lines = append(lines, strings.TrimRight(line, "\r\n"))
		}
	}
	return lines
}

// The picture's measures, in pixels, and its colours: those of a dark terminal
// with an edge, which can be read on a light page and on a dark one.
const (
	pictureColumns = 112
	charWidth      = 7.8
	lineHeight     = 18
	blankHeight    = 9
	pictureMargin  = 22
	pictureTop     = 40

	paper, edge        = "#161b22", "#6e7681"
	ink, faint, bright = "#c9d1d9", "#8b949e", "#ffffff"
	green, blue        = "#7ee787", "#79c0ff"
)

// terminalPicture draws a terminal in which a command has printed lines.
func terminalPicture(command string, lines []string) string {
	var body strings.Builder
	y := pictureTop + lineHeight
	body.WriteString(pictureLine(y, "$ "+command, bright))
	y += lineHeight + blankHeight
	for _, line := range lines {
		if line == "" {
			y += blankHeight
			continue
		}
		body.WriteString(pictureLine(y, line, colourOf(line)))
		y += lineHeight
	}
	width, height := pictureColumns*charWidth+2*pictureMargin, y+pictureMargin-lineHeight/2
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="%.0f" height="%d" viewBox="0 0 %.0f %d">
<title>What heygen-mcp demo prints</title>
<rect x="0.5" y="0.5" width="%.0f" height="%d" rx="8" fill="%s" stroke="%s"/>
`, width, height, width, height, width-1, height-1, paper, edge)
	for i, colour := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&b, "<circle cx=\"%d\" cy=\"20\" r=\"6\" fill=\"%s\"/>\n", pictureMargin+6+20*i, colour)
	}
	b.WriteString(`<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">` + "\n")
	b.WriteString(body.String())
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

// pictureLine is one line of text, as wide in every font.
func pictureLine(y int, line, colour string) string {
	if utf8.RuneCountInString(line) > pictureColumns {
		line = string([]rune(line)[:pictureColumns-1]) + "…"
	}
	text := strings.TrimLeft(line, " ")
	x := float64(pictureMargin) + charWidth*float64(len(line)-len(text))
	length := charWidth * float64(utf8.RuneCountInString(text))
	text = strings.ReplaceAll(html.EscapeString(text), "  ", "\u00a0\u00a0")
	return fmt.Sprintf("<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" fill=\"%s\">%s</text>\n", x, y, length, colour, text)
}

var (
	demoStep = regexp.MustCompile(`^\d+\. `)
	demoCall = regexp.MustCompile(`^   [a-z_]+ \{`)
)

// colourOf tells a step's title, the call of a tool and its result apart.
func colourOf(line string) string {
	switch {
	case demoStep.MatchString(line), strings.HasPrefix(line, "Done"):
		return bright
	case demoCall.MatchString(line):
		return blue
	case strings.HasPrefix(line, "   ->"), strings.HasPrefix(line, "      the wallet"):
		return green
	case strings.HasPrefix(line, "     "):
		return faint
	default:
		return ink
	}
}
