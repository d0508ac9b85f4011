package terminal

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
)

// PrintTable writes rows as a table on a terminal, and as lines of values
// between tabs, without a head, for scripts.
func PrintTable(w io.Writer, head []string, rows [][]string) error {
	if !IsTerminal(w) {
		out := bufio.NewWriter(w)
		for _, row := range rows {
			_, _ = out.WriteString(strings.Join(Plain(row), "\t") + "\n")
		}
		return out.Flush()
	}
	return AlignTable(w, head, rows)
}

// AlignTable writes rows in columns under a head.
func AlignTable(w io.Writer, head []string, rows [][]string) error {
	if len(rows) == 0 {
		return nil
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{head}, rows...) {
		if _, err := fmt.Fprintln(out, strings.Join(Plain(row), "\t")); err != nil {
			return err
		}
	}
	return out.Flush()
}

// Plain takes out of texts that others wrote what would move a terminal's
// cursor or break a line.
func Plain(row []string) []string {
	cells := make([]string, len(row))
	for i, cell := range row {
		cells[i] = PlainText(cell)
	}
	return cells
}

// PlainText does the same with one text.
func PlainText(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text)
}
