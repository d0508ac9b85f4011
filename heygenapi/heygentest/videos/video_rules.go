package videos

import (
	"slices"
	"strings"

	"heygen-mcp/heygenapi/heygentest/catalog"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// readVideo checks a request for any of the four kinds of videos.
func (s *Videos) readVideo(b *rest.Body) *video {
	v := &video{format: "mp4", asked: b.Fields}
	v.Title = b.Text("title", 1000)
	switch b.Required("type", 30) {
	case "avatar":
		s.readAvatarVideo(b, v)
	case "image":
		s.ReadSource(b, "image", true, true)
		s.readSpoken(b, v, false)
		s.readCommon(b, v)
		v.product = "video/avatar_iv/image"
		if v.format == "webm" && b.Has("background") {
			b.Fail("background", "is not allowed with output_format webm")
		}
	case "cinematic_avatar":
		s.readCinematic(b, v)
	case "studio":
		s.readStudio(b, v)
	default:
		b.Fail("type", "must be avatar, image, cinematic_avatar or studio")
	}
	return v
}

func (s *Videos) readAvatarVideo(b *rest.Body, v *video) {
	l := s.catalog.UsableLook(b, "avatar_id", b.Required("avatar_id", 200))
	s.readSpoken(b, v, l != nil && l.DefaultVoiceID != "")
	s.readCommon(b, v)
	if l == nil {
		return
	}
	v.product = "video/" + s.readEngine(b, l) + "/" + l.AvatarType
	if v.format == "webm" {
		if !l.Matting {
			b.Fail("output_format", "webm needs an avatar that was made with matting")
		}
		if b.Has("background") {
			b.Fail("background", "is not allowed with output_format webm")
		}
	}
	if b.Boolean("remove_background") && !l.Matting && l.AvatarType != "photo_avatar" {
		b.Fail("remove_background", "needs an avatar that was made with matting")
	}
}

func (s *Videos) readEngine(b *rest.Body, l *catalog.Look) string {
	engine := "avatar_iv"
	if e := b.Object("engine"); e != nil {
		engine = e.Enum("type", "avatar_iii", "avatar_iv", "avatar_v")
		if ref := e.Text("reference_look_id", 200); ref != "" {
			if sibling, ok := s.catalog.LookByID(ref); !ok || sibling.GroupID != l.GroupID || sibling.AvatarType != "digital_twin" {
				e.Fail("reference_look_id", "must be a digital twin of the same group")
			}
		}
	}
	photo := l.AvatarType == "photo_avatar"
	switch {
	case engine == "":
		b.Fail("engine.type", "is required")
	case !slices.Contains(l.Engines, engine):
		b.Fail("engine", "%s is not supported by this avatar; supported are %s", engine, strings.Join(l.Engines, ", "))
	case b.Has("expressiveness") && (!photo || engine != "avatar_iv"):
		b.Fail("expressiveness", "is for photo avatars on avatar_iv")
	case b.Has("motion_prompt") && (engine == "avatar_iii" || (!photo && engine != "avatar_v")):
		b.Fail("motion_prompt", "is for photo avatars, and for video avatars on avatar_v")
	}
	return engine
}

// readSpoken reads what is said, and how.
func (s *Videos) readSpoken(b *rest.Body, v *video, ownVoice bool) {
	script, link, assetID := b.Text("script", 5000), b.Link("audio_url"), b.Text("audio_asset_id", 200)
	sim.RefusePage(b, "audio_url", link)
	s.KnownAsset(b, "audio_asset_id", assetID)
	count := 0
	for _, given := range []string{script, link, assetID} {
		if given != "" {
			count++
		}
	}
	if count != 1 {
		b.Fail("script", "give exactly one of script, audio_url and audio_asset_id")
	}
	speed := s.readVoiceSettings(b)
	if script == "" && b.Has("voice_settings") {
		b.Fail("voice_settings", "is for scripts only")
	}
	voiceID := b.Text("voice_id", 200)
	if voiceID != "" {
		s.catalog.UsableVoice(b, "voice_id", voiceID)
	} else if script != "" && !ownVoice {
		b.Fail("voice_id", "is required with a script")
	}
	v.script += strings.TrimSpace(script) + "\n"
	if script != "" {
		v.Seconds += spokenSeconds(script, speed)
	} else {
		v.Seconds += sim.AudioSeconds
	}
	if v.Seconds > 30*60 {
		b.Fail("script", "the video would last more than 30 minutes")
	}
}

func (s *Videos) readVoiceSettings(b *rest.Body) (speed float64) {
	o := b.Object("voice_settings")
	if o == nil {
		return 1
	}
	speed = o.Number("speed", 0.5, 1.5, 1)
	o.Number("pitch", -50, 50, 0)
	o.Number("volume", 0, 1, 1)
	o.Text("locale", 20)
	if e := o.Object("engine_settings"); e != nil {
		readEngineSettings(e)
	}
	return speed
}

func readEngineSettings(b *rest.Body) {
	switch b.Enum("engine_type", "elevenlabs", "fish", "starfish") {
	case "":
		b.Fail("engine_type", "is required")
	case "elevenlabs":
		b.Enum("model", "eleven_multilingual_v2", "eleven_turbo_v2_5", "eleven_flash_v2_5", "eleven_v3")
		b.Boolean("use_speaker_boost")
	case "fish":
		b.Enum("model", "s1", "s2-pro")
	}
	if stability := b.Number("stability", 0, 1, 0); b.Text("model", 30) == "eleven_v3" && stability != 0 && stability != 0.5 && stability != 1 {
		b.Fail("stability", "must be 0, 0.5 or 1 with eleven_v3")
	}
}

// readCommon reads what all videos share.
func (s *Videos) readCommon(b *rest.Body, v *video) {
	v.aspect = b.Enum("aspect_ratio", "16:9", "9:16", "4:5", "5:4", "1:1", "auto")
	b.Enum("resolution", "4k", "1080p", "720p")
	if f := b.Enum("output_format", "mp4", "webm"); f != "" {
		v.format = f
	}
	b.Enum("fit", "contain", "cover")
	b.Boolean("remove_background")
	b.Enum("expressiveness", "high", "medium", "low")
	b.Text("motion_prompt", 2000)
	v.Callback = sim.ReadCallback(b)
	if c := b.Object("caption"); c != nil {
		c.Enum("file_format", "srt")
		v.burned = c.Enum("style", "default") == "default"
	}
	s.readBackground(b)
	if w := b.Object("watermark"); w != nil {
		s.readWatermark(w)
	}
}

func (s *Videos) readWatermark(b *rest.Body) {
	s.ReadSource(b, "image", true, true)
	b.Number("opacity", 0, 1, 1)
	b.Number("scale", 0, 100, 1)
	if p := b.Object("placement"); p != nil {
		p.Enum("position", "top_left", "top_right", "bottom_left", "bottom_right")
		p.Number("offset_x", -10000, 10000, 0)
		p.Number("offset_y", -10000, 10000, 0)
	}
}

func (s *Videos) readBackground(b *rest.Body) {
	o := b.Object("background")
	if o == nil {
		return
	}
	switch o.Enum("type", "color", "image") {
	case "color":
		if !isColor(o.Required("value", 20)) {
			o.Fail("value", "must be a color such as #1a2b3c")
		}
	case "image":
		link, assetID := o.Link("url"), o.Text("asset_id", 200)
		if (link == "") == (assetID == "") {
			o.Fail("url", "give exactly one of url and asset_id")
		}
		s.KnownAsset(o, "asset_id", assetID)
	default:
		o.Fail("type", "is required")
	}
}

func (s *Videos) readCinematic(b *rest.Body, v *video) {
	for _, id := range b.Texts("avatar_id", 1, 3) {
		s.catalog.UsableLook(b, "avatar_id", id)
	}
	v.script = b.Required("prompt", 5000)
	v.aspect = b.Enum("aspect_ratio", "16:9", "9:16", "1:1")
	b.Enum("resolution", "720p", "1080p")
	v.Seconds = float64(b.Integer("duration", 4, 15, 10))
	if b.Boolean("auto_duration") && b.Has("duration") {
		b.Fail("duration", "is not allowed with auto_duration")
	}
	b.Boolean("enhance_prompt")
	s.ReadSources(b, "references", 12)
	v.product, v.usd, v.flat = "cinematic", cinematicPrice, true
}

// readStudio reads scenes. Each speaking scene costs what a video of its engine
// costs; stills and footage cost nothing of their own.
func (s *Videos) readStudio(b *rest.Body, v *video) {
	s.readCommon(b, v)
	v.product = "studio"
	if v.format == "webm" {
		b.Fail("output_format", "scenes are rendered as mp4 only")
	}
	for _, scene := range b.List("scenes", 1, 50) {
		switch scene.Enum("type", "avatar_video", "image", "video") {
		case "avatar_video":
			s.readAvatarScene(scene, v)
		case "image":
			s.readStill(scene, v)
		case "video":
			s.readClip(scene, v)
		default:
			scene.Fail("type", "is required")
		}
	}
}

// isColor is true for # and 3 to 8 hex digits.
func isColor(s string) bool {
	digits, ok := strings.CutPrefix(s, "#")
	return ok && len(digits) >= 3 && len(digits) <= 8 && strings.Trim(digits, "0123456789abcdefABCDEF") == ""
}

// cinematicPrice is what a cinematic clip costs, in US dollars.
const cinematicPrice = 7.0

// footageSeconds is how long a scene of given footage is taken to be.
const footageSeconds = 5

// readClip reads a scene of given footage, which is spoken over or speaks for itself.
func (s *Videos) readClip(scene *rest.Body, v *video) {
	s.ReadSource(scene, "source", true, true)
	spoken := scene.Has("script") || scene.Has("audio_url") || scene.Has("audio_asset_id")
	if p := scene.Object("playback"); p != nil && p.Has("mode") && !spoken {
		p.Fail("mode", "needs narration")
	}
	if spoken {
		s.readSpoken(scene, v, false)
		return
	}
	v.Seconds += footageSeconds
}

// readStill reads a scene of one picture, which is silent or spoken over.
func (s *Videos) readStill(scene *rest.Body, v *video) {
	s.ReadSource(scene, "source", true, true)
	if !scene.Has("duration") {
		s.readSpoken(scene, v, false)
		return
	}
	v.Seconds += scene.Number("duration", 0.1, 300, 5)
	if scene.Has("script") || scene.Has("audio_url") || scene.Has("audio_asset_id") {
		scene.Fail("duration", "is not allowed with audio")
	}
}

func (s *Videos) readAvatarScene(scene *rest.Body, v *video) {
	in := scene.Object("input")
	if in == nil {
		scene.Fail("input", "is required")
		return
	}
	before, product := v.Seconds, ""
	if in.Enum("type", "avatar") != "" {
		l := s.catalog.UsableLook(in, "avatar_id", in.Required("avatar_id", 200))
		if l != nil {
			product = "video/" + s.readEngine(in, l) + "/" + l.AvatarType
		}
		if o := in.Object("background"); o != nil && (o.Enum("type", "color") == "" || !isColor(o.Required("color", 20))) {
			o.Fail("color", "must be a color such as #1a2b3c")
		}
		s.readSpoken(in, v, l != nil && l.DefaultVoiceID != "")
	}
	in.Enum("expressiveness", "high", "medium", "low")
	in.Text("motion_prompt", 2000)
	v.usd += sim.Price(product) * (v.Seconds - before)
}
