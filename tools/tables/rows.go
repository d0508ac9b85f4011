package tables

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"heygen-mcp/tools/fault"
)

// Row holds what is one item's own, by the column's name.
type Row map[string]string

const (
	// mostRows is how many items a batch may have.
	mostRows = 10000
	// mostColumns and mostCSVBytes bound what a table takes of the memory.
	mostColumns  = 200
	mostCSVBytes = 16 << 20
)

// csvArgument is the argument that tables come by.
const csvArgument = "csv_path"

const saveAsUTF8 = "Save it as UTF-8 (in Excel: CSV UTF-8) and try again."

// ReadRows reads a table as spreadsheets export it: CSV in UTF-8 with a header,
// cells divided by commas, semicolons or tabs. Cells are trimmed, and lines
// without any are skipped. The error is an [*Error] with line, reason and mend.
func ReadRows(r io.Reader) ([]Row, error) {
	text, err := readTable(r)
	if err != nil {
		return nil, err
	}
	reader := csv.NewReader(bytes.NewReader(text))
	reader.Comma, reader.FieldsPerRecord = delimiterOf(text), -1
	// Trimming tabs would swallow empty cells.
	reader.TrimLeadingSpace = reader.Comma != '\t'
	header, err := readHeader(reader)
	if err != nil {
		return nil, err
	}
	var rows []Row
	for {
		cells, line, err := nextLine(reader)
		switch {
		case errors.Is(err, io.EOF) && len(rows) == 0:
			return nil, fault.Invalid(csvArgument, "has a header and no rows", "Add a line for each item below the header.")
		case errors.Is(err, io.EOF):
			return rows, nil
		case err != nil:
			return nil, err
		case len(cells) != len(header):
			return nil, fault.Invalid(csvArgument, fmt.Sprintf("line %d has %s, and the header names %s", line, fault.Plural(len(cells), "cell"), fault.Plural(len(header), "column")),
				"Give each line as many cells as the header; a cell that holds the delimiter or a line break goes in double quotes.")
		case len(rows) == mostRows:
			return nil, fault.Invalid(csvArgument, fmt.Sprintf("has more than %d rows, the most of a batch", mostRows), "Split it into several files.")
		}
		row := make(Row, len(header))
		for i, name := range header {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
}

// readTable reads all of a table, which must be text in UTF-8, and takes off
// the mark that some programs put before it.
func readTable(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostCSVBytes+1))
	if err != nil {
		refusal := fault.Invalid(csvArgument, "cannot be read to its end", "Check that it is a file that can be read.")
		refusal.Cause = err
		return nil, refusal
	}
	if len(text) > mostCSVBytes {
		return nil, fault.Invalid(csvArgument, fmt.Sprintf("has more than %d MB", mostCSVBytes>>20), "Split it into several files, or leave out columns that nothing uses.")
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return nil, fault.Invalid(csvArgument, "is UTF-16, not UTF-8", saveAsUTF8)
	}
	for i, line := range bytes.Split(text, []byte("\n")) {
		if !utf8.Valid(line) {
			return nil, fault.Invalid(csvArgument, fmt.Sprintf("line %d is not UTF-8", i+1), saveAsUTF8)
		}
		if bytes.IndexByte(line, 0) >= 0 {
			return nil, fault.Invalid(csvArgument, fmt.Sprintf("line %d has a zero byte: it is no CSV in UTF-8", i+1), saveAsUTF8)
		}
	}
	return text, nil
}

// delimiterOf finds what divides the names of the header: what is there most
// often outside of quotes.
func delimiterOf(text []byte) rune {
	var commas, semicolons, tabs int
	quoted, begun := false, false
scan:
	for _, c := range text {
		switch {
		case c == '"':
			quoted, begun = !quoted, true
		case quoted:
		case c == ',':
			commas++
		case c == ';':
			semicolons++
		case c == '\t':
			tabs++
		case c == '\n' && (begun || commas+semicolons+tabs > 0):
			break scan
		case c != '\n' && c != '\r' && c != ' ':
			begun = true
		}
	}
	switch {
	case tabs > max(commas, semicolons):
		return '\t'
	case semicolons > commas:
		return ';'
	default:
		return ','
	}
}

