package jobs

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"time"
)

// bind writes the ? of a query as the database's own placeholders.
func (d *database) bind(query string) string {
	if d.pool == nil {
		return query
	}
	var b strings.Builder
	n := 0
	for _, r := range query {
		if r == '?' {
			n++
			b.WriteString("$" + strconv.Itoa(n))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// querier is a database or a transaction of it.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// inTransaction runs the function in a transaction. On PostgreSQL the account's lock
// is taken first, so that two replicas never count one budget at once; SQLite
// has one writer anyway.
func (d *database) inTransaction(ctx context.Context, account string, do func(tx *sql.Tx) error) error {
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if d.pool != nil {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock(hashtext($1))", "heygen-mcp "+account); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// queryStrings gives the one text column of a query.
func (d *database) queryStrings(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := d.QueryContext(ctx, d.bind(query), args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		out = append(out, text)
	}
	return out, rows.Err()
}

// asArgs gives texts as arguments of a query.
func asArgs[T ~string](texts ...T) []any {
	out := make([]any, len(texts))
	for i, text := range texts {
		out[i] = string(text)
	}
	return out
}

func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

func toMicroUSD(usd float64) int64 { return int64(usd*1e6 + 0.5) }

func fromMicroUSD(m int64) float64 { return float64(m) / 1e6 }
