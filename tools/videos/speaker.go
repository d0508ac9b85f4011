package videos

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/catalog"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/lookup"
)

// speaker is who speaks in a video, as far as the account's catalog tells.
type speaker struct {
	// kind is the look's avatar type, or "image"; it decides the price.
	kind string
	// language is the voice's, empty where unknown.
	language string
	// obeys is what of the script the voice obeys. Where the voice is not known,
	// it may know pauses.
	obeys    check.Markup
	warnings []string
}

// resolveSpeaker checks the look and the voice against the account: that they
// exist, are ready, and can do what is asked of them.
func resolveSpeaker(ctx context.Context, acct *account.Account, args createVideoArgs) (speaker, error) {
	who := speaker{kind: "image", obeys: check.Pauses}
	voiceID := args.VoiceID
	if args.AvatarID != "" {
		look, err := lookup.ReadyLook(ctx, acct, "avatar_id", args.AvatarID)
		if err != nil {
			return speaker{}, err
		}
		if err := checkLook(look, args); err != nil {
			return speaker{}, err
		}
		who.kind = look.AvatarType
		if voiceID == "" && args.Script != "" {
			if look.DefaultVoiceID == "" {
				return speaker{}, fault.Invalid("voice_id", "is missing, and the look "+look.Name+" has no voice of its own", "Choose one with list_voices.")
			}
			voiceID = look.DefaultVoiceID
		}
	}
	if voiceID == "" {
		return who, nil
	}
	voice, err := lookup.Voice(ctx, acct, "voice_id", voiceID)
	if err != nil {
		// The look's own voice may be one that the account cannot list.
		if args.VoiceID == "" && fault.AsError(err).Code == fault.CodeInvalid {
			return who, nil
		}
		return speaker{}, err
	}
	if args.VoiceLocale != "" && !voice.SupportLocale {
		return speaker{}, fault.Invalid("voice_locale", fmt.Sprintf("is %q, but the voice %s has one accent only", args.VoiceLocale, voice.Name), "Leave voice_locale out, or choose another voice with list_voices.")
	}
	who.language = voice.Language
	if !voice.SupportPause {
		who.obeys = check.PlainText
	}
	return who, nil
}

// checkLook tells what a look cannot do before HeyGen has to.
func checkLook(look catalog.Look, args createVideoArgs) error {
	engines := look.SupportedAPIEngines
	if len(engines) > 0 && !slices.Contains(engines, args.engine()) {
		return fault.Invalid("engine", fmt.Sprintf("is %s, which the look %s does not support", args.engine(), look.Name), "Use one of: "+strings.Join(engines, ", ")+"; or choose another look with list_avatars.")
	}
	photo := look.AvatarType == "photo_avatar"
	if args.Expressiveness != "" && !photo {
		return fault.Invalid("expressiveness", "is for photo avatars, and the look "+look.Name+" is a "+look.AvatarType, "Leave it out, or choose a photo avatar with list_avatars.")
	}
	if args.MotionPrompt != "" && !photo && args.engine() != "avatar_v" {
		return fault.Invalid("motion_prompt", "needs a photo avatar or engine avatar_v, and the look "+look.Name+" is a "+look.AvatarType, "Leave it out, choose a photo avatar, or use avatar_v where the look supports it.")
	}
	return nil
}
