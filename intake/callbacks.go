package intake

import (
	"encoding/json"
	"net/http"
)

// serveCallback takes the callback of a single job. Nobody signs it: it counts
// where its callback_id is one that a job of the ledger's was sent with, and even
// then says no more than that a look is worth it.
func (i *Intake) serveCallback(w http.ResponseWriter, r *http.Request) {
	if answerNonPost(w, r) {
		return
	}
	body, ok := readBody(w, r)
	if !ok {
		return
	}
	if r.Header.Get("Heygen-Signature") != "" || r.Header.Get("Signature") != "" {
		i.handleSigned(w, r, body)
		return
	}
	id := callbackID(body)
	if id == "" || len(id) > maxIDLength {
		http.Error(w, "the callback names no job of this server's", http.StatusUnauthorized)
		return
	}
	if !i.callbacks.AllowN(i.now(), 1) {
		w.Header().Set("Retry-After", "1")
		http.Error(w, "too many callbacks; send it again", http.StatusTooManyRequests)
		return
	}
	called, err := i.ledger.JobsByCallback(r.Context(), id)
	switch {
	case err != nil:
		i.warnLimited(r.Context(), "callbacks of HeyGen's cannot be matched: the ledger cannot be read", "error", err)
		http.Error(w, "the callback cannot be matched now; send it again", http.StatusServiceUnavailable)
	case len(called) == 0:
		http.Error(w, "the callback names no job of this server's", http.StatusUnauthorized)
	case !i.enqueue(webhookEvent{ids: called}):
		http.Error(w, "too many callbacks wait; send it again", http.StatusServiceUnavailable)
	default:
		w.WriteHeader(http.StatusOK)
	}
}

// callbackID is the id that the job's request gave, wherever the callback has
// it.
func callbackID(body []byte) string {
	var message struct {
		CallbackID string `json:"callback_id"`
		Data       struct {
			CallbackID string `json:"callback_id"`
		} `json:"event_data"`
	}
	if json.Unmarshal(body, &message) != nil {
		return ""
	}
	if message.Data.CallbackID != "" {
		return message.Data.CallbackID
	}
	return message.CallbackID
}
