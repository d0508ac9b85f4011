package fault

import (
	"context"
	"errors"
	"fmt"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi/liveavatar"
)

// fromLiveAvatar words the failures of LiveAvatar; nil for any other.
func fromLiveAvatar(err error) *Error {
	if errors.Is(err, account.ErrNoLiveKey) {
		return &Error{Code: codeNoKey, Message: "no LiveAvatar API key is configured", Hint: account.LiveKeyHelp, Cause: err}
	}
	refused, ok := errors.AsType[*liveavatar.Error](err)
	switch {
	case liveavatar.Uncertain(err):
		return &Error{
			Code: CodeUncertain, Message: "LiveAvatar's answer was lost; the request may have been accepted", Cause: err,
			Hint: "Look at the session with get_liveavatar_session before calling again; stopping or keeping a session twice does no harm.",
		}
	case ok:
		return fromLiveRefusal(refused, err)
	case liveavatar.IsUnavailable(err) && errors.Is(err, context.Canceled):
		return &Error{Code: codeCanceled, Message: "the call was cancelled", Hint: "Call again when you want the result.", Cause: err}
	case liveavatar.IsUnavailable(err):
		return &Error{Code: CodeUnavailable, Message: "LiveAvatar cannot be reached or does not answer", Hint: "Try again in a minute.", Retryable: true, Cause: err}
	default:
		return nil
	}
}

func fromLiveRefusal(refused *liveavatar.Error, err error) *Error {
	e := &Error{Code: fmt.Sprintf("http_%d", refused.StatusCode), Message: "LiveAvatar: " + refused.Message, RequestID: refused.RequestID, Cause: err}
	switch {
	case liveavatar.IsUnauthorized(err):
		e.Code, e.Hint = "unauthorized", "LiveAvatar refused the key. "+account.LiveKeyHelp
	case liveavatar.IsInsufficientCredit(err):
		e.Code, e.Hint = "insufficient_credit", "The LiveAvatar account has too few credits; HeyGen's wallet does not pay for it. See get_liveavatar_credits; a sandbox session is free."
	case liveavatar.IsNotFound(err):
		e.Code, e.Hint = "not_found", "LiveAvatar has no such id for this key. HeyGen's ids are not LiveAvatar's: see list_liveavatars, or the session_id of create_liveavatar_session."
	case liveavatar.IsConflict(err):
		e.Code, e.Hint = "conflict", "The session is over or not started. See get_liveavatar_session, and create another where it is over."
	case liveavatar.IsInvalid(err):
		e.Code, e.Hint = CodeInvalid, "Mend the arguments as the message says and call again. Nothing was started."
	case liveavatar.IsRateLimited(err):
		e.Code, e.Retryable = "rate_limit_exceeded", true
		e.Hint = fmt.Sprintf("LiveAvatar is at its limit. Nothing was started. Call again after %d seconds.", max(1, int(refused.RetryAfter.Seconds())))
	case liveavatar.IsUnavailable(err):
		e.Code, e.Retryable, e.Hint = CodeUnavailable, true, "LiveAvatar has trouble. Try again in a minute."
	default:
		e.Hint = "See whether LiveAvatar's own page works; nothing was started."
	}
	return e
}
