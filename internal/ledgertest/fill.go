// Package ledgertest runs the tests that wait on ledgers, and fills a ledger's file
// for benchmarks.
package ledgertest

import (
	"database/sql"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite" // the driver that sql.Open names
)

// finished says how the entries and their renders look where they are not blank;
// i is the entry's number.
var finished = map[string]map[string]string{
	"ledger_entries": {
		"id": "'job_' || i", "account": "?", "tool": "'create_video'", "product": "'video'", "kind": "'video'", "title": "'A title'", "args_hash": "'hash' || i",
		"idempotency_key": "'job_' || i", "keyed": "1", "state": "'completed'", "cost": "1000000", "rate_card": "'2026-09-16'", "method": "'POST'", "path": "'/v3/videos'",
		"answer": "'{}'", "created_at": "i", "sent_at": "i", "answered_at": "i", "finished_at": "i",
	},
	"ledger_renders": {
		"account": "?", "kind": "'video'", "id": "'video_' || i", "job_id": "'job_' || i", "status": "'completed'", "done": "1", "created_at": "i", "changed_at": "i",
	},
}

// Fill puts so many finished entries of the account, each with its render, into
// a ledger on SQLite that has its tables and is closed.
func Fill(tb testing.TB, path, account string, entries int) {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath())
	require.NoError(tb, err)
	defer func() { require.NoError(tb, db.Close()) }()
	for table, values := range finished {
		var columns, selected []string
		for _, c := range columnsOf(tb, db, table) {
			value, ok := values[c.name]
			if !ok {
				value = c.blank()
			}
			columns, selected = append(columns, c.name), append(selected, value)
		}
		_, err = db.ExecContext(tb.Context(), fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO %s (%s) SELECT %s FROM n",
			entries, table, strings.Join(columns, ", "), strings.Join(selected, ", ")), account)
		require.NoError(tb, err)
	}
}

type column struct{ name, kind string }

// blank is what a column holds where there is nothing to tell.
func (c column) blank() string {
	if c.kind == "TEXT" {
		return "''"
	}
	return "0"
}

func columnsOf(tb testing.TB, db *sql.DB, table string) []column {
	tb.Helper()
	rows, err := db.QueryContext(tb.Context(), "SELECT name, type FROM pragma_table_info(?)", table)
	require.NoError(tb, err)
	defer func() { _ = rows.Close() }()
	var out []column
	for rows.Next() {
		var c column
		require.NoError(tb, rows.Scan(&c.name, &c.kind))
		out = append(out, c)
	}
	require.NoError(tb, rows.Err())
	require.NotEmpty(tb, out, table)
	return out
}
