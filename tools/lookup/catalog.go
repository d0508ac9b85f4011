package lookup

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/catalog"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// CheckCast checks an optional look and an optional voice.
func CheckCast(ctx context.Context, acct *account.Account, avatarID, voiceID string) error {
	if avatarID != "" {
		if _, err := ReadyLook(ctx, acct, "avatar_id", avatarID); err != nil {
			return err
		}
	}
	if voiceID != "" {
		if _, err := Voice(ctx, acct, "voice_id", voiceID); err != nil {
			return err
		}
	}
	return nil
}

// Found is what a tool answers of a search in the catalog.
type Found[R any] struct {
	Items      []R    `json:"items"`
	NextCursor string `json:"next_cursor,omitempty"`
	Total      int    `json:"total"`
}

// FoundIn shows what a search has found, a row an item.
func FoundIn[T, R any](found catalog.Result[T], row func(T) R) Found[R] {
	out := Found[R]{Items: make([]R, 0, len(found.Items)), NextCursor: found.NextCursor, Total: found.Total}
	for _, item := range found.Items {
		out.Items = append(out.Items, row(item))
	}
	return out
}

// CursorError makes a bad cursor the failure of its argument.
func CursorError(err error) error {
	if _, ok := errors.AsType[*catalog.CursorError](err); ok {
		return kit.BadCursor()
	}
	return err
}

// ReadyLook finds a look that can be rendered.
func ReadyLook(ctx context.Context, acct *account.Account, field, id string) (catalog.Look, error) {
	look, err := acct.Catalog.Look(ctx, id)
	if err != nil {
		return catalog.Look{}, UnknownID(field, err, "Search with list_avatars.")
	}
	switch look.Status {
	case "processing":
		return catalog.Look{}, &fault.Error{Code: fault.CodeNotReady, Field: field, Message: "the look " + look.Name + " is still being made", Hint: "Wait some minutes and look again with get_avatar_look; nothing was sent.", Retryable: true}
	case "pending_consent":
		return catalog.Look{}, &fault.Error{Code: "avatar_consent_required", Field: field, Message: "the person shown in " + look.Name + " has not consented yet", Hint: "Make that person a consent link with create_avatar_consent (toolset avatars) or on HeyGen's avatar page, or choose another look with list_avatars."}
	case "failed":
		return catalog.Look{}, fault.Invalid(field, "is the look "+look.Name+", whose making failed", "Choose another look with list_avatars.")
	default:
		return look, nil
	}
}

// Voice finds a voice by its id, or says what is wrong with the field.
func Voice(ctx context.Context, acct *account.Account, field, id string) (catalog.Voice, error) {
	voice, err := acct.Catalog.Voice(ctx, id)
	if err != nil {
		return catalog.Voice{}, UnknownID(field, err, "Search with list_voices.")
	}
	return voice, nil
}

// UnknownID makes a failed look-up the failure of the argument that named it.
func UnknownID(field string, err error, hint string) error {
	if unknown, ok := errors.AsType[*catalog.UnknownError](err); ok {
		message := fmt.Sprintf("is %q, and there is no such %s", fault.Cut(unknown.ID), unknown.Kind)
		if unknown.Reason != "" {
			message = fmt.Sprintf("is %q: %s", fault.Cut(unknown.ID), unknown.Reason)
		}
		if len(unknown.Candidates) > 0 {
			hint = "Did you mean " + strings.Join(unknown.Candidates, ", ") + "? " + hint
		}
		return fault.Invalid(field, message, hint)
	}
	return err
}

// LanguageError makes an unknown language the failure of its argument.
func LanguageError(field string, err error) error {
	unknown, ok := errors.AsType[*catalog.LanguageError](err)
	if !ok {
		return err
	}
	hint := "See list_video_translation_languages."
	if len(unknown.Candidates) > 0 {
		hint = "Use one of: " + strings.Join(unknown.Candidates, ", ") + ". " + hint
	}
	return fault.Invalid(field, fmt.Sprintf("has %q, which is no language that HeyGen knows", fault.Cut(unknown.Input)), hint)
}
