package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Called gives the jobs that a callback_id names: the job of that id, and those
// under way whose request gave it to HeyGen.
func (l *Ledger) Called(ctx context.Context, callbackID string) ([]string, error) {
	if callbackID == "" || !l.exists() {
		return nil, nil
	}
	db, err := l.open(ctx)
	if err != nil {
		return nil, err
	}
	written, err := json.Marshal(callbackID)
	if err != nil {
		return nil, fmt.Errorf("reading a callback_id: %w", err)
	}
	like := "%" + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(string(written)) + "%"
	rows, err := db.QueryContext(ctx, db.bind("SELECT id, request FROM ledger_entries WHERE id = ? OR (state IN (?, ?, ?) AND request LIKE ? ESCAPE '!')"),
		callbackID, string(Sending), string(Accepted), string(Uncertain), like)
	if err != nil {
		return nil, fmt.Errorf("looking for a callback_id: %w", err)
	}
	var ids []string
	for rows.Next() {
		var id, request string
		if err := rows.Scan(&id, &request); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		var sent struct {
			CallbackID string `json:"callback_id"`
		}
		// What is no JSON object gave no callback_id.
		_ = json.Unmarshal([]byte(request), &sent)
		if id == callbackID || sent.CallbackID == callbackID {
			ids = append(ids, id)
		}
	}
	return ids, errors.Join(rows.Err(), rows.Close())
}

// Kinds lists them all.
func Kinds() []Kind {
	return []Kind{
		KindVideo, KindTranslation, KindSession, KindLipsync, KindClipping, KindRemoval, KindProofread, KindAvatar, KindVoice, KindSpeech, KindStream,
	}
}
