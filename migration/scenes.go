package migration

import (
	"strings"

	"heygen-mcp/heygenapi"
)

// speaks tells whether a scene of v2 has a speaker with something to say.
func speaks(in object) bool {
	character, given := in.child("character")
	voice, _ := in.child("voice")
	return given && hasSpeaker(character) && !isSilent(voice)
}

// readScene reads a scene of a video of several; nil where v3 has none like it.
func readScene(in object, prefix string) heygenapi.Scene {
	character, _ := in.child("character")
	voice, _ := in.child("voice")
	if in.d.err != nil {
		return nil
	}
	if hasSpeaker(character) && !isSilent(voice) {
		p := place{prefix: prefix + "input."}
		who := readSpeaker(character, p)
		if who.motionPrompt == "" && in.has("custom_motion_prompt") {
			in.readManner(&who, p, character.has("talking_photo_id"))
		}
		return speakerScene(who, readSpeech(voice, p), readBackground(in, "background", p))
	}
	back, _ := in.child("background")
	source := back.readSource(prefix + "source.")
	if source == nil {
		return nil
	}
	in.drop("character", "v3 has no silent speaker", "The scene shows its background alone.")
	if strings.EqualFold(back.peek("type"), "video") {
		in.drop("voice", "footage plays as it is in v3, with its own sound and length", "Lay the speech over it in the file itself, or let a speaker say it in a scene of its own.")
		return heygenapi.VideoScene{Source: source}
	}
	return readStill(voice, prefix, source)
}

// readSource reads a picture or footage that fills a scene.
func (o object) readSource(to string) heygenapi.MediaSource {
	kind := strings.ToLower(o.peek("type"))
	if kind != "image" && kind != "video" {
		return nil
	}
	asset := o.first(kind+"_asset_id", "asset_id")
	switch {
	case o.has("url") && isWeb(o.peek("url")):
		o.same("type", "the scene's type")
		if link := o.text("url", to+"url"); link != "" {
			return heygenapi.MediaURL{URL: link}
		}
	case o.has(asset):
		o.same("type", "the scene's type")
		if id := o.text(asset, to+"asset_id"); id != "" {
			return heygenapi.MediaAsset{AssetID: id}
		}
	}
	return nil
}

// mostStill is how long a silent picture lasts at most, in seconds.
const mostStill = 300

// readStill makes a scene of a picture, silent or spoken over.
func readStill(voice object, prefix string, source heygenapi.MediaSource) heygenapi.Scene {
	p := place{prefix: prefix}
	if !isSilent(voice) && (len(voice.fields) > 0) {
		said := readSpeech(voice, p)
		if said.script != "" && said.voiceID == "" {
			voice.d.fail(voice.at("voice_id"), "", "is missing: a picture has no voice of its own", "Choose a voice with list_voices")
		}
		return heygenapi.ImageScene{
			Source:      source,
			SpeechInput: said.input(),
		}
	}
	voice.same("type", "told by the duration")
	seconds := voice.number("duration", p.to("duration"), 0.1, mostStill)
	if seconds == nil {
		seconds = new(1.0)
		voice.d.warn("A silent picture lasts 1 second where the old scene named no length: set duration in " + strings.TrimSuffix(prefix, ".") + ".")
	}
	return heygenapi.ImageScene{Source: source, Duration: seconds}
}

// speakerScene makes a scene of someone who speaks.
func speakerScene(who speaker, said speech, behind *heygenapi.Background) heygenapi.Scene {
	scene := heygenapi.SceneAvatar{
		AvatarID:       who.avatarID,
		SpeechInput:    said.input(),
		Engine:         who.engine,
		Expressiveness: who.expressiveness,
		MotionPrompt:   who.motionPrompt,
	}
	if behind != nil {
		scene.Background = &heygenapi.ColorBackground{Color: behind.Value}
	}
	return heygenapi.AvatarScene{Input: scene}
}
