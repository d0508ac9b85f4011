package tools

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// tableArgs are rows that fill the {{columns}} of other arguments.
type tableArgs struct {
	Rows    []Row  `json:"rows,omitempty" jsonschema:"minItems=1,maxItems=10000" jsonschema_description:"Instead of videos: column to value, one an item. Arguments hold {{column}} or {{column|fallback}}."`
	CSVPath string `json:"csv_path,omitempty" jsonschema_description:"The rows as a CSV file with a header."`
}

// tabular is true where rows are given and no list of items.
func (a tableArgs) tabular() bool { return len(a.Rows) > 0 || a.CSVPath != "" }

func (a tableArgs) check(items string, listed bool) error {
	return exactlyOne("list of items", given(items, listed), given("rows", len(a.Rows) > 0), given(csvArgument, a.CSVPath != ""))
}

// read gives the rows. Those of a file take its place among the arguments, so
// that a changed file is another call.
func (a tableArgs) read(c *Call) ([]Row, error) {
	if a.CSVPath == "" {
		return a.Rows, nil
	}
	if c.Files == nil {
		return nil, invalid(csvArgument, "cannot be read: this server runs over HTTP and has no access to the user's files", "Give the rows themselves as rows.")
	}
	file, err := c.Files.open(a.CSVPath)
	if err != nil {
		if fault := AsError(err); fault.Field == "path" {
			fault.Field, fault.Message = csvArgument, csvArgument+strings.TrimPrefix(fault.Message, "path")
			return nil, fault
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
	c.replace(csvArgument, "rows", raw)
	return rows, nil
}

// filling fills the patterns of a call's arguments by rows.
type filling struct {
	patterns map[string]pattern
	used     []string
}

// patternsOf reads the arguments that may hold {{columns}}.
func patternsOf(texts map[string]string) (filling, error) {
	f := filling{patterns: map[string]pattern{}}
	for _, argument := range slices.Sorted(maps.Keys(texts)) {
		p, err := parsePattern(argument, texts[argument])
		if err != nil {
			return f, err
		}
		f.patterns[argument], f.used = p, append(f.used, p.fields()...)
	}
	slices.Sort(f.used)
	f.used = slices.Compact(f.used)
	return f, nil
}

// filled gives a row's own values: of arguments that hold no column nothing, for
// what all share is told once.
func (f filling) filled(row Row) (map[string]string, error) {
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

// itemsOf makes an item of each row from its own values, and warns of rows that
// may not be meant.
func itemsOf[T any](c *Call, a tableArgs, texts map[string]string, item func(own map[string]string, i int) (T, error)) ([]T, []string, error) {
	rows, err := a.read(c)
	if err != nil {
		return nil, nil, err
	}
	filling, err := patternsOf(texts)
	if err != nil {
		return nil, nil, err
	}
	var f faults
	items := make([]T, len(rows))
	for i, row := range rows {
		own, err := filling.filled(row)
		if err == nil {
			items[i], err = item(own, i)
		}
		if err := f.add(rowName(i), err); err != nil {
			return nil, nil, err
		}
	}
	return items, rowWarnings(rows, filling.used), f.err()
}

// checkEach tells the rules between fields of each item. The fields that an item
// shares with others are named once.
func checkEach[T any](items []T, name func(int) string, check func(T) (shared []string, err error)) error {
	var f faults
	for i, item := range items {
		shared, err := check(item)
		if err := f.add(name(i), err, shared...); err != nil {
			return err
		}
	}
	return f.err()
}

// noFields refuses {{columns}} where no rows fill them.
func noFields(texts map[string]string) error {
	for _, argument := range slices.Sorted(maps.Keys(texts)) {
		if fields := fieldsOf(texts[argument]); len(fields) > 0 {
			return invalid(argument, "has {{"+cut(fields[0])+"}}, and there are no rows to fill it", "Give rows or csv_path instead of videos.")
		}
	}
	return nil
}

func rowName(i int) string { return fmt.Sprintf("rows[%d]", i) }
