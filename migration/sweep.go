package migration

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// sweep accounts for what no conversion has read. What nothing inside was read
// of is named as a whole.
func (d *draft) sweep(path string, value any) {
	if d.told[path] {
		return
	}
	if path != "" && !d.touched[path] {
		d.leave(path, value)
		return
	}
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			d.sweep(join(path, name), v[name])
		}
	case []any:
		for i, item := range v {
			d.sweep(path+"["+strconv.Itoa(i)+"]", item)
		}
	}
}

// leave accounts for a field that was not read: empty ones and those that ask
// for what v3 does anyway are kept, all others lost.
func (d *draft) leave(path string, value any) {
	name := path[strings.LastIndex(path, ".")+1:]
	switch {
	case isEmpty(value):
		d.keep(path, "", "has no value")
	case isUsual(name, value):
		d.keep(path, "", "v3 does so anyway")
	default:
		reason := reasonFor(name)
		d.lose(path, value, reason.why, reason.instead)
	}
}

func isEmpty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	default:
		return false
	}
}

// isUsual tells whether a field asks for what v3 does of itself.
func isUsual(name string, value any) bool {
	switch name {
	case "test", "caption", "caption_open", "super_resolution", "enable_watermark", "matting", "keep_original_prompt", "enhance_custom_motion_prompt", "incognito_mode":
		return value == false
	case "avatar_style", "talking_photo_style":
		return value == "normal" || value == "square"
	case "expression":
		return value == "default"
	case "scale":
		return isNumber(value, 1)
	case "fps":
		return isNumber(value, 25)
	case "version":
		return true
	case "offset":
		at, ok := value.(map[string]any)
		return ok && len(at) == 2 && isNumber(at["x"], 0) && isNumber(at["y"], 0)
	default:
		return false
	}
}

func isNumber(value any, want float64) bool {
	n, ok := value.(json.Number)
	if !ok {
		return false
	}
	f, err := n.Float64()
	return err == nil && f == want
}

// reason is why a field is lost, and what to do instead.
type reason struct{ why, instead string }

func reasonFor(name string) reason {
	if r, ok := reasons()[name]; ok {
		return r
	}
	return reason{"is unknown to v3", "Leave it out; if it mattered, compare with the tool's arguments."}
}

func reasons() map[string]reason {
	framing := reason{"v3 does not place or scale the speaker", "Set fit, or crop the finished file."}
	motion := reason{"v3 takes the motion prompt as it is", "Write out in motion_prompt what is meant."}
	return map[string]reason{
		"avatar_style": {"v3 has no circle or close-up", "Choose a look framed like that with list_avatars, or crop the finished file."}, "talking_photo_style": {"v3 has no circle", "Crop the finished file."},
		"circle_background_color": {"v3 has no circle", "Set background_color for the whole picture."},
		"scale":                   framing, "offset": framing, "x": framing, "y": framing,
		"expression":                   {"v3 has no fixed expressions", "Set expressiveness for a photo avatar, or motion_prompt."},
		"talking_style":                {"v3 says it with expressiveness", "Set expressiveness to high, medium or low for a photo avatar."},
		"super_resolution":             {"v3 decides by resolution", "Set resolution to 1080p."},
		"enhance_custom_motion_prompt": motion, "keep_original_prompt": motion,
		"emotion":             {"v3 voices have no emotion setting", "Choose a voice in that mood with list_voices, or write the script in it."},
		"test":                {"v3 has no test mode", "Use dry_run for checks and prices, or heygen-mcp --sandbox."},
		"folder_id":           {"v3 videos take no folder", "Move the video in HeyGen's app."},
		"subtitles":           {"v3 videos have one design of captions", "Set captions to burned; designs work with templates."},
		"enable_watermark":    {"v3 takes a picture as the watermark", "Send watermark to POST /v3/videos."},
		"fps":                 {"v3 fixes the frame rate", "Convert the finished file."},
		"quality":             {"v3 decides by resolution", "Set resolution."},
		"text":                {"v3 puts no text on the picture", "Use create_video_agent, or a template with a text variable."},
		"elements":            {"v3 puts nothing else on the picture", "Use create_video_agent or a template."},
		"fit":                 {"v3 fits the background itself", "Crop the picture beforehand."},
		"play_style":          {"v3 plays footage once, as it is", "Loop or cut the file beforehand."},
		"use_avatar_iv_model": {"stands outside of the speaker", "Set engine to avatar_iii or avatar_iv."},
		"brand_voice_id":      {"v3 takes it for templates and translations only", "Give the voice_id itself."},
		"caption":             {"captions are for the whole video in v3", "Set captions to burned."},
		"check_credits_sync":  {"v3 checks when it starts", "Ask get_current_user or dry_run before."}, "validate_only": {"v3 has no such switch", "Use dry_run."},
		"use_disguised_voice": {"v3 has stock voices instead", "Set use_stock_voice."}, "create_collection": {"v3 answers one id a language", "Keep the ids together yourself."},
		"chat_id": {"v3 goes on in a session", "Use send_video_agent_message with the session_id."},
	}
}
