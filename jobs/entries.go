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
	"rate_card, method, path, request, answer, error_code, error_message, batch_id, row_number, download, file, created_at, due_at, sent_at, answered_at, finished_at"

func (d *database) insertEntry(ctx context.Context, q querier, e Entry) error {
	columns := strings.Count(entryColumns, ",") + 1
	var cost sql.NullInt64
	if e.CostUSD != nil {
		cost = sql.NullInt64{Int64: toMicroUSD(*e.CostUSD), Valid: true}
	}
	_, err := q.ExecContext(ctx, d.bind("INSERT INTO ledger_entries ("+entryColumns+") VALUES ("+placeholders(columns)+")"),
		e.ID, e.Account, e.Session, e.Tool, string(e.Product), string(e.Kind), e.Title, e.ArgsHash, e.Key, boolInt(e.Idempotent), e.Owner, string(e.State),
		toMicroUSD(e.EstimateMin), toMicroUSD(e.EstimateMax), toMicroUSD(e.UnitUSD), cost, e.RateCard, e.Method, e.Path, string(e.Request), string(e.Answer),
		e.ErrorCode, e.ErrorMessage, e.BatchID, e.Row, boolInt(e.Download), strings.Join(e.Files, "\n"), micros(e.CreatedAt), micros(e.DueAt), micros(e.SentAt), micros(e.AnsweredAt), micros(e.FinishedAt))
	if err != nil {
		return err
	}
	return errors.Join(d.insertCallback(ctx, q, e), d.requestFile(ctx, q, e))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func scanEntry(row interface{ Scan(dest ...any) error }) (Entry, error) {
	var e Entry
	var product, kind, state, request, answer, files string
	var keyed, download int
	var low, high, unit, created, due, sent, answered, finished int64
	var cost sql.NullInt64
	err := row.Scan(&e.ID, &e.Account, &e.Session, &e.Tool, &product, &kind, &e.Title, &e.ArgsHash, &e.Key, &keyed, &e.Owner, &state, &low, &high, &unit, &cost,
		&e.RateCard, &e.Method, &e.Path, &request, &answer, &e.ErrorCode, &e.ErrorMessage, &e.BatchID, &e.Row, &download, &files, &created, &due, &sent, &answered, &finished)
	if err != nil {
		return e, err
	}
	e.Product, e.Kind, e.State = pricing.Product(product), Kind(kind), State(state)
	e.Idempotent, e.Download = keyed != 0, download != 0
	if files != "" {
		e.Files = strings.Split(files, "\n")
	}
	e.Request, e.Answer = json.RawMessage(request), json.RawMessage(answer)
	e.EstimateMin, e.EstimateMax = fromMicroUSD(low), fromMicroUSD(high)
	e.UnitUSD = fromMicroUSD(unit)
	if cost.Valid {
		e.CostUSD = new(fromMicroUSD(cost.Int64))
	}
	e.CreatedAt, e.DueAt, e.SentAt, e.AnsweredAt, e.FinishedAt = fromMicros(created), fromMicros(due), fromMicros(sent), fromMicros(answered), fromMicros(finished)
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

// entry gives one by the ledger's id.
func (d *database) entry(ctx context.Context, q querier, id string) (Entry, error) {
	found, err := d.entries(ctx, q, "id = ?", id)
	if err != nil {
		return Entry{}, err
	}
	if len(found) == 0 {
		return Entry{}, sql.ErrNoRows
	}
	return found[0], nil
}

// perQuery keeps below the databases' bounds for parameters.
const perQuery = 500

func (d *database) addRenders(ctx context.Context, q querier, entries []Entry) error {
	at := map[string]int{}
	ids := make([]any, len(entries))
	for i, e := range entries {
		at[e.ID], ids[i] = i, e.ID
	}
	for chunk := range slices.Chunk(ids, perQuery) {
		found, err := d.renders(ctx, q, "job_id IN ("+placeholders(len(chunk))+") ORDER BY created_at, id", chunk...)
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

func placeholders(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// update changes entries and tells how many.
func (d *database) update(ctx context.Context, q querier, set, condition string, args ...any) (int, error) {
	done, err := q.ExecContext(ctx, d.bind("UPDATE ledger_entries SET "+set+" WHERE "+condition), args...)
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	return int(n), err
}

// setUncertain is for an entry whose answer is lost and whose key does not help.
// It is looked for at due; never where due is zero.
func (d *database) setUncertain(ctx context.Context, q querier, id string, due time.Time) error {
	_, err := d.update(ctx, q, "state = ?, owner = '', due_at = ?", "id = ? AND state = ?", string(Uncertain), micros(due), id, string(Sending))
	return err
}

// setRefused ends an entry that HeyGen did not take.
func (d *database) setRefused(ctx context.Context, q querier, id, code, message string, at time.Time) error {
	_, err := d.update(ctx, q, "state = ?, error_code = ?, error_message = ?, answered_at = ?, finished_at = ?, owner = '', request = ''", "id = ? AND state IN (?, ?, ?)",
		string(Refused), code, message, micros(at), micros(at), id, string(Sending), string(Planned), string(Uncertain))
	return err
}

// setOver ends an entry that HeyGen took.
func (d *database) setOver(ctx context.Context, q querier, id string, to State, cost float64, at time.Time) error {
	_, err := d.update(ctx, q, "state = ?, cost = ?, finished_at = ?", "id = ? AND state = ?", string(to), toMicroUSD(cost), micros(at), id, string(Accepted))
	return err
}

// setAccepted notes HeyGen's answer and what is to be watched from now on. Where
// there is nothing to watch, such as for a speech, it is finished with it.
func (d *database) setAccepted(ctx context.Context, q querier, e Entry, answer json.RawMessage, ids []string, at, look time.Time) error {
	n, err := d.update(ctx, q, "state = ?, answer = ?, answered_at = ?, error_code = '', error_message = '', owner = '', request = ''", "id = ? AND state IN (?, ?)",
		string(Accepted), string(answer), micros(at), e.ID, string(Sending), string(Uncertain))
	if err != nil || n == 0 {
		return err
	}
	watched := false
	for _, id := range ids {
		isNew, err := d.insertRender(ctx, q, Render{Kind: e.Kind, ID: id, Status: "pending", CreatedAt: at, ChangedAt: at, NextPollAt: look, Account: e.Account, JobID: e.ID})
		if err != nil {
			return fmt.Errorf("noting %s: %w", id, err)
		}
		watched = watched || isNew
	}
	if watched {
		return nil
	}
	return d.setOver(ctx, q, e.ID, Completed, e.EstimateMax, at)
}
