package intake

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"heygen-mcp/heygenapi"
)

const (
	// maxBody bounds a delivery's body, in bytes.
	maxBody = 1 << 20
	// bodyTimeout is how long it may take to arrive: HeyGen gives up after that.
	bodyTimeout = 10 * time.Second
)

// answerNonPost answers everything but POST, and is true where nothing is left to do.
// HeyGen asks with OPTIONS whether an endpoint is there.
func answerNonPost(w http.ResponseWriter, r *http.Request) (answered bool) {
	if r.Method == http.MethodPost {
		return false
	}
	w.Header().Set("Allow", "OPTIONS, POST")
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusOK)
	} else {
		http.Error(w, "send webhooks with POST", http.StatusMethodNotAllowed)
	}
	return true
}

// readBody reads a body within its bounds, and answers where it cannot.
func readBody(w http.ResponseWriter, r *http.Request) (body []byte, ok bool) {
	control := http.NewResponseController(w)
	// Only real connections have deadlines.
	_ = control.SetReadDeadline(time.Now().Add(bodyTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		http.Error(w, "the delivery is too large", http.StatusRequestEntityTooLarge)
		return nil, false
	}
	if err != nil {
		http.Error(w, "the delivery is cut short", http.StatusBadRequest)
		return nil, false
	}
	_ = control.SetReadDeadline(time.Time{})
	return body, true
}

// serveDelivery takes the signed delivery of an endpoint.
func (i *Intake) serveDelivery(w http.ResponseWriter, r *http.Request) {
	if answerNonPost(w, r) {
		return
	}
	body, ok := readBody(w, r)
	if !ok {
		return
	}
	i.handleSigned(w, r, body)
}

func (i *Intake) handleSigned(w http.ResponseWriter, r *http.Request, body []byte) {
	signers, err := i.signers(r.Context())
	if err != nil {
		i.warnLimited(r.Context(), "deliveries of HeyGen's cannot be checked: the ledger does not give their secrets", "error", err)
		http.Error(w, "the delivery cannot be checked now; deliver it again", http.StatusServiceUnavailable)
		return
	}
	event, by, err := receive(r, body, signers)
	if refused, ok := errors.AsType[*heygenapi.WebhookError](err); ok {
		if refused.Reason != heygenapi.RefusedRepeated {
			i.warnLimited(r.Context(), "a webhook was refused; where HeyGen sent it, its secret is not the kept one: delete the endpoint with delete_webhook and restart, which makes it anew",
				"reason", string(refused.Reason))
		}
		http.Error(w, "the delivery is "+string(refused.Reason), refused.Status())
		return
	}
	if !i.enqueue(webhookEvent{accounts: by.accounts, ids: idsIn(event.Data)}) {
		by.receiver.Forget(event)
		http.Error(w, "too many deliveries wait; deliver it again", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// receive believes a delivery that one of the secrets signed.
func receive(r *http.Request, body []byte, signers []signer) (heygenapi.Event, signer, error) {
	err := error(&heygenapi.WebhookError{Reason: heygenapi.RefusedForged, Detail: "no endpoint is kept"})
	for _, s := range signers {
		r.Body = io.NopCloser(bytes.NewReader(body))
		var event heygenapi.Event
		event, err = s.receiver.Receive(r)
		if refused, ok := errors.AsType[*heygenapi.WebhookError](err); ok && refused.Reason == heygenapi.RefusedForged {
			continue
		}
		return event, s, err
	}
	return heygenapi.Event{}, signer{}, err
}

// warnLimited logs, but not at the pace of whoever sends what is refused.
func (i *Intake) warnLimited(ctx context.Context, message string, args ...any) {
	if i.warnings.AllowN(i.now(), 1) {
		i.log.WarnContext(ctx, message, args...)
	}
}

const (
	// maxIDs and maxIDLength bound what one delivery may name.
	maxIDs, maxIDLength = 50, 200
	// maxDepth is how far ids are looked for in data that has no fixed form.
	maxDepth = 4
)

// idsIn finds what an event may be about: every member that is called an id,
// whatever the event's type calls it.
func idsIn(data json.RawMessage) []string {
	var fields map[string]any
	if json.Unmarshal(data, &fields) != nil {
		return nil
	}
	seen := map[string]bool{}
	var ids []string
	collectIDs(fields, maxDepth, func(id string) {
		if id != "" && len(id) <= maxIDLength && len(ids) < maxIDs && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	})
	return ids
}

func collectIDs(fields map[string]any, depth int, found func(id string)) {
	if depth == 0 {
		return
	}
	for name, value := range fields {
		named := name == "id" || strings.HasSuffix(name, "_id") || strings.HasSuffix(name, "_ids")
		switch v := value.(type) {
		case string:
			if named && name != "folder_id" {
				found(v)
			}
		case map[string]any:
			collectIDs(v, depth-1, found)
		case []any:
			for _, item := range v {
				switch item := item.(type) {
				case string:
					if named {
						found(item)
					}
				case map[string]any:
					collectIDs(item, depth-1, found)
				}
			}
		}
	}
}
