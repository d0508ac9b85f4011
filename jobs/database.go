package jobs

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // the driver that sql.Open names
)

//go:embed schema.sql
var schema string

// database is where a ledger lives.
type database struct {
	*sql.DB
	// pool is PostgreSQL's, nil on SQLite.
	pool *pgxpool.Pool
	// name is what to call it in messages: a path, or an address without its
	// password.
	name string
	// hint is the way out where it fails.
	hint string
}

// OpenError is a database that cannot be used. It says which, and what to do.
type OpenError struct {
	// Name is the file, or the server's address without a password.
	Name string
	// Hint is the way out.
	Hint  string
	cause error
}

// Error implements error.
func (e *OpenError) Error() string {
	return fmt.Sprintf("the ledger %s cannot be used: %v. %s", e.Name, e.cause, e.Hint)
}

// Unwrap gives the cause.
func (e *OpenError) Unwrap() error { return e.cause }

// broken tells which database failed, and the way out.
func (d *database) broken(err error) error {
	if err == nil {
		return nil
	}
	return &OpenError{Name: d.name, Hint: d.hint, cause: err}
}

// openDatabase opens or makes it, and brings its tables up to date.
func openDatabase(ctx context.Context, o Options) (*database, error) {
	db, hint, err := connect(ctx, o)
	if err != nil {
		return nil, &OpenError{Name: o.name(), Hint: hint, cause: err}
	}
	if err := db.exclusively(ctx, func() error { return migrate(ctx, db) }); err != nil {
		return nil, errors.Join(&OpenError{Name: o.name(), Hint: hint, cause: err}, db.Close())
	}
	return db, nil
}

func connect(ctx context.Context, o Options) (*database, string, error) {
	if o.DatabaseURL != "" {
		const hint = "Check --database-url and that the server is up; or leave it out to use a local file."
		pool, err := pgxpool.New(ctx, o.DatabaseURL)
		if err != nil {
			// The library's message repeats the address with its password.
			return nil, hint, errors.New("the address cannot be read, or the server does not answer")
		}
		if err := pool.Ping(ctx); err != nil {
			pool.Close()
			return nil, hint, errors.New("the server does not answer or refuses the login")
		}
		return &database{DB: stdlib.OpenDBFromPool(pool), pool: pool, name: o.name(), hint: hint}, hint, nil
	}
	hint := "Move the file away to begin a new one (what it holds is then not watched any more), mend its permissions, name another place with --data-dir, or run without a ledger by --no-ledger."
	if err := prepareFile(o.Path); err != nil {
		return nil, hint, err
	}
	// What is written has to outlive a power cut: FULL costs a few milliseconds a
	// purchase.
	settings := url.Values{"_pragma": {"journal_mode(WAL)", "busy_timeout(10000)", "synchronous(FULL)"}, "_txlock": {"immediate"}}
	db, err := sql.Open("sqlite", sqliteAddress(o.Path, settings))
	if err != nil {
		return nil, hint, err
	}
	// SQLite takes one writer at a time; River asks for this too.
	db.SetMaxOpenConns(1)
	return &database{DB: db, name: o.Path, hint: hint}, hint, nil
}

// prepareFile makes the file readable by its owner alone, before anything is
// written into it.
func prepareFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names the place
	if err != nil {
		return err
	}
	return errors.Join(file.Chmod(0o600), file.Close())
}

// Close closes the connections.
func (d *database) Close() error {
	err := d.DB.Close()
	if d.pool != nil {
		d.pool.Close()
	}
	return err
}

func migrate(ctx context.Context, db *database) error {
	for statement := range strings.SplitSeq(schema, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("making its tables: %w", err)
		}
	}
	return migrateRiver(ctx, db)
}

// exclusively makes tables while no other process does.
func (d *database) exclusively(ctx context.Context, do func() error) error {
	if d.pool != nil {
		return d.locked(ctx, do)
	}
	// SQLite's own lock, on an empty file beside the ledger: it is gone with the
	// process that holds it, on every system.
	path := d.name + ".lock"
	if err := prepareFile(path); err != nil {
		return err
	}
	lock, err := sql.Open("sqlite", sqliteAddress(path, url.Values{"_pragma": {"busy_timeout(30000)"}, "_txlock": {"exclusive"}}))
	if err != nil {
		return err
	}
	tx, err := lock.BeginTx(ctx, nil)
	if err != nil {
		return errors.Join(err, lock.Close())
	}
	return errors.Join(do(), tx.Rollback(), lock.Close())
}

// locked does something under a lock of PostgreSQL's.
func (d *database) locked(ctx context.Context, do func() error) error {
	conn, err := d.Conn(ctx)
	if err != nil {
		return err
	}
	const lock = "(hashtext('heygen-mcp tables'))"
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock"+lock); err != nil {
		return errors.Join(err, conn.Close())
	}
	err = do()
	_, unlocked := conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock"+lock)
	return errors.Join(err, unlocked, conn.Close())
}

func sqliteAddress(path string, settings url.Values) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + settings.Encode()
}
