package migration

import (
	"fmt"

	"heygen-mcp/heygenapi"
)

// mostScenes is how many scenes a studio video has at most.
const mostScenes = 50

const (
	warnOldIDs = "Old ids may be gone: check avatars with get_avatar_look and voices with list_voices before rendering."
	warnEngine = "v3 renders on Avatar IV unless engine says otherwise. It costs more than the Avatar III that the old API used: compare with dry_run, or set engine avatar_iii where the look supports it (get_avatar_look)."
)

// head is what a video has beside its speakers.
type head struct {
	title, callbackURL, callbackID string
	format
	caption *heygenapi.Caption
}

func readHead(o object) head {
	title := o.first("title", "video_title")
	return head{
		title: o.text(title, "title"), callbackURL: o.link("callback_url", "callback_url"), callbackID: o.text("callback_id", "callback_id"),
		format: readFormat(o), caption: readCaption(o),
	}
}

// readCaption maps the two old switches; an SRT file comes along either way.
func readCaption(o object) *heygenapi.Caption {
	name := o.first("caption", "caption_open")
	burn := o.isTrue(name)
	if mode := o.peek("caption_mode"); o.has("caption_mode") {
		o.same(name, "caption_mode goes first")
		switch mode {
		case "burn_in":
			o.d.keep(o.at("caption_mode"), "caption.style", "as default")
			burn = true
		case "file_only":
			o.same("caption_mode", "an SRT file comes along with every video")
			burn = false
		default:
			o.drop("caption_mode", "is neither burn_in nor file_only", "Set captions to burned.")
		}
	} else if o.flag(name, "caption.style") == nil {
		return nil
	}
	if !burn {
		return nil
	}
	return &heygenapi.Caption{FileFormat: "srt", Style: "default"}
}

// convertScenes converts POST /v2/video/generate.
func convertScenes(d *draft, root object, _ map[string]string) any {
	inputs := root.objects("video_inputs")
	switch {
	case d.err != nil:
		return nil
	case len(inputs) == 0:
		d.fail("video_inputs", show(root.fields["video_inputs"]), "has no scene: there is nothing to say or show", "Give at least one scene with a character and a voice")
		return nil
	case len(inputs) > mostScenes:
		d.fail("video_inputs", fmt.Sprintf("%d scenes", len(inputs)), fmt.Sprintf("has more than the %d scenes of a studio video", mostScenes), "Split it into several videos")
		return nil
	}
	if len(inputs) == 1 && speaks(inputs[0]) {
		in := inputs[0]
		character, _ := in.child("character")
		voice, _ := in.child("voice")
		return oneSpeaker(d, root, parts{character: character, voice: voice, scene: in}, false)
	}
	scenes := make([]heygenapi.Scene, 0, len(inputs))
	for i, in := range inputs {
		if scene := readScene(in, fmt.Sprintf("scenes[%d].", len(scenes))); scene != nil {
			scenes = append(scenes, scene)
		} else if d.err == nil {
			d.lose(inputs[i].path, in.fields, "v3 has no scene in which a speaker is silent before a plain colour", "Write a pause into the script before or after it.")
		}
	}
	if len(scenes) == 0 {
		d.fail("video_inputs", "", "has nobody who speaks and no picture or footage", "Give a scene a character with a voice, or an image or video as its background")
	}
	return studio(d, root, scenes)
}

// convertClips converts POST /v1/video.generate.
func convertClips(d *draft, root object, _ map[string]string) any {
	clips := root.objects("clips")
	switch {
	case d.err != nil:
		return nil
	case len(clips) == 0:
		d.fail("clips", show(root.fields["clips"]), "has no clip: there is nothing to say", "Give at least one clip with an avatar_id, input_text and voice_id")
		return nil
	case len(clips) > mostScenes:
		d.fail("clips", fmt.Sprintf("%d clips", len(clips)), fmt.Sprintf("has more than the %d scenes of a studio video", mostScenes), "Split it into several videos")
		return nil
	case len(clips) == 1:
		return oneSpeaker(d, root, parts{character: clips[0], voice: clips[0], scene: root}, false)
	}
	var scenes []heygenapi.Scene
	for i, clip := range clips {
		p := place{prefix: fmt.Sprintf("scenes[%d].input.", i)}
		scenes = append(scenes, speakerScene(readSpeaker(clip, p), readSpeech(clip, p), readBackground(root, "background", p)))
	}
	return studio(d, root, scenes)
}

