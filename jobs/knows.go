package jobs

import (
	"context"
	"fmt"
)

// Knows is true of the id of a job in the ledger, whosever it is. The ids
// cannot be guessed: who names one has it from here.
func (l *Ledger) Knows(ctx context.Context, jobID string) (bool, error) {
	if !l.exists() {
		return false, nil
	}
	db, err := l.open(ctx)
	if err != nil {
		return false, err
	}
	var n int
	if err := db.QueryRowContext(ctx, db.bind("SELECT COUNT(*) FROM ledger_entries WHERE id = ?"), jobID).Scan(&n); err != nil {
		return false, fmt.Errorf("looking for a job: %w", err)
	}
	return n > 0, nil
}

// Kinds lists them all.
func Kinds() []Kind {
	return []Kind{
		KindVideo, KindTranslation, KindSession, KindLipsync, KindClipping, KindRemoval, KindProofread, KindAvatar, KindVoice, KindSpeech, KindStream,
	}
}
