package fault

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
)

// Error is a tool's failure as the assistant sees it. The hint says what to do
// next. It never holds a key, a script or a signed address.
type Error struct {
	// Code is HeyGen's code, or one of ours in the same style.
	Code string `json:"code"`
	// Message says what is wrong, with the value that was given.
	Message string `json:"message"`
	// Field is the argument at fault, where there is one.
	Field string `json:"field,omitempty"`
	// Hint is what to do next.
	Hint string `json:"hint"`
	// Retryable is true where the same call may succeed later, and sending it
	// again cannot pay twice.
	Retryable bool `json:"retryable"`
	// RequestID is HeyGen's id of the request, for its support.
	RequestID string `json:"request_id,omitempty"`
	// DocURL is HeyGen's page about the error.
	DocURL string `json:"doc_url,omitempty"`

	// Cause is what is behind the failure. It is never shown.
	Cause error `json:"-"`
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("%s: %s (%s)", e.Code, e.Message, e.Hint)
}

// Unwrap gives what was behind the failure.
func (e *Error) Unwrap() error { return e.Cause }

// Codes of failures that this server finds itself.
const (
	CodeInvalid     = "invalid_parameter"
	codeNoKey       = "missing_credential"
	CodeUncertain   = "outcome_unknown"
	CodeUnavailable = "heygen_unavailable"
	CodeInternal    = "internal_error"
	codeCanceled    = "canceled"
	// CodeNotReady is HeyGen's code for what is still on its way.
	CodeNotReady = "resource_not_ready"
	// CodeUnread is a ledger that does not answer.
	CodeUnread = "ledger_unavailable"
)

// Invalid is a bad argument: which, what about it, and the mend. The message
// begins with the field, so that it stands by itself.
func Invalid(field, message, hint string) *Error {
	if field != "" {
		message = field + " " + message
	}
	return &Error{Code: CodeInvalid, Field: field, Message: message, Hint: hint}
}

// AsError turns whatever a tool function returned into the failure to show.
func AsError(err error) *Error {
	if own, ok := errors.AsType[*Error](err); ok {
		return own
	}
	if live := fromLiveAvatar(err); live != nil {
		return live
	}
	if errors.Is(err, account.ErrNoCredential) {
		return &Error{Code: codeNoKey, Message: "no HeyGen API key is configured", Hint: account.KeyHelp, Cause: err}
	}
	if api, ok := errors.AsType[*heygenapi.Error](err); ok {
		return fromAPI(api, err)
	}
	if errors.Is(err, context.Canceled) && !heygenapi.Uncertain(err) {
		return &Error{Code: codeCanceled, Message: "the call was cancelled", Hint: "Call again when you want the result.", Cause: err}
	}
	return fromTransport(err)
}

// fromTransport is a request that got no usable answer.
func fromTransport(err error) *Error {
	switch {
	case heygenapi.Uncertain(err):
		return &Error{
			Code: CodeUncertain, Message: "HeyGen's answer was lost; the request may have been accepted", Cause: err,
			Hint: "Do not send it again yet. Look for the result first (list_videos, or the newest sessions); only when it is not there, call again.",
		}
	case heygenapi.IsUnavailable(err), errors.Is(err, context.DeadlineExceeded):
		return &Error{
			Code: CodeUnavailable, Message: "HeyGen cannot be reached or does not answer", Retryable: true, Cause: err,
			Hint: "Try again in a minute. If it goes on, the user can run `heygen-mcp doctor` or see https://status.heygen.com.",
		}
	default:
		return &Error{
			Code: CodeInternal, Message: "the server failed on this call", Cause: err,
			Hint: "Try once more; if it fails again, report it with the server's log.",
		}
	}
}

// fromAPI is an answer of HeyGen that refused the request.
func fromAPI(api *heygenapi.Error, err error) *Error {
	e := &Error{
		Code: api.Code, Message: api.Message, Field: api.Param,
		RequestID: api.RequestID, DocURL: api.DocURL, Cause: err,
	}
	if e.Code == "" {
		e.Code = fmt.Sprintf("http_%d", api.StatusCode)
	}
	if e.Message == "" {
		e.Message = fmt.Sprintf("HeyGen answered %d", api.StatusCode)
	}
	switch {
	case heygenapi.Uncertain(err):
		e.Code, e.Hint = CodeUncertain, "An attempt failed after it was sent, and may have been accepted. Look for the result before sending it again."
	case heygenapi.IsUnauthorized(err):
		e.Hint = "HeyGen refused the key. The user should check it with `heygen-mcp doctor`; a key is made at https://app.heygen.com/settings/api. Never ask for the key in the chat."
	case heygenapi.IsInsufficientCredit(err):
		e.Hint = "The account has no credit for this. See get_current_user for the pool; an API key spends the prepaid API wallet, not the web plan. Nothing was charged."
	case heygenapi.IsRateLimited(err):
		e.Retryable = true
		e.Hint = fmt.Sprintf("HeyGen is at its limit (jobs at once, or requests). Nothing was started. Call again after %d seconds.", max(1, int(api.RetryAfter.Seconds())))
	case heygenapi.IsNotFound(err):
		e.Hint = "No such id in this account. Check it with the list tool of its kind; a group's id is not a look's id, and a session's id is not a video's."
	case heygenapi.IsPayloadTooLarge(err):
		e.Hint = "The file is too large. upload_asset takes larger ones by direct upload."
	case heygenapi.IsConflict(err):
		e.Retryable = true
		e.Hint = "It is not ready yet, or the same request is still in flight. Wait a few seconds, look at the state, then call again."
	case heygenapi.IsUnavailable(err):
		e.Retryable, e.Hint = true, "HeyGen has trouble. Try again in a minute."
	case heygenapi.IsForbidden(err):
		e.Hint = "This account may not use it. Choose another one of its kind."
	default:
		e.Hint = "Mend the arguments as the message says and call again. Nothing was started."
	}
	return e
}

// Named gives a refusal the argument's own name, where HeyGen's is another.
func Named(err error, arguments map[string]string) error {
	return renamed(err, func(param string) string { return cmp.Or(arguments[param], param) })
}

// renamed is named for fields whose names have to be worked out.
func renamed(err error, argument func(param string) string) error {
	api, ok := errors.AsType[*heygenapi.Error](err)
	if !ok || api.Param == "" {
		return err
	}
	refusal := AsError(err)
	refusal.Field = argument(api.Param)
	return refusal
}

// NoSuch makes HeyGen's "not found" the failure of the argument that named it.
func NoSuch(err error, field, id, what, listTool string) error {
	if !heygenapi.IsNotFound(err) {
		return err
	}
	refusal := Invalid(field, fmt.Sprintf("is %q, and there is no such %s", Cut(id), what), "See "+listTool+".")
	refusal.Cause = err
	return refusal
}

// LookFirst says, of a request whose answer was lost, where its result would
// be.
func LookFirst(err error, where string) error {
	if _, kept := errors.AsType[*jobs.UncertainError](err); kept || !heygenapi.Uncertain(err) {
		// What is in the ledger is looked for by the server.
		return err
	}
	lost := *AsError(err)
	lost.Hint = "Do not send it again yet. Look for the result first, with " + where + "; only when it is not there, call again."
	return &lost
}
