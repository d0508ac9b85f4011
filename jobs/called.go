package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Called gives the jobs that a callback_id names: the job of that id, and those
// whose requests gave it to HeyGen, whosever they are.
func (l *Ledger) Called(ctx context.Context, callbackID string) ([]string, error) {
	if callbackID == "" || !l.exists() {
		return nil, nil
	}
	db, err := l.open(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, db.bind("SELECT id FROM ledger_entries WHERE id = ? UNION SELECT job_id FROM ledger_callbacks WHERE callback_id = ? LIMIT 100"), callbackID, callbackID)
	if err != nil {
		return nil, fmt.Errorf("looking for a callback_id: %w", err)
	}
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		ids = append(ids, id)
	}
	return ids, errors.Join(rows.Err(), rows.Close())
}

// noteCallback keeps the callback_id of an entry's request, which is dropped
// itself once it is answered.
func (d *database) noteCallback(ctx context.Context, q querier, e Entry) error {
	var sent struct {
		CallbackID string `json:"callback_id"`
	}
	if json.Unmarshal(e.Request, &sent) != nil || sent.CallbackID == "" {
		return nil
	}
	_, err := q.ExecContext(ctx, d.bind("INSERT INTO ledger_callbacks (callback_id, job_id) VALUES (?, ?) ON CONFLICT (callback_id, job_id) DO NOTHING"), sent.CallbackID, e.ID)
	return err
}

// Kinds lists them all.
func Kinds() []Kind {
	return []Kind{
		KindVideo, KindTranslation, KindSession, KindLipsync, KindClipping, KindRemoval, KindProofread, KindAvatar, KindVoice, KindSpeech, KindStream,
	}
}