// readHeader reads the columns' names.
func readHeader(reader *csv.Reader) ([]string, error) {
	names, line, err := nextLine(reader)
	if errors.Is(err, io.EOF) {
		return nil, fault.Invalid(csvArgument, "is empty", "Give it a header with the columns' names, and a line for each item.")
	}
	if err != nil {
		return nil, err
	}
	if len(names) > mostColumns {
		return nil, fault.Invalid(csvArgument, fmt.Sprintf("has %d columns, more than %d", len(names), mostColumns), "Leave out columns that nothing uses.")
	}
	for i, name := range names {
		if name == "" {
			return nil, fault.Invalid(csvArgument, fmt.Sprintf("line %d: column %d has no name", line, i+1), "Name it, or delete the column.")
		}
		if first := slices.Index(names, name); first < i {
			return nil, fault.Invalid(csvArgument, fmt.Sprintf("line %d: columns %d and %d are both named %q", line, first+1, i+1, fault.Cut(name)), "Give each column a name of its own.")
		}
		if strings.ContainsAny(name, "{}|\n") {
			return nil, fault.Invalid(csvArgument, fmt.Sprintf("line %d: column %d is named %q, and {{fields}} cannot name it", line, i+1, fault.Cut(name)), "Name it without braces, | and line breaks.")
		}
	}
	return names, nil
}

// nextLine gives the next line that holds something, its cells trimmed, and its
// number; the error is [io.EOF] after the last.
func nextLine(reader *csv.Reader) (cells []string, line int, err error) {
	for {
		cells, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil, 0, io.EOF
		}
		if err != nil {
			return nil, 0, badQuotes(err)
		}
		blank := true
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
			blank = blank && cells[i] == ""
		}
		if !blank {
			line, _ := reader.FieldPos(0)
			return cells, line, nil
		}
	}
}

// badQuotes is what is wrong with a line that cannot be taken apart.
func badQuotes(err error) error {
	line, reason := 0, "has a double quote in the wrong place"
	if parse, ok := errors.AsType[*csv.ParseError](err); ok {
		// The reader may have gone to the end to look for the closing quote.
		if line = parse.Line; errors.Is(err, csv.ErrQuote) && parse.StartLine < parse.Line {
			line = parse.StartLine
		}
	}
	refusal := fault.Invalid(csvArgument, fmt.Sprintf("line %d %s", line, reason),
		`Put the whole cell in double quotes, and double those inside: "say ""hello""".`)
	refusal.Cause = err
	return refusal
}

// RowWarnings are about rows that may not be meant: columns that no field names,
// and rows that make the same.
func RowWarnings(rows []Row, used []string) []string {
	var warnings []string
	if unused := unusedColumns(rows, used); len(unused) > 0 {
		warnings = append(warnings, "No {{field}} uses "+fault.Plural(len(unused), "column")+" of the rows: "+firstFew(unused)+".")
	}
	if same := equalRows(rows, used); len(same) > 0 {
		groups := make([]string, len(same))
		for i, group := range same {
			numbers := make([]string, len(group))
			for j, index := range group {
				numbers[j] = RowName(index)
			}
			groups[i] = firstFew(numbers)
		}
		warnings = append(warnings, "Rows with the same values make the same item, and each is paid for: "+firstFewBy(groups, "; ")+".")
	}
	return warnings
}

const mostNamed = 10

func firstFew(names []string) string { return firstFewBy(names, ", ") }

func firstFewBy(names []string, between string) string {
	if more := len(names) - mostNamed; more > 0 {
		return strings.Join(names[:mostNamed], between) + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, between)
}

// unusedColumns are those that none of the used fields names, sorted.
func unusedColumns(rows []Row, used []string) []string {
	seen := map[string]bool{}
	for _, row := range rows {
		for name := range row {
			seen[name] = true
		}
		for _, field := range used {
			if name, _, ok := row.Find(field); ok {
				seen[name] = false
			}
		}
	}
	var unused []string
	for name, left := range seen {
		if left {
			unused = append(unused, name)
		}
	}
	slices.Sort(unused)
	return unused
}

// equalRows gives the indices of rows that hold the same in these fields,
// group by group.
func equalRows(rows []Row, fields []string) [][]int {
	groups, order := map[string][]int{}, []string(nil)
	for i, row := range rows {
		var key strings.Builder
		for _, field := range fields {
			_, value, _ := row.Find(field)
			fmt.Fprintf(&key, "%d:%s", len(value), value)
		}
		if groups[key.String()] == nil {
			order = append(order, key.String())
		}
		groups[key.String()] = append(groups[key.String()], i)
	}
	var same [][]int
	for _, key := range order {
		if group := groups[key]; len(group) > 1 {
			same = append(same, group)
		}
	}
	return same
}
