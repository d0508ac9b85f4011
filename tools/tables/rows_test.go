package tables

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/tools/fault"
)

func TestReadRows(t *testing.T) {
	t.Parallel()
	ada := []Row{{"name": "Ada", "city": "London"}, {"name": "Bob", "city": ""}}
	for name, test := range map[string]struct {
		csv  string
		want []Row
	}{
		"commas":              {"name,city\nAda,London\nBob,\n", ada},
		"semicolons":          {"name;city\nAda;London\nBob;\n", ada},
		"tabs":                {"name\tcity\nAda\tLondon\nBob\t\n", ada},
		"a byte order mark":   {"\xef\xbb\xbfname,city\nAda,London\nBob,\n", ada},
		"lines of Windows":    {"name,city\r\nAda,London\r\nBob,\r\n", ada},
		"no end of line":      {"name,city\nAda,London\nBob,", ada},
		"space around cells":  {" name , city \n Ada ,  London\nBob,  \n", ada},
		"empty lines":         {"\n\nname,city\n\nAda,London\n  \n,\nBob,\n\n", ada},
		"quoted cells":        {"\"name\",\"city\"\n\"Ada\", \"London\"\nBob,\"\"\n", ada},
		"one column":          {"name\nAda\nBob\n", []Row{{"name": "Ada"}, {"name": "Bob"}}},
		"delimiters in cells": {"name;city\n\"Ada; first\";\"a, b, c\"\n", []Row{{"name": "Ada; first", "city": "a, b, c"}}},
		"delimiters in names": {"\"name, full\";city\nAda;London\n", []Row{{"name, full": "Ada", "city": "London"}}},
		"a tab that is empty": {"a\tb\tc\n1\t\t3\n", []Row{{"a": "1", "b": "", "c": "3"}}},
		"lines in a cell":     {"name,text\nAda,\"one\ntwo\"\n", []Row{{"name": "Ada", "text": "one\ntwo"}}},
		"quotes in a cell":    {"text\n\"say \"\"hello\"\"\"\n", []Row{{"text": `say "hello"`}}},
		"other scripts":       {"名前,ville\n太郎,Köln\n", []Row{{"名前": "太郎", "ville": "Köln"}}},
		"names that differ":   {"Name,name\nA,b\n", []Row{{"Name": "A", "name": "b"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := ReadRows(strings.NewReader(test.csv))
			require.NoError(t, err)
			assert.Equal(t, test.want, rows)
		})
	}
}

// TestReadBadRows names line, reason and mend.
func TestReadBadRows(t *testing.T) {
	t.Parallel()
	columns := make([]string, mostColumns+1)
	for i := range columns {
		columns[i] = fmt.Sprint("c", i)
	}
	for name, test := range map[string]struct{ csv, message, hint string }{
		"nothing":              {"", "csv_path is empty", "header"},
		"only a mark":          {"\xef\xbb\xbf\n\n", "csv_path is empty", "header"},
		"only a header":        {"name,city\n\n", "csv_path has a header and no rows", "Add a line"},
		"a column without":     {"name,,city\nAda,x,y\n", "csv_path line 1: column 2 has no name", "Name it, or delete"},
		"a column twice":       {"name,city, name\nAda,x,y\n", `csv_path line 1: columns 1 and 3 are both named "name"`, "a name of its own"},
		"a column with braces": {"name,{{city}}\nAda,x\n", `csv_path line 1: column 2 is named "{{city}}"`, "without braces"},
		"a line too short":     {"name,city\nAda,London\n\nBob\n", "csv_path line 4 has 1 cell, and the header names 2 columns", "as many cells"},
		"a line too long":      {"name,city\nAda,London,England\n", "csv_path line 2 has 3 cells, and the header names 2 columns", "double quotes"},
		"after lines in cells": {"name,city\n\"A\n\nda\",London\nBob\n", "csv_path line 5 has 1 cell", "as many cells"},
		"a quote too many":     {"name,city\nAda,Lon\"don\n", "csv_path line 2 has a double quote in the wrong place", `""hello""`},
		"a quote left open":    {"name,city\nBob,x\nAda,\"London\nBob,\n", "csv_path line 3 has a double quote in the wrong place", "Put the whole cell"},
		"an open header":       {"\"name,city\nAda,London\n", "csv_path line 1 has a double quote in the wrong place", "Put the whole cell"},
		"Latin-1":              {"name,city\nAda,K\xf6ln\n", "csv_path line 2 is not UTF-8", "CSV UTF-8"},
		"UTF-16":               {"\xff\xfen\x00a\x00", "csv_path is UTF-16, not UTF-8", "CSV UTF-8"},
		"UTF-16, no mark":      {"n\x00a\x00\n\x00", "csv_path line 1 has a zero byte", "CSV UTF-8"},
		"too many rows":        {"name\n" + strings.Repeat("Ada\n", mostRows+1), "csv_path has more than 10000 rows", "Split it"},
		"too many columns":     {strings.Join(columns, ",") + "\n", "csv_path has 201 columns, more than 200", "Leave out columns"},
		"too many bytes":       {"name\n" + strings.Repeat("x", mostCSVBytes), "csv_path has more than 16 MB", "Split it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rows, err := ReadRows(strings.NewReader(test.csv))
			assert.Nil(t, rows)
			refusal, ok := errors.AsType[*fault.Error](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, fault.CodeInvalid, refusal.Code)
			assert.Equal(t, csvArgument, refusal.Field)
			assert.Contains(t, refusal.Message, test.message)
			assert.Contains(t, refusal.Hint, test.hint)
		})
	}
}

