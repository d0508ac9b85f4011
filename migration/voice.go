package migration

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"heygen-mcp/heygenapi"
)

// speech is what is said, and how: exactly one of script, audioURL and
// audioAsset is set.
type speech struct {
	script, audioURL, audioAsset string
	voiceID                      string
	settings                     *heygenapi.VoiceSettings
}

// input is the shape of v3.
func (s speech) input() heygenapi.SpeechInput {
	return heygenapi.SpeechInput{Script: s.script, AudioURL: s.audioURL, AudioAssetID: s.audioAsset, VoiceID: s.voiceID, VoiceSettings: s.settings}
}

var (
	scriptNames = []string{"input_text", "script"}
	audioNames  = []string{"audio_url", "input_audio"}
)

const audioAssetName = "audio_asset_id"

// mostScript is the longest script that v3 speaks, in characters.
const mostScript = 5000

// isSilent tells whether a voice asks for a pause instead of speech.
func isSilent(voice object) bool { return strings.EqualFold(voice.peek("type"), "silence") }

// readSpeech reads a voice of v2, a clip of v1, or the flat fields of the other
// endpoints.
func readSpeech(o object, p place) speech {
	var said speech
	script, audio := o.first(scriptNames...), o.first(audioNames...)
	if o.checkSource(script, audio) {
		said.script = o.readScript(script, p.to("script"))
		said.audioURL = o.readAudio(audio, p)
		said.audioAsset = o.text(audioAssetName, p.to("audio_asset_id"))
	}
	for _, name := range append(scriptNames, audioNames...) {
		if name != script && name != audio {
			o.drop(name, "names a second thing to say", "Keep one of them.")
		}
	}
	if said.script == "" {
		for _, name := range []string{"voice_id", "speed", "pitch", "volume", "emotion", "locale", "elevenlabs_settings", "voice_settings"} {
			o.drop(name, "has no meaning with an audio file, which is played as it is", "Leave it out.")
		}
		return said
	}
	said.voiceID = o.text("voice_id", p.to("voice_id"))
	said.settings = o.readSettings(p)
	return said
}

// checkSource demands exactly one thing to say, of the kind that type names.
func (o object) checkSource(script, audio string) bool {
	var given []string
	for _, name := range []string{script, audio, audioAssetName} {
		if o.has(name) {
			given = append(given, name)
		}
	}
	kind := ""
	if o.fields["type"] != "avatar" && o.fields["type"] != "talking_photo" {
		kind = strings.ToLower(o.peek("type"))
	}
	switch {
	case kind != "" && kind != "text" && kind != "audio":
		o.d.fail(o.at("type"), show(o.fields["type"]), "is no kind of voice that the old API had", "Use text, audio or silence")
	case len(given) == 0:
		o.d.fail(o.at(script), "", "is missing: there is nothing to say", "Give "+script+" with a voice_id, or audio_url, or audio_asset_id")
	case len(given) > 1:
		o.d.fail(o.at(given[1]), show(o.fields[given[1]]), "is given beside "+given[0]+", and a voice says one thing", "Keep one of "+strings.Join(given, ", "))
	case kind == "text" && given[0] != script, kind == "audio" && given[0] == script:
		o.d.fail(o.at("type"), show(kind), "does not fit "+given[0], "Use type text with input_text, or type audio with audio_url or audio_asset_id")
	}
	if kind != "" {
		o.same("type", "told by what is given to say")
	}
	return o.d.err == nil
}

func (o object) readScript(name, to string) string {
	text := o.text(name, to)
	size := utf8.RuneCountInString(text)
	switch {
	case text == "":
	case strings.TrimSpace(text) == "":
		o.d.fail(o.at(name), "", "is blank", "Write what is to be said, or use type silence")
	case size > mostScript:
		o.d.fail(o.at(name), fmt.Sprintf("%d characters", size), fmt.Sprintf("is longer than the %d characters that v3 speaks", mostScript), "Split it into several scenes or videos")
	}
	return text
}

func (o object) readAudio(name string, p place) string {
	if raw := o.peek(name); raw != "" && !isWeb(raw) {
		o.d.fail(o.at(name), show(raw), "is not a web address", "Give an https address of the file itself, or upload it with upload_asset and give audio_asset_id")
		return ""
	}
	return o.text(name, p.to("audio_url"))
}

// readSettings reads speed, pitch, accent and the engine's own settings.
func (o object) readSettings(p place) *heygenapi.VoiceSettings {
	from := o
	if inner, ok := o.child("voice_settings"); ok {
		from = inner
	}
	to := func(name string) string { return p.to("voice_settings." + name) }
	settings := heygenapi.VoiceSettings{
		Speed: from.number("speed", to("speed"), 0.5, 1.5), Pitch: from.number("pitch", to("pitch"), -50, 50),
		Volume: from.number("volume", to("volume"), 0, 1), Locale: from.text("locale", to("locale")),
	}
	if eleven, ok := from.child("elevenlabs_settings"); ok {
		settings.EngineSettings = eleven.readElevenLabs(to("engine_settings."))
	}
	if settings == (heygenapi.VoiceSettings{}) {
		return nil
	}
	return &settings
}

func (o object) readElevenLabs(to string) heygenapi.VoiceEngineSettings {
	settings := heygenapi.ElevenLabsSettings{
		Model: o.mapped("model", to+"model", map[string]string{
			"eleven_multilingual_v2": "eleven_multilingual_v2", "eleven_turbo_v2_5": "eleven_turbo_v2_5",
			"eleven_flash_v2_5": "eleven_flash_v2_5", "eleven_v3": "eleven_v3",
		}),
		SimilarityBoost: o.number("similarity_boost", to+"similarity_boost", 0, 1), Stability: o.number("stability", to+"stability", 0, 1),
		Style: o.number("style", to+"style", 0, 1), UseSpeakerBoost: o.flag("use_speaker_boost", to+"use_speaker_boost"),
	}
	if settings == (heygenapi.ElevenLabsSettings{}) {
		return nil
	}
	return settings
}