// convertFlat converts the endpoints whose fields are not nested:
// POST /v2/videos and /v2/video/av4/generate.
func convertFlat(d *draft, root object, _ map[string]string) any {
	return oneSpeaker(d, root, parts{character: root, voice: root, scene: root}, false)
}

// convertWebM converts POST /v1/video.webm.
func convertWebM(d *draft, root object, _ map[string]string) any {
	return oneSpeaker(d, root, parts{character: root, voice: root, scene: root}, true)
}

// parts are where the old body says who speaks, what, and before what.
type parts struct{ character, voice, scene object }

// oneSpeaker makes a video of its own of one speaker.
func oneSpeaker(d *draft, root object, from parts, transparent bool) any {
	p := place{alone: true}
	who := readSpeaker(from.character, p)
	if from.scene.path != from.character.path && from.scene.has("custom_motion_prompt") && who.motionPrompt == "" {
		from.scene.readManner(&who, p, from.character.has("talking_photo_id"))
	}
	if root.isTrue("use_avatar_iv_model") {
		root.readEngine(&who, p)
	}
	said := readSpeech(from.voice, p)
	var behind *heygenapi.Background
	if transparent {
		from.scene.drop("background", "is not possible in a transparent video", "Leave transparent_background out, or lay the video over the background.")
		d.warn("A transparent video needs a look that was made with matting.")
		who.cutOut = new(true)
	} else {
		behind = readBackground(from.scene, "background", p)
	}
	top := readHead(root)
	outFormat, fit := "", root.mapped("fit", "fit", map[string]string{"cover": "cover", "contain": "contain"})
	if transparent {
		outFormat = "webm"
	}
	output := heygenapi.VideoOutput{
		Title: top.title, AspectRatio: top.aspect, Resolution: top.resolution, Background: behind, Caption: top.caption,
		Expressiveness: who.expressiveness, MotionPrompt: who.motionPrompt, Fit: fit, OutputFormat: outFormat, RemoveBackground: who.cutOut,
		CallbackURL: top.callbackURL, CallbackID: top.callbackID,
	}
	d.warn(warnOldIDs)
	if who.image == nil {
		// The flat endpoint rendered on Avatar IV already.
		if who.engine == nil && (transparent || from.character.path != root.path) {
			d.warn(warnEngine)
		}
		return heygenapi.AvatarVideo{AvatarID: who.avatarID, Engine: who.engine, SpeechInput: said.input(), VideoOutput: output}
	}
	if said.script != "" && said.voiceID == "" {
		d.fail(from.voice.at("voice_id"), "", "is missing: a picture has no voice of its own", "Choose a voice with list_voices")
	}
	return heygenapi.ImageVideo{Image: who.image, SpeechInput: said.input(), VideoOutput: output}
}

// studio makes a video of several scenes.
func studio(d *draft, root object, scenes []heygenapi.Scene) any {
	top := readHead(root)
	d.warn(warnOldIDs)
	if engineOpen(scenes) {
		d.warn(warnEngine)
	}
	return heygenapi.StudioVideo{
		Scenes: scenes, Title: top.title, AspectRatio: top.aspect, Resolution: top.resolution, Caption: top.caption,
		CallbackURL: top.callbackURL, CallbackID: top.callbackID,
	}
}

// engineOpen tells whether an avatar renders on the default engine.
func engineOpen(scenes []heygenapi.Scene) bool {
	for _, scene := range scenes {
		if spoken, ok := scene.(heygenapi.AvatarScene); ok {
			if spoken.Input.Engine == nil {
				return true
			}
		}
	}
	return false
}
