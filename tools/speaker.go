package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
)

// speaker is who speaks in a video, as far as the account's catalog tells.
type speaker struct {
	// kind is the look's avatar type, or "image"; it decides the price.
	kind string
	// language is the voice's, empty where unknown.
	language string
	warnings []string
}

// resolveSpeaker checks the look and the voice against the account: that they
// exist, are ready, and can do what is asked of them.
func resolveSpeaker(ctx context.Context, acct *account.Account, args createVideoArgs) (speaker, error) {
	who := speaker{kind: "image"}
	voiceID := args.VoiceID
	if args.AvatarID != "" {
		look, err := readyLook(ctx, acct, "avatar_id", args.AvatarID)
		if err != nil {
			return speaker{}, err
		}
		if err := checkLook(look, args); err != nil {
			return speaker{}, err
		}
		who.kind = look.AvatarType
		if voiceID == "" && args.Script != "" {
			if look.DefaultVoiceID == "" {
				return speaker{}, invalid("voice_id", "is missing, and the look "+look.Name+" has no voice of its own", "Choose one with list_voices.")
			}
			voiceID = look.DefaultVoiceID
		}
	}
	if voiceID == "" {
		return who, nil
	}
	voice, err := findVoice(ctx, acct, "voice_id", voiceID)
	if err != nil {
		// The look's own voice may be one that the account cannot list.
		if args.VoiceID == "" && AsError(err).Code == codeInvalid {
			return who, nil
		}
		return speaker{}, err
	}
	if args.VoiceLocale != "" && !voice.SupportLocale {
		return speaker{}, invalid("voice_locale", fmt.Sprintf("is %q, but the voice %s has one accent only", args.VoiceLocale, voice.Name), "Leave voice_locale out, or choose another voice with list_voices.")
	}
	who.language = voice.Language
	return who, nil
}

// checkLook tells what a look cannot do before HeyGen has to.
func checkLook(look catalog.Look, args createVideoArgs) error {
	engines := look.SupportedAPIEngines
	if len(engines) > 0 && !slices.Contains(engines, args.engine()) {
		return invalid("engine", fmt.Sprintf("is %s, which the look %s does not support", args.engine(), look.Name), "Use one of: "+strings.Join(engines, ", ")+"; or choose another look with list_avatars.")
	}
	photo := look.AvatarType == "photo_avatar"
	if args.Expressiveness != "" && !photo {
		return invalid("expressiveness", "is for photo avatars, and the look "+look.Name+" is a "+look.AvatarType, "Leave it out, or choose a photo avatar with list_avatars.")
	}
	if args.MotionPrompt != "" && !photo && args.engine() != "avatar_v" {
		return invalid("motion_prompt", "needs a photo avatar or engine avatar_v, and the look "+look.Name+" is a "+look.AvatarType, "Leave it out, choose a photo avatar, or use avatar_v where the look supports it.")
	}
	return nil
}

// readyLook finds a look that can be rendered.
func readyLook(ctx context.Context, acct *account.Account, field, id string) (catalog.Look, error) {
	look, err := acct.Catalog.Look(ctx, id)
	if err != nil {
		return catalog.Look{}, unknownID(field, err, "Search with list_avatars.")
	}
	switch look.Status {
	case "processing":
		return catalog.Look{}, &Error{Code: codeNotReady, Field: field, Message: "the look " + look.Name + " is still being made", Hint: "Wait some minutes and look again with get_avatar_look; nothing was sent.", Retryable: true}
	case "pending_consent":
		return catalog.Look{}, &Error{Code: "avatar_consent_required", Field: field, Message: "the person shown in " + look.Name + " has not consented yet", Hint: "Make that person a consent link with create_avatar_consent (toolset avatars) or on HeyGen's avatar page, or choose another look with list_avatars."}
	case "failed":
		return catalog.Look{}, invalid(field, "is the look "+look.Name+", whose making failed", "Choose another look with list_avatars.")
	default:
		return look, nil
	}
}

func findVoice(ctx context.Context, acct *account.Account, field, id string) (catalog.Voice, error) {
	voice, err := acct.Catalog.Voice(ctx, id)
	if err != nil {
		return catalog.Voice{}, unknownID(field, err, "Search with list_voices.")
	}
	return voice, nil
}

// unknownID makes a failed look-up the failure of the argument that named it.
func unknownID(field string, err error, hint string) error {
	if unknown, ok := errors.AsType[*catalog.UnknownError](err); ok {
		message := fmt.Sprintf("is %q, and there is no such %s", cut(unknown.ID), unknown.Kind)
		if unknown.Reason != "" {
			message = fmt.Sprintf("is %q: %s", cut(unknown.ID), unknown.Reason)
		}
		if len(unknown.Candidates) > 0 {
			hint = "Did you mean " + strings.Join(unknown.Candidates, ", ") + "? " + hint
		}
		return invalid(field, message, hint)
	}
	return err
}

// cut keeps a value short enough for a message.
func cut(s string) string { return shortened(s, 64) }

func shortened(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// mediaSource makes the API's source from an address or an asset.
func mediaSource(address, assetID string) heygenapi.MediaSource {
	if address != "" {
		return heygenapi.MediaURL{URL: address}
	}
	return heygenapi.MediaAsset{AssetID: assetID}
}
