package heygentest

import (
	"regexp"
	"slices"
	"strings"
)

var (
	aspects     = []string{"16:9", "9:16", "4:5", "5:4", "1:1", "auto"}
	resolutions = []string{"4k", "1080p", "720p"}
	colorForm   = regexp.MustCompile(`^#[0-9a-fA-F]{3,8}$`)
)

// audioSeconds is how long a given audio file is taken to be.
const audioSeconds = 20

// readVideo checks a request for any of the four kinds of videos.
func (s *Server) readVideo(b *body) *video {
	v := &video{format: "mp4", title: b.text("title", 1000)}
	switch b.required("type", 30) {
	case "avatar":
		s.readAvatarVideo(b, v)
	case "image":
		b.source(s, "image", true, true)
		s.readSpoken(b, v, false)
		s.readCommon(b, v)
		v.product = "video/avatar_iv/image"
		if v.format == "webm" && b.has("background") {
			b.fail("background", "is not allowed with output_format webm")
		}
	case "cinematic_avatar":
		s.readCinematic(b, v)
	case "studio":
		s.readStudio(b, v)
	default:
		b.fail("type", "must be avatar, image, cinematic_avatar or studio")
	}
	return v
}

func (s *Server) readAvatarVideo(b *body, v *video) {
	l := s.usableLook(b, "avatar_id", b.required("avatar_id", 200))
	s.readSpoken(b, v, l != nil && l.DefaultVoiceID != "")
	s.readCommon(b, v)
	if l == nil {
		return
	}
	v.product = "video/" + s.readEngine(b, l) + "/" + l.AvatarType
	if v.format == "webm" {
		if !l.Matting {
			b.fail("output_format", "webm needs an avatar that was made with matting")
		}
		if b.has("background") {
			b.fail("background", "is not allowed with output_format webm")
		}
	}
	if b.boolean("remove_background") && !l.Matting && l.AvatarType != "photo_avatar" {
		b.fail("remove_background", "needs an avatar that was made with matting")
	}
}

// usableLook finds a look that can be rendered.
func (s *Server) usableLook(b *body, field, id string) *look {
	if id == "" {
		return nil
	}
	l, ok := s.looks.get(id)
	set := func(f *failure) {
		if *b.first == nil {
			*b.first = f
		}
	}
	switch {
	case !ok:
		set(fail(404, "avatar_not_found", b.name(field), "avatar %s does not exist", id))
		return nil
	case l.Status == "processing":
		set(fail(409, "resource_not_ready", b.name(field), "the avatar is still being made"))
	case l.Status == "pending_consent":
		set(fail(400, "avatar_consent_required", b.name(field), "the person shown has not consented"))
	case l.Status == "failed":
		set(invalid(b.name(field), "the avatar could not be made"))
	}
	return l
}

func (s *Server) readEngine(b *body, l *look) string {
	engine := "avatar_iv"
	if e := b.object("engine"); e != nil {
		engine = e.enum("type", "avatar_iii", "avatar_iv", "avatar_v")
		if ref := e.text("reference_look_id", 200); ref != "" {
			if sibling, ok := s.looks.get(ref); !ok || sibling.GroupID != l.GroupID {
				e.fail("reference_look_id", "must be another look of the same group")
			}
		}
	}
	photo := l.AvatarType == "photo_avatar"
	switch {
	case engine == "":
		b.fail("engine.type", "is required")
	case !slices.Contains(l.Engines, engine):
		b.fail("engine", "%s is not supported by this avatar; supported are %s", engine, strings.Join(l.Engines, ", "))
	case b.has("expressiveness") && (!photo || engine != "avatar_iv"):
		b.fail("expressiveness", "is for photo avatars on avatar_iv")
	case b.has("motion_prompt") && (engine == "avatar_iii" || (!photo && engine != "avatar_v")):
		b.fail("motion_prompt", "is for photo avatars, and for video avatars on avatar_v")
	}
	return engine
}

// readSpoken reads what is said, and how.
func (s *Server) readSpoken(b *body, v *video, ownVoice bool) {
	script, link, assetID := b.text("script", 5000), b.link("audio_url"), b.text("audio_asset_id", 200)
	b.downloadable("audio_url", link)
	b.knownAsset(s, "audio_asset_id", assetID)
	count := 0
	for _, given := range []string{script, link, assetID} {
		if given != "" {
			count++
		}
	}
	if count != 1 {
		b.fail("script", "give exactly one of script, audio_url and audio_asset_id")
	}
	speed := s.readVoiceSettings(b)
	voiceID := b.text("voice_id", 200)
	if voiceID != "" {
		s.usableVoice(b, "voice_id", voiceID)
	} else if script != "" && !ownVoice {
		b.fail("voice_id", "is required with a script")
	}
	v.script += strings.TrimSpace(script) + "\n"
	if script != "" {
		v.seconds += spokenSeconds(script, speed)
	} else {
		v.seconds += audioSeconds
	}
	if v.seconds > 30*60 {
		b.fail("script", "the video would last more than 30 minutes")
	}
}

func (s *Server) readVoiceSettings(b *body) (speed float64) {
	o := b.object("voice_settings")
	if o == nil {
		return 1
	}
	speed = o.number("speed", 0.5, 1.5, 1)
	o.number("pitch", -50, 50, 0)
	o.number("volume", 0, 1, 1)
	o.text("locale", 20)
	if e := o.object("engine_settings"); e != nil {
		e.readEngineSettings()
	}
	return speed
}

