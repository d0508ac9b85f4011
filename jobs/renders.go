package jobs

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

const renderColumns = "account, kind, id, job_id, status, progress, failure, done, seconds, created_at, changed_at, looked_at, look_at"

// insertRender notes a render once; it is false of one that is noted already.
func (d *database) insertRender(ctx context.Context, q querier, r Render) (bool, error) {
	columns := strings.Count(renderColumns, ",") + 1
	done, err := q.ExecContext(ctx, d.bind("INSERT INTO ledger_renders ("+renderColumns+") VALUES ("+placeholders(columns)+") ON CONFLICT (account, kind, id) DO NOTHING"),
		r.Account, string(r.Kind), r.ID, r.JobID, r.Status, r.Progress, r.Failure, boolInt(r.Done), millis(r.Seconds), micros(r.CreatedAt), micros(r.ChangedAt), micros(r.PolledAt), micros(r.NextPollAt))
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n > 0, err
}

// updateRender writes how a render was found.
func (d *database) updateRender(ctx context.Context, q querier, r Render) error {
	_, err := q.ExecContext(ctx, d.bind("UPDATE ledger_renders SET status = ?, progress = ?, failure = ?, done = ?, seconds = ?, changed_at = ?, looked_at = ?, look_at = ? WHERE account = ? AND kind = ? AND id = ? AND done = 0"),
		r.Status, r.Progress, r.Failure, boolInt(r.Done), millis(r.Seconds), micros(r.ChangedAt), micros(r.PolledAt), micros(r.NextPollAt), r.Account, string(r.Kind), r.ID)
	return err
}

// reschedule sets when renders of one account were and will be asked for, those
// that share their times in one statement.
func (d *database) reschedule(ctx context.Context, q querier, renders []Render) error {
	type same struct {
		account      string
		kind         Kind
		looked, look int64
	}
	ids := map[same][]any{}
	for _, r := range renders {
		s := same{r.Account, r.Kind, micros(r.PolledAt), micros(r.NextPollAt)}
		ids[s] = append(ids[s], r.ID)
	}
	for s, all := range ids {
		for chunk := range slices.Chunk(all, perQuery) {
			args := append([]any{s.looked, s.look, s.account, string(s.kind)}, chunk...)
			_, err := q.ExecContext(ctx, d.bind("UPDATE ledger_renders SET looked_at = ?, look_at = ? WHERE account = ? AND kind = ? AND done = 0 AND id IN ("+placeholders(len(chunk))+")"), args...)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// delayPolls keeps an account's work from being asked for before a time, also by those
// who wait for it.
func (d *database) delayPolls(ctx context.Context, q querier, account string, until time.Time) error {
	at := micros(until)
	_, err := q.ExecContext(ctx, d.bind("UPDATE ledger_renders SET looked_at = ?, look_at = CASE WHEN look_at < ? THEN ? ELSE look_at END WHERE account = ? AND done = 0 AND looked_at < ?"),
		at, at, at, account, at)
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
		var seconds, created, changed, looked, look int64
		if err := rows.Scan(&r.Account, &kind, &r.ID, &r.JobID, &r.Status, &r.Progress, &r.Failure, &done, &seconds, &created, &changed, &looked, &look); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		r.Kind, r.Done, r.Seconds = Kind(kind), done != 0, float64(seconds)/1e3
		r.CreatedAt, r.ChangedAt, r.PolledAt, r.NextPollAt = fromMicros(created), fromMicros(changed), fromMicros(looked), fromMicros(look)
		out = append(out, r)
	}
	return out, errors.Join(rows.Err(), rows.Close())
}

func millis(seconds float64) int64 { return int64(seconds*1e3 + 0.5) }
