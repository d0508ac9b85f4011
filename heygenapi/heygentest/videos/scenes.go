package videos

import (
	"fmt"

	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// getPart answers for what stands under a video: its scenes.
func (s *Videos) getPart(r *rest.Request) (any, error) {
	if r.PathValue("part") != "scenes" {
		return nil, rest.NotFound("not_found", r.URL.Path)
	}
	return rest.Found(s.videos.Find, s.showScenes)(r)
}

// showScenes tells a video's scenes as its request had them. A template's and an
// agent's video is one scene of its whole script.
func (s *Videos) showScenes(_ *rest.Request, v *video) (any, error) {
	d := describer{id: v.ID}
	asked := v.asked
	var scenes []rest.Object
	switch asked["type"] {
	case "studio":
		for _, scene := range arrayOf(asked["scenes"]) {
			scenes = append(scenes, d.scene(fieldsOf(scene)))
		}
	case "cinematic_avatar":
		var cast []rest.Object
		for _, id := range arrayOf(asked["avatar_id"]) {
			cast = append(cast, d.avatar(rest.Object{"avatar_id": id}))
		}
		scenes = append(scenes, d.whole(nil, nil, cast))
	case "avatar", "image":
		scenes = append(scenes, d.speaking(asked))
	default:
		scenes = append(scenes, d.whole(nil, d.script(rest.Object{"script": v.script}), nil))
	}
	caption := fieldsOf(asked["caption"])
	aspect := asked["aspect_ratio"]
	if aspect == nil {
		aspect = "16:9"
	}
	return rest.Object{"video_id": v.ID, "scenes": scenes, "video": rest.Object{
		"title": rest.OrNull(v.Title), "aspect_ratio": aspect, "resolution": asked["resolution"], "brand_glossary_id": asked["brand_glossary_id"],
		"caption": rest.Object{"enabled": caption["style"] == "default"},
	}}, nil
}

// describer tells of the parts of one video, each with an id of its own.
type describer struct {
	id    string
	parts int
}

func (d *describer) next(kind string) string {
	d.parts++
	return sim.HexOf(d.id, kind, d.parts)
}

func (d *describer) whole(background any, script, elements []rest.Object) rest.Object {
	return rest.Object{"id": d.next("scene"), "background": background, "script": orEmpty(script), "elements": orEmpty(elements)}
}

func orEmpty(list []rest.Object) []rest.Object {
	if list == nil {
		return []rest.Object{}
	}
	return list
}

// scene is one of a studio video's.
func (d *describer) scene(asked map[string]any) rest.Object {
	switch asked["type"] {
	case "avatar_video":
		return d.speaking(fieldsOf(asked["input"]))
	case "video":
		playback := fieldsOf(asked["playback"])
		volume := playback["volume"]
		if playback["mute"] == true {
			volume = 0
		}
		return d.whole(rest.Object{
			"type": "video", "id": d.next("clip"), "url": fieldsOf(asked["source"])["url"], "playback": playback["mode"], "volume": volume,
			"speed_multiplier": nil, "trim": nil,
		}, d.script(asked), nil)
	default:
		return d.whole(d.picture(asked["source"]), d.script(asked), nil)
	}
}

// speaking is a scene of an avatar, or of an image that speaks.
func (d *describer) speaking(asked map[string]any) rest.Object {
	var background any
	switch behind := fieldsOf(asked["background"]); behind["type"] {
	case "color":
		color := behind["color"]
		if color == nil {
			color = behind["value"]
		}
		background = rest.Object{"type": "color", "color": color}
	case "image":
		background = d.picture(behind)
	}
	who := d.picture(asked["image"])
	if asked["avatar_id"] != nil {
		who = d.avatar(asked)
	}
	return d.whole(background, d.script(asked), []rest.Object{who})
}

func (d *describer) avatar(asked map[string]any) rest.Object {
	engine := fieldsOf(asked["engine"])["type"]
	if engine == nil {
		engine = "avatar_iv"
	}
	return rest.Object{
		"type": "avatar", "id": d.next("avatar"), "avatar_id": fmt.Sprint(asked["avatar_id"]), "engine": engine,
		"expressiveness": asked["expressiveness"], "motion_prompt": asked["motion_prompt"],
	}
}

func (d *describer) picture(source any) rest.Object {
	return rest.Object{"type": "image", "id": d.next("image"), "url": fieldsOf(source)["url"]}
}

// script is what is heard, which may be a silence.
func (d *describer) script(asked map[string]any) []rest.Object {
	switch {
	case asked["script"] != nil:
		return []rest.Object{{
			"type": "text", "id": d.next("text"), "text": asked["script"], "voice_id": asked["voice_id"], "voice_settings": asked["voice_settings"], "trim_to_speech": false,
		}}
	case asked["audio_url"] != nil || asked["audio_asset_id"] != nil:
		return []rest.Object{{"type": "audio", "id": d.next("audio"), "audio_url": asked["audio_url"]}}
	case asked["duration"] != nil:
		return []rest.Object{{"type": "silence", "id": d.next("silence"), "duration": asked["duration"]}}
	default:
		return nil
	}
}

func fieldsOf(v any) map[string]any {
	fields, _ := v.(map[string]any)
	return fields
}

func arrayOf(v any) []any {
	list, _ := v.([]any)
	return list
}