func (b *body) readEngineSettings() {
	switch b.enum("engine_type", "elevenlabs", "fish", "starfish") {
	case "":
		b.fail("engine_type", "is required")
	case "elevenlabs":
		b.enum("model", "eleven_multilingual_v2", "eleven_turbo_v2_5", "eleven_flash_v2_5", "eleven_v3")
		b.boolean("use_speaker_boost")
	case "fish":
		b.enum("model", "s1", "s2-pro")
	}
	for _, field := range []string{"similarity_boost", "similarity", "stability", "style"} {
		b.number(field, 0, 1, 0)
	}
}

func (s *Server) usableVoice(b *body, field, id string) *voice {
	v, ok := s.voices.get(id)
	if *b.first == nil {
		switch {
		case !ok:
			*b.first = fail(404, "voice_not_found", b.name(field), "voice %s does not exist", id)
		case v.Status == "processing" || v.Status == "failed":
			*b.first = fail(403, "voice_not_usable", b.name(field), "the voice is %s", v.Status)
		}
	}
	return v
}

// readCommon reads what all videos share.
func (s *Server) readCommon(b *body, v *video) {
	v.aspect = b.enum("aspect_ratio", aspects...)
	b.enum("resolution", resolutions...)
	if f := b.enum("output_format", "mp4", "webm"); f != "" {
		v.format = f
	}
	b.enum("fit", "contain", "cover")
	b.boolean("remove_background")
	b.enum("expressiveness", "high", "medium", "low")
	b.text("motion_prompt", 2000)
	v.callback = b.callback()
	if c := b.object("caption"); c != nil {
		c.enum("file_format", "srt")
		v.burned = c.enum("style", "default") == "default"
	}
	s.readBackground(b)
	if w := b.object("watermark"); w != nil {
		w.readWatermark(s)
	}
}

func (b *body) readWatermark(s *Server) {
	b.source(s, "image", true, true)
	b.number("opacity", 0, 1, 1)
	b.number("scale", 0, 100, 1)
	if p := b.object("placement"); p != nil {
		p.enum("position", "top_left", "top_right", "bottom_left", "bottom_right")
		p.number("offset_x", -10000, 10000, 0)
		p.number("offset_y", -10000, 10000, 0)
	}
}

func (s *Server) readBackground(b *body) {
	o := b.object("background")
	if o == nil {
		return
	}
	switch o.enum("type", "color", "image") {
	case "color":
		if !colorForm.MatchString(o.required("value", 20)) {
			o.fail("value", "must be a color such as #1a2b3c")
		}
	case "image":
		link, assetID := o.link("url"), o.text("asset_id", 200)
		if (link == "") == (assetID == "") {
			o.fail("url", "give exactly one of url and asset_id")
		}
		o.knownAsset(s, "asset_id", assetID)
	default:
		o.fail("type", "is required")
	}
}

func (s *Server) readCinematic(b *body, v *video) {
	for _, id := range b.texts("avatar_id", 1, 3) {
		s.usableLook(b, "avatar_id", id)
	}
	v.script = b.required("prompt", 5000)
	v.aspect = b.enum("aspect_ratio", "16:9", "9:16", "1:1")
	b.enum("resolution", "720p", "1080p")
	v.seconds = float64(b.integer("duration", 4, 15, 10))
	if b.boolean("auto_duration") && b.has("duration") {
		b.fail("duration", "is not allowed with auto_duration")
	}
	b.boolean("enhance_prompt")
	b.files(s, "references", 12)
	v.product, v.usd, v.flat = "cinematic", cinematicPrice, true
}

// readStudio reads scenes. Each speaking scene costs what a video of its engine
// costs; stills and footage cost nothing of their own.
func (s *Server) readStudio(b *body, v *video) {
	s.readCommon(b, v)
	v.product = "studio"
	if v.format == "webm" {
		b.fail("output_format", "scenes are rendered as mp4 only")
	}
	for _, scene := range b.list("scenes", 1, 50) {
		switch scene.enum("type", "avatar_video", "image", "video") {
		case "avatar_video":
			s.readAvatarScene(scene, v)
		case "image":
			s.readStill(scene, v)
		case "video":
			scene.source(s, "source", true, true)
			if p := scene.object("playback"); p != nil {
				p.boolean("mute")
				p.number("volume", 0, 1, 1)
			}
			v.seconds += footageSeconds
		default:
			scene.fail("type", "is required")
		}
	}
}

// footageSeconds is how long a scene of given footage is taken to be.
const footageSeconds = 5

// readStill reads a scene of one picture, which is silent or spoken over.
func (s *Server) readStill(scene *body, v *video) {
	scene.source(s, "source", true, true)
	if !scene.has("duration") {
		s.readSpoken(scene, v, false)
		return
	}
	v.seconds += scene.number("duration", 0.1, 300, 5)
	if scene.has("script") || scene.has("audio_url") || scene.has("audio_asset_id") {
		scene.fail("duration", "is not allowed with audio")
	}
}

func (s *Server) readAvatarScene(scene *body, v *video) {
	in := scene.object("input")
	if in == nil {
		scene.fail("input", "is required")
		return
	}
	before, product := v.seconds, ""
	switch in.enum("type", "avatar", "image") {
	case "avatar":
		l := s.usableLook(in, "avatar_id", in.required("avatar_id", 200))
		if l != nil {
			product = "video/" + s.readEngine(in, l) + "/" + l.AvatarType
		}
		if o := in.object("background"); o != nil && (o.enum("type", "color") == "" || !colorForm.MatchString(o.required("color", 20))) {
			o.fail("color", "must be a color such as #1a2b3c")
		}
		s.readSpoken(in, v, l != nil && l.DefaultVoiceID != "")
	case "image":
		product = "video/avatar_iv/image"
		in.source(s, "image", true, true)
		s.readSpoken(in, v, false)
	default:
		in.fail("type", "is required")
	}
	in.enum("expressiveness", "high", "medium", "low")
	in.text("motion_prompt", 2000)
	v.usd += prices[product] * (v.seconds - before)
}
