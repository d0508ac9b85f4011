package jobs_test

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver that sql.Open names
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
)

// onBoth runs a test on SQLite and on PostgreSQL, each with its tables made: to
// make them takes longer than most tests.
func onBoth(t *testing.T, test func(t *testing.T, at jobs.Options)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "folder", "ledger.db")
		require.NoError(t, os.Mkdir(filepath.Dir(path), 0o700))
		made, err := emptyLedger()
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, made, 0o600))
		test(t, jobs.Options{Path: path})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		test(t, jobs.Options{DatabaseURL: usedSchema(t)})
	})
}

// emptyLedger is the file of a ledger without entries.
var emptyLedger = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "jobs-test")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "ledger.db")
	l := jobs.New(jobs.Options{Path: path})
	if _, err := l.Endpoints(context.Background(), ""); err != nil {
		return nil, err
	}
	if err := l.Close(context.Background()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// server is the address of the PostgreSQL server of the tests.
func server() string {
	if address := os.Getenv("HEYGEN_MCP_TEST_DATABASE_URL"); address != "" {
		return address
	}
	return "postgres://root@127.0.0.1:5432/test"
}

// dial connects to the server, or skips the test where none answers.
func dial(t testing.TB) *pgx.Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, server())
	if err != nil {
		if os.Getenv("CI") == "true" {
			require.NoError(t, err, "CI has a PostgreSQL server")
		}
		t.Skipf("no PostgreSQL answers: set HEYGEN_MCP_TEST_DATABASE_URL to an address of a database that may be written: %v", err)
	}
	return conn
}

// addressOf leads to a schema. The server need not wait for its disk: it is not
// what the tests break.
func addressOf(t testing.TB, schema string) string {
	t.Helper()
	u, err := url.Parse(server())
	require.NoError(t, err)
	query := u.Query()
	query.Set("search_path", schema)
	query.Set("pool_max_conns", "4")
	query.Set("synchronous_commit", "off")
	u.RawQuery = query.Encode()
	return u.String()
}

// schema makes an empty schema of its own and gives the address that leads
// there.
func schema(t testing.TB) string {
	t.Helper()
	name := newSchema(t, dial(t))
	t.Cleanup(func() { assert.NoError(t, dropSchemas(context.WithoutCancel(t.Context()), name)) })
	return addressOf(t, name)
}

func newSchema(t testing.TB, conn *pgx.Conn) string {
	t.Helper()
	name := strings.ToLower("jobs_test_" + heygenapi.NewIdempotencyKey())
	_, err := conn.Exec(t.Context(), "CREATE SCHEMA "+name)
	require.NoError(t, err)
	require.NoError(t, conn.Close(t.Context()))
	return name
}

func dropSchemas(ctx context.Context, names ...string) error {
	if len(names) == 0 {
		return nil
	}
	conn, err := pgx.Connect(ctx, server())
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	for _, name := range names {
		if _, err := conn.Exec(ctx, "DROP SCHEMA "+name+" CASCADE"); err != nil {
			return err
		}
	}
	return nil
}

// schemas are those that earlier tests have left, with empty tables.
type schemas struct {
	mu   sync.Mutex
	free []string
}

var leftSchemas schemas

func (s *schemas) take() (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.free) == 0 {
		return "", false
	}
	name := s.free[len(s.free)-1]
	s.free = s.free[:len(s.free)-1]
	return name, true
}

func (s *schemas) put(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = append(s.free, name)
}

// usedSchema gives the address of a schema that an earlier test has left, else of
// a new one.
func usedSchema(t testing.TB) string {
	t.Helper()
	name, ok := leftSchemas.take()
	if !ok {
		name = newSchema(t, dial(t))
	}
	address := addressOf(t, name)
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		conn, err := pgx.Connect(ctx, withoutPool(t, address))
		require.NoError(t, err)
		defer func() { assert.NoError(t, conn.Close(ctx)) }()
		_, err = conn.Exec(ctx, `DO $$ DECLARE name text; BEGIN
			FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'river_migration' LOOP
				EXECUTE 'DELETE FROM ' || quote_ident(name);
			END LOOP; END $$`)
		require.NoError(t, err)
		leftSchemas.put(name)
	})
	return address
}

// withoutPool is an address as a single connection takes it.
func withoutPool(t testing.TB, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	query := u.Query()
	query.Del("pool_max_conns")
	u.RawQuery = query.Encode()
	return u.String()
}

// beside connects to a ledger's database, past the ledger.
func beside(t testing.TB, at jobs.Options) *sql.DB {
	t.Helper()
	driver, address := "sqlite", "file:"+at.Path+"?_pragma=busy_timeout(10000)"
	if at.DatabaseURL != "" {
		driver, address = "pgx", withoutPool(t, at.DatabaseURL)
	}
	db, err := sql.Open(driver, address)
	require.NoError(t, err)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	return db
}

// execute runs a statement in the ledger's database.
func (b *bench) execute(statement string) {
	b.t.Helper()
	_, err := b.beside().ExecContext(b.t.Context(), statement)
	require.NoError(b.t, err)
}

// count gives a query's number.
func (b *bench) count(query string, args ...any) int {
	b.t.Helper()
	var n int
	require.NoError(b.t, b.beside().QueryRowContext(b.t.Context(), query, args...).Scan(&n))
	return n
}
