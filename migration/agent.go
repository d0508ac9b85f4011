package migration

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"heygen-mcp/heygenapi"
)

const (
	mostPrompt = 10000
	mostFiles  = 20
)

// convertAgent converts POST /v1/video_agent/generate.
func convertAgent(d *draft, root object, _ map[string]string) any {
	prompt := root.text("prompt", "prompt")
	if d.err == nil && strings.TrimSpace(prompt) == "" {
		d.fail("prompt", "", "is missing: there is nothing to make a video of", "Say what the video is about")
	}
	config, _ := root.child("config")
	req := heygenapi.VideoAgentRequest{
		AvatarID: config.text("avatar_id", "avatar_id"), VoiceID: config.text("voice_id", "voice_id"), StyleID: config.text("style_id", "style_id"),
		Orientation: config.mapped("orientation", "orientation", map[string]string{
			"landscape": "landscape", "portrait": "portrait", "horizontal": "landscape", "vertical": "portrait",
		}),
		Files: root.readFiles(), CallbackURL: root.link("callback_url", "callback_url"), CallbackID: root.text("callback_id", "callback_id"),
	}
	if seconds := config.number("duration_sec", "prompt", 1, 1800); seconds != nil {
		prompt += fmt.Sprintf("\n\nLength: about %s seconds.", strconv.FormatFloat(*seconds, 'f', -1, 64))
		d.warn("v3 has no field for the length: duration_sec became the last sentence of the prompt.")
	}
	if size := utf8.RuneCountInString(prompt); size > mostPrompt {
		d.fail("prompt", fmt.Sprintf("%d characters", size), fmt.Sprintf("is longer than the %d characters that v3 takes", mostPrompt), "Shorten it, or put long material into files")
	}
	req.Prompt = prompt
	d.warn("The answer now holds a session_id: the video_id comes once rendering has begun. No idempotency key is honoured here: never send it twice.")
	if req.AvatarID != "" || req.VoiceID != "" {
		d.warn(warnOldIDs)
	}
	return req
}

// readFiles reads the files that the agent may use.
func (o object) readFiles() []heygenapi.MediaSource {
	var files []heygenapi.MediaSource
	for i, file := range o.objects("files") {
		to := "files[" + strconv.Itoa(i) + "]."
		switch {
		case file.has("asset_id"):
			file.same("type", "asset_id")
			if id := file.text("asset_id", to+"asset_id"); id != "" {
				files = append(files, heygenapi.MediaAsset{AssetID: id})
			}
		case isWeb(file.peek("url")):
			file.same("type", "url")
			if link := file.text("url", to+"url"); link != "" {
				files = append(files, heygenapi.MediaURL{URL: link})
			}
		default:
			o.d.fail(file.path, show(file.fields), "names no file", "Give an asset_id of upload_asset, or a url")
		}
	}
	if len(files) > mostFiles {
		o.d.fail("files", fmt.Sprintf("%d files", len(files)), fmt.Sprintf("has more than the %d files that v3 takes", mostFiles), "Leave out what the video does not need")
	}
	return files
}

// convertSpeech converts POST /v1/audio/text_to_speech.
func convertSpeech(d *draft, root object, _ map[string]string) any {
	text := root.first("text", "input_text")
	req := heygenapi.SpeechRequest{
		Text: root.readScript(text, "text"), VoiceID: root.text("voice_id", "voice_id"),
		InputType: root.mapped("input_type", "input_type", map[string]string{"text": "text", "ssml": "ssml"}),
		Language:  root.text("language", "language"), Locale: root.text("locale", "locale"),
	}
	req.Speed = root.number("speed", "speed", 0.5, 2)
	if req.Text == "" {
		d.fail(text, "", "is missing: there is nothing to say", "Give the text")
	}
	if req.VoiceID == "" {
		d.fail("voice_id", "", "is missing", "Choose one with list_voices and engine starfish")
	}
	d.warn("Speech needs a voice of engine starfish: check the old voice_id with list_voices.")
	return req
}