// TestMostRows takes as many rows as there may be.
func TestMostRows(t *testing.T) {
	t.Parallel()
	rows, err := ReadRows(strings.NewReader("name\n" + strings.Repeat("Ada\n", mostRows)))
	require.NoError(t, err)
	assert.Len(t, rows, mostRows)
}

// TestReadBrokenRows hides nothing of what broke, and makes no rows of a half.
func TestReadBrokenRows(t *testing.T) {
	t.Parallel()
	rows, err := ReadRows(io.MultiReader(strings.NewReader("name\nAda\n"), iotest.ErrReader(io.ErrUnexpectedEOF)))
	assert.Nil(t, rows)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.ErrorContains(t, err, "csv_path cannot be read to its end")
}

func TestRowWarnings(t *testing.T) {
	t.Parallel()
	rows := []Row{
		{"Name": "Ada", "city": "London", "note": "a"},
		{"Name": "Bob", "city": "Paris", "note": "b"},
		{"Name": "Ada", "city": " London ", "note": "c"},
	}
	assert.Empty(t, unusedColumns(rows, []string{"name", "city", "note"}), "a name that differs in case is the column's")
	assert.Equal(t, []string{"city", "note"}, unusedColumns(rows, []string{"name"}))
	assert.Empty(t, equalRows(rows, []string{"name", "note"}))
	assert.Equal(t, [][]int{{0, 2}}, equalRows(rows, []string{"name", "city"}), "of what is used")
	assert.Empty(t, RowWarnings(rows, []string{"name", "city", "note"}))
	assert.Equal(t, []string{
		"No {{field}} uses 1 column of the rows: note.",
		"Rows with the same values make the same item, and each is paid for: rows[0], rows[2].",
	}, RowWarnings(rows, []string{"name", "city"}))
	assert.NotEmpty(t, equalRows([]Row{{"a": "x", "b": ""}, {"a": "x"}}, []string{"a", "b"}), "a cell that is missing is as an empty one")
	assert.Empty(t, equalRows([]Row{{"a": "1:", "b": ""}, {"a": "", "b": "1:"}}, []string{"a", "b"}), "cells do not flow into each other")
}

func TestManyWarnings(t *testing.T) {
	t.Parallel()
	row := Row{}
	for i := range 15 {
		row[fmt.Sprintf("c%02d", i)] = "x"
	}
	warnings := RowWarnings([]Row{row, row}, []string{"c00"})
	require.Len(t, warnings, 2)
	assert.Contains(t, warnings[0], "14 columns of the rows: c01, c02, c03, c04, c05, c06, c07, c08, c09, c10 and 4 more.")
}

// FuzzReadRows reads anything without a panic, and what it takes is whole.
func FuzzReadRows(f *testing.F) {
	for _, seed := range []string{
		"name,city\nAda,London\n", "a;b\n1;2\n", "a\tb\n1\t\n", "\xef\xbb\xbfa\n\"x\ny\"\n", "a,a\n1,2\n", "\"a\n", "a\n\xff\n", "\xff\xfea\x00", ",\n", "a\r\n1\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		rows, err := ReadRows(strings.NewReader(string(text)))
		if err != nil {
			refusal, ok := errors.AsType[*fault.Error](err)
			require.True(t, ok, "%v", err)
			assert.NotEmpty(t, refusal.Hint)
			assert.NotContains(t, refusal.Message, "line 0")
			assert.Nil(t, rows)
			return
		}
		require.NotEmpty(t, rows)
		for _, row := range rows {
			assert.Len(t, row, len(rows[0]))
			filled := false
			for name, cell := range row {
				assert.Contains(t, rows[0], name)
				assert.Equal(t, strings.TrimSpace(name), name)
				assert.Equal(t, strings.TrimSpace(cell), cell)
				filled = filled || cell != ""
				value, err := fill("{{"+name+"|}}", row)
				if err == nil {
					assert.Equal(t, cell, value)
				}
			}
			assert.True(t, filled, "an empty line is no row")
		}
	})
}
