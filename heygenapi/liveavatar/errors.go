package liveavatar

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"heygen-mcp/heygenapi/internal/wire"
)

// Error is an answer of LiveAvatar's that refuses a request.
type Error struct {
	// Op names the client's operation, such as "start session".
	Op string
	// StatusCode is the HTTP status. Go by it first.
	StatusCode int
	// Code is the code of LiveAvatar's envelope; 0 where a gateway answered.
	Code int
	// Message is LiveAvatar's text.
	Message string
	// RequestID is the answer's X-Request-Id, where it has one.
	RequestID string
	// RetryAfter is how long LiveAvatar asks to wait; zero where it does not.
	RetryAfter time.Duration

	changes bool
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: LiveAvatar answered %d: %s", e.Op, e.StatusCode, e.Message)
}

// lostError is a request without a usable answer.
type lostError struct {
	op call
	*wire.LostError
}

func (e *lostError) Error() string { return e.op.op + ": LiveAvatar: " + e.LostError.Error() }

// refusal reads an answer that refuses; a gateway's HTML leaves only the status
// to tell.
func refusal(op call, a *wire.Answer) error {
	e := &Error{Op: op.op, StatusCode: a.Status, RequestID: a.RequestID(), changes: op.changes()}
	e.RetryAfter, _ = a.RetryAfter()
	var body struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	}
	if json.Unmarshal(a.Body, &body) == nil {
		e.Code, e.Message = body.Code, body.Message
	}
	e.Message = cmp.Or(e.Message, a.StatusText())
	return e
}

func isLost(err error) bool {
	_, ok := errors.AsType[*lostError](err)
	return ok
}

func status(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.StatusCode
	}
	return 0
}

// IsUnauthorized is true where the key or the session's token is refused (401).
func IsUnauthorized(err error) bool { return status(err) == http.StatusUnauthorized }

// IsInsufficientCredit is true where the account cannot pay (402).
func IsInsufficientCredit(err error) bool { return status(err) == http.StatusPaymentRequired }

// IsNotFound is true where LiveAvatar knows no such thing (404).
func IsNotFound(err error) bool { return status(err) == http.StatusNotFound }

// IsConflict is true where the session is not in a state for the request (409).
func IsConflict(err error) bool { return status(err) == http.StatusConflict }

// IsInvalid is true where the request itself is wrong (400, 422).
func IsInvalid(err error) bool {
	return status(err) == http.StatusBadRequest || status(err) == http.StatusUnprocessableEntity
}

// IsRateLimited is true where a limit is reached (429); nothing was started.
func IsRateLimited(err error) bool { return status(err) == http.StatusTooManyRequests }

// IsUnavailable is true where LiveAvatar fails or cannot be reached: 5xx, no
// answer, or an unusable one.
func IsUnavailable(err error) bool {
	return status(err) >= http.StatusInternalServerError || isLost(err)
}

// Uncertain is true where a request that changes something may have been acted
// on although no usable answer came: a session may be running, and cost.
func Uncertain(err error) bool {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.changes && e.StatusCode >= http.StatusInternalServerError
	}
	if e, ok := errors.AsType[*lostError](err); ok {
		return e.op.changes() && !wire.NeverSent(e.Cause)
	}
	return false
}
