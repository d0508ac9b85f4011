package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"heygen-mcp/pricing"
)

const entryColumns = "id, account, session, tool, product, kind, title, args_hash, idempotency_key, keyed, owner, state, estimate_min, estimate_max, unit, cost, " +
	"rate_card, method, path, request, answer, error_code, error_message, batch_id, row_number, download, file, created_at, sent_at, answered_at, finished_at"

func (d *database) insertEntry(ctx context.Context, q querier, e Entry) error {
	columns := strings.Count(entryColumns, ",") + 1
	var cost sql.NullInt64
	if e.CostUSD != nil {
		cost = sql.NullInt64{Int64: millionths(*e.CostUSD), Valid: true}
	}
	_, err := q.ExecContext(ctx, d.bind("INSERT INTO ledger_entries ("+entryColumns+") VALUES ("+marks(columns)+")"),
		e.ID, e.Account, e.Session, e.Tool, string(e.Product), string(e.Kind), e.Title, e.ArgsHash, e.Key, flag(e.Keyed), e.Owner, string(e.State),
		millionths(e.EstimateMin), millionths(e.EstimateMax), millionths(e.UnitUSD), cost, e.RateCard, e.Method, e.Path, string(e.Request), string(e.Answer),
		e.ErrorCode, e.ErrorMessage, e.BatchID, e.Row, flag(e.Download), e.File, micros(e.CreatedAt), micros(e.SentAt), micros(e.AnsweredAt), micros(e.FinishedAt))
	return err
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func scanEntry(row interface{ Scan(dest ...any) error }) (Entry, error) {
	var e Entry
	var product, kind, state, request, answer string
	var keyed, download int
	var low, high, unit, created, sent, answered, finished int64
	var cost sql.NullInt64
	err := row.Scan(&e.ID, &e.Account, &e.Session, &e.Tool, &product, &kind, &e.Title, &e.ArgsHash, &e.Key, &keyed, &e.Owner, &state, &low, &high, &unit, &cost,
		&e.RateCard, &e.Method, &e.Path, &request, &answer, &e.ErrorCode, &e.ErrorMessage, &e.BatchID, &e.Row, &download, &e.File, &created, &sent, &answered, &finished)
	if err != nil {
		return e, err
	}
	e.Product, e.Kind, e.State = pricing.Product(product), Kind(kind), State(state)
	e.Keyed, e.Download = keyed != 0, download != 0
	e.Request, e.Answer = json.RawMessage(request), json.RawMessage(answer)
	e.EstimateMin, e.EstimateMax = dollars(low), dollars(high)
	e.UnitUSD = dollars(unit)
	if cost.Valid {
		e.CostUSD = new(dollars(cost.Int64))
	}
	e.CreatedAt, e.SentAt, e.AnsweredAt, e.FinishedAt = fromMicros(created), fromMicros(sent), fromMicros(answered), fromMicros(finished)
	return e, nil
}

// entries gives what a condition admits, with their renders.
func (d *database) entries(ctx context.Context, q querier, condition string, args ...any) ([]Entry, error) {
	rows, err := q.QueryContext(ctx, d.bind("SELECT "+entryColumns+" FROM ledger_entries WHERE "+condition), args...)
	if err != nil {
		return nil, err
	}
	var out []Entry
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		out = append(out, e)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	return out, d.addRenders(ctx, q, out)
}

// rendersPerQuery keeps below the databases' bounds for parameters.
const rendersPerQuery = 500

func (d *database) addRenders(ctx context.Context, q querier, entries []Entry) error {
	at := map[string]int{}
	ids := make([]any, len(entries))
	for i, e := range entries {
		at[e.ID], ids[i] = i, e.ID
	}
	for chunk := range slices.Chunk(ids, rendersPerQuery) {
		found, err := d.renders(ctx, q, "job_id IN ("+marks(len(chunk))+") ORDER BY created_at, id", chunk...)
		if err != nil {
			return err
		}
		for _, r := range found {
			e := &entries[at[r.JobID]]
			e.Renders = append(e.Renders, r)
		}
	}
	return nil
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// setState moves an entry on, but only from the states given: what another
// process has done meanwhile stands.
func (d *database) setState(ctx context.Context, q querier, id string, to State, at time.Time, from ...State) (bool, error) {
	args := []any{string(to)}
	set := "state = ?"
	switch {
	case to == Sending:
		set, args = set+", sent_at = ?", append(args, micros(at))
	case to.Over():
		set, args = set+", finished_at = ?, request = ''", append(args, micros(at))
	}
	args = append(args, id)
	for _, s := range from {
		args = append(args, string(s))
	}
	done, err := q.ExecContext(ctx, d.bind("UPDATE ledger_entries SET "+set+" WHERE id = ? AND state IN ("+marks(len(from))+")"), args...)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// setRefused ends an entry that HeyGen did not take.
func (d *database) setRefused(ctx context.Context, q querier, id, code, message string, at time.Time) error {
	_, err := q.ExecContext(ctx, d.bind("UPDATE ledger_entries SET state = ?, error_code = ?, error_message = ?, answered_at = ?, finished_at = ?, request = '' WHERE id = ? AND state IN (?, ?, ?)"),
		string(Refused), code, message, micros(at), micros(at), id, string(Sending), string(Planned), string(Uncertain))
	return err
}

// setAccepted notes HeyGen's answer and what is to be watched from now on.
func (d *database) setAccepted(ctx context.Context, q querier, e Entry, answer json.RawMessage, ids []string, at, look time.Time) error {
	_, err := q.ExecContext(ctx, d.bind("UPDATE ledger_entries SET state = ?, answer = ?, answered_at = ?, error_code = '', error_message = '' WHERE id = ? AND state IN (?, ?)"),
		string(Accepted), string(answer), micros(at), e.ID, string(Sending), string(Uncertain))
	if err != nil {
		return err
	}
	for _, id := range ids {
		err := d.putRender(ctx, q, Render{Kind: e.Kind, ID: id, Status: "pending", CreatedAt: at, ChangedAt: at, LookAt: look, Account: e.Account, JobID: e.ID})
		if err != nil {
			return fmt.Errorf("noting %s: %w", id, err)
		}
	}
	return nil
}

const renderColumns = "account, kind, id, job_id, status, progress, failure, done, created_at, changed_at, looked_at, look_at"

// putRender notes a render once.
func (d *database) putRender(ctx context.Context, q querier, r Render) error {
	_, err := q.ExecContext(ctx, d.bind("INSERT INTO ledger_renders ("+renderColumns+") VALUES ("+marks(12)+") ON CONFLICT (account, kind, id) DO NOTHING"),
		r.Account, string(r.Kind), r.ID, r.JobID, r.Status, r.Progress, r.Failure, flag(r.Done), micros(r.CreatedAt), micros(r.ChangedAt), micros(r.LookedAt), micros(r.LookAt))
	return err
}

// saveRender writes how a render was found.
func (d *database) saveRender(ctx context.Context, q querier, r Render) error {
	_, err := q.ExecContext(ctx, d.bind("UPDATE ledger_renders SET status = ?, progress = ?, failure = ?, done = ?, changed_at = ?, looked_at = ?, look_at = ? WHERE account = ? AND kind = ? AND id = ? AND done = 0"),
		r.Status, r.Progress, r.Failure, flag(r.Done), micros(r.ChangedAt), micros(r.LookedAt), micros(r.LookAt), r.Account, string(r.Kind), r.ID)
	return err
}

func (d *database) renders(ctx context.Context, q querier, condition string, args ...any) ([]Render, error) {
	rows, err := q.QueryContext(ctx, d.bind("SELECT "+renderColumns+" FROM ledger_renders WHERE "+condition), args...)
	if err != nil {
		return nil, err
	}
	var out []Render
	for rows.Next() {
		var r Render
		var kind string
		var done int
		var created, changed, looked, look int64
		if err := rows.Scan(&r.Account, &kind, &r.ID, &r.JobID, &r.Status, &r.Progress, &r.Failure, &done, &created, &changed, &looked, &look); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		r.Kind, r.Done = Kind(kind), done != 0
		r.CreatedAt, r.ChangedAt, r.LookedAt, r.LookAt = fromMicros(created), fromMicros(changed), fromMicros(looked), fromMicros(look)
		out = append(out, r)
	}
	return out, errors.Join(rows.Err(), rows.Close())
}
