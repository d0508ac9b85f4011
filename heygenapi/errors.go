package heygenapi

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"heygen-mcp/heygenapi/internal/wire"
)

// Error is an answer of HeyGen's that refuses a request.
type Error struct {
	// Op names the client's operation, such as "create video".
	Op string
	// StatusCode is the HTTP status. Go by it first: sources disagree on some
	// codes.
	StatusCode int
	// Code is HeyGen's code, such as "invalid_parameter"; empty where a gateway
	// answered.
	Code string
	// Message is HeyGen's text.
	Message string
	// Param is the field at fault, where HeyGen names one.
	Param string
	// DocURL is HeyGen's page about the error.
	DocURL string
	// RequestID is the answer's X-Request-Id, for HeyGen's support.
	RequestID string
	// RetryAfter is how long HeyGen asks to wait; zero where it does not.
	RetryAfter time.Duration

	write bool
	// afterLost is true where an earlier attempt's outcome is not known.
	afterLost bool
}

// Error implements error.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: HeyGen answered %d", e.Op, e.StatusCode)
	if e.Code != "" {
		b.WriteString(" " + e.Code)
	}
	if e.Param != "" {
		b.WriteString(" (" + e.Param + ")")
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.RequestID != "" {
		b.WriteString(" [request " + e.RequestID + "]")
	}
	return b.String()
}

var (
	// ErrCircuitOpen is returned without a request while HeyGen is left alone
	// after failures in a row.
	ErrCircuitOpen = errors.New("heygenapi: HeyGen failed repeatedly and is left alone for some seconds")
	// ErrResponse is wrapped by errors about answers that cannot be used: not
	// JSON, cut short, or too large.
	ErrResponse = errors.New("heygenapi: unusable answer")
)

// lostAnswer is a request without a usable answer.
type lostAnswer struct {
	op    string
	write bool
	lost  *wire.LostError
}

func (e *lostAnswer) Error() string {
	if e.lost.Status == 0 {
		return fmt.Sprintf("%s: no answer from HeyGen: %v", e.op, e.lost.Cause)
	}
	return fmt.Sprintf("%s: HeyGen's answer (status %d) %s", e.op, e.lost.Status, e.lost.Reason)
}

func (e *lostAnswer) Unwrap() []error {
	if e.lost.Status == 0 {
		return []error{e.lost}
	}
	return []error{ErrResponse, e.lost}
}

const codeInProgress = "request_in_progress"

type errorBody struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
		Param   string `json:"param"`
		DocURL  string `json:"doc_url"`
	} `json:"error"`
}

// errorFrom reads a refusal; a gateway's HTML leaves only the status to tell.
func errorFrom(op call, a *wire.Answer, afterLost bool) error {
	e := &Error{Op: op.op, StatusCode: a.Status, RequestID: a.RequestID(), write: op.kind != read, afterLost: afterLost}
	e.RetryAfter, _ = a.RetryAfter()
	var body errorBody
	if json.Unmarshal(a.Body, &body) == nil {
		e.Code, e.Message, e.Param, e.DocURL = body.Error.Code, body.Error.Message, body.Error.Param, body.Error.DocURL
	}
	e.Message = cmp.Or(e.Message, a.StatusText())
	return e
}

func errorCode(body []byte) string {
	var e errorBody
	if json.Unmarshal(body, &e) != nil {
		return ""
	}
	return e.Error.Code
}

// isBroken is true where no usable answer came.
func isBroken(err error) bool {
	_, lost := errors.AsType[*lostAnswer](err)
	return lost
}

func status(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.StatusCode
	}
	return 0
}

func code(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return ""
}

// IsNotFound is true where HeyGen knows no such thing (404).
func IsNotFound(err error) bool { return status(err) == http.StatusNotFound }

// IsRateLimited is true where a limit of requests or jobs is reached (429);
// nothing was started.
func IsRateLimited(err error) bool { return status(err) == http.StatusTooManyRequests }

// IsInsufficientCredit is true where the account cannot pay (402).
func IsInsufficientCredit(err error) bool { return status(err) == http.StatusPaymentRequired }

// IsUnauthorized is true where the credential is refused (401).
func IsUnauthorized(err error) bool { return status(err) == http.StatusUnauthorized }

// IsForbidden is true where the account may not use the thing (403).
func IsForbidden(err error) bool { return status(err) == http.StatusForbidden }

// IsConflict is true where the thing is not in a state for the request (409).
func IsConflict(err error) bool { return status(err) == http.StatusConflict }

// IsInvalidParameter is true where the request itself is wrong (400).
func IsInvalidParameter(err error) bool { return status(err) == http.StatusBadRequest }

// IsPayloadTooLarge is true where a file is too large for the way it was sent (413).
func IsPayloadTooLarge(err error) bool { return status(err) == http.StatusRequestEntityTooLarge }

// IsNotReady is true where the thing is still being made.
func IsNotReady(err error) bool { return code(err) == "resource_not_ready" }

// IsInProgress is true where a request with the same idempotency key is still
// in flight.
func IsInProgress(err error) bool { return code(err) == codeInProgress }

// IsUnavailable is true where HeyGen fails or cannot be reached: 5xx, no
// answer, an unusable one, or an open circuit.
func IsUnavailable(err error) bool {
	return status(err) >= http.StatusInternalServerError || isBroken(err) || errors.Is(err, ErrCircuitOpen)
}

// Uncertain is true where a request that changes something may have been acted
// on although no usable answer came. Look for its result before it is sent
// again: it may have to be paid for.
func Uncertain(err error) bool {
	if _, ok := errors.AsType[*uncertainError](err); ok {
		return true
	}
	if e, ok := errors.AsType[*Error](err); ok {
		// A limit may be told before an earlier attempt's answer is replayed.
		return e.write && (e.StatusCode >= http.StatusInternalServerError || e.afterLost && IsRateLimited(e))
	}
	if e, ok := errors.AsType[*lostAnswer](err); ok {
		return e.write && !wire.NeverSent(e.lost)
	}
	return false
}
