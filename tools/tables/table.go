package tables

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// Args are rows that fill the {{columns}} of other arguments.
type Args struct {
	Rows    []Row  `json:"rows,omitempty" jsonschema:"minItems=1,maxItems=10000" jsonschema_description:"Instead of videos: column to value, one an item. Arguments hold {{column}} or {{column|fallback}}."`
	CSVPath string `json:"csv_path,omitempty" jsonschema_description:"The rows as a CSV file with a header."`
}

// Tabular is true where rows are given and no list of items.
func (a Args) Tabular() bool { return len(a.Rows) > 0 || a.CSVPath != "" }

// Check refuses rows beside a list of items, and none of both.
func (a Args) Check(items string, listed bool) error {
	return check.ExactlyOne("list of items", check.Given(items, listed), check.Given("rows", len(a.Rows) > 0), check.Given(csvArgument, a.CSVPath != ""))
}

// Read gives the rows. Those of a file take its place among the arguments, so
// that a changed file is another call.
func (a Args) Read(c *kit.Call) ([]Row, error) {
	if a.CSVPath == "" {
		return a.Rows, nil
	}
	if c.Files == nil {
		return nil, fault.Invalid(csvArgument, "cannot be read: this server runs over HTTP and has no access to the user's files", "Give the rows themselves as rows.")
	}
	file, err := c.Files.Open(a.CSVPath)
	if err != nil {
		if refusal := fault.AsError(err); refusal.Field == "path" {
			refusal.Field, refusal.Message = csvArgument, csvArgument+strings.TrimPrefix(refusal.Message, "path")
			return nil, refusal
		}
		return nil, err
	}
	rows, err := ReadRows(file)
	if err := file.Close(); err != nil {
		c.Log.Warn("a table could not be closed", "error", err)
	}
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(rows)
	if err != nil {
		return nil, fmt.Errorf("keeping the rows: %w", err)
	}
	c.Replace(csvArgument, "rows", raw)
	return rows, nil
}

// Filling fills the patterns of a call's arguments by rows.
type Filling struct {
	patterns map[string]pattern
	Used     []string
}

// Patterns reads the arguments that may hold {{columns}}.
func Patterns(texts map[string]string) (Filling, error) {
	f := Filling{patterns: map[string]pattern{}}
	for _, argument := range slices.Sorted(maps.Keys(texts)) {
		p, err := parsePattern(argument, texts[argument])
		if err != nil {
			return f, err
		}
		f.patterns[argument], f.Used = p, append(f.Used, p.fields()...)
	}
	slices.Sort(f.Used)
	f.Used = slices.Compact(f.Used)
	return f, nil
}

// Filled gives a row's own values: of arguments that hold no column nothing, for
// what all share is told once.
func (f Filling) Filled(row Row) (map[string]string, error) {
	own := map[string]string{}
	for _, argument := range slices.Sorted(maps.Keys(f.patterns)) {
		p := f.patterns[argument]
		if len(p.fields()) == 0 {
			continue
		}
		text, err := p.fill(row)
		if err != nil {
			return nil, err
		}
		own[argument] = text
	}
	return own, nil
}

// Items makes an item of each row from its own values, and warns of rows that
// may not be meant.
func Items[T any](c *kit.Call, a Args, texts map[string]string, item func(own map[string]string, i int) (T, error)) ([]T, []string, error) {
	rows, err := a.Read(c)
	if err != nil {
		return nil, nil, err
	}
	Filling, err := Patterns(texts)
	if err != nil {
		return nil, nil, err
	}
	var f fault.List
	items := make([]T, len(rows))
	for i, row := range rows {
		own, err := Filling.Filled(row)
		if err == nil {
			items[i], err = item(own, i)
		}
		if err := f.Add(RowName(i), err); err != nil {
			return nil, nil, err
		}
	}
	return items, RowWarnings(rows, Filling.Used), f.Err()
}

// CheckEach tells the rules between fields of each item. The fields that an item
// shares with others are named once.
func CheckEach[T any](items []T, name func(int) string, check func(T) (shared []string, err error)) error {
	var f fault.List
	for i, item := range items {
		shared, err := check(item)
		if err := f.Add(name(i), err, shared...); err != nil {
			return err
		}
	}
	return f.Err()
}

// NoFields refuses {{columns}} where no rows fill them.
func NoFields(texts map[string]string) error {
	for _, argument := range slices.Sorted(maps.Keys(texts)) {
		if fields := FieldsOf(texts[argument]); len(fields) > 0 {
			return fault.Invalid(argument, "has {{"+fault.Cut(fields[0])+"}}, and there are no rows to fill it", "Give rows or csv_path instead of videos.")
		}
	}
	return nil
}

// RowName names a row in a failure.
func RowName(i int) string { return fmt.Sprintf("rows[%d]", i) }

// VideoName names an item of the list in a failure.
func VideoName(i int) string { return fmt.Sprintf("videos[%d]", i) }

// RowTitle is a row's title: the filled one, or what all share with a number.
func RowTitle(shared, filled string, i int) string {
	if filled != "" || shared == "" {
		return filled
	}
	return fmt.Sprintf("%s %d", shared, i+1)
}
