package heygentest

import (
	"bytes"
	"io"
	"math"
	"slices"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
)

func translationRoutes() []route {
	return []route{
		{pattern: "POST /v3/video-translations", honours: true, handle: createTranslation},
		{pattern: "GET /v3/video-translations", handle: listTranslations},
		{pattern: "GET /v3/video-translations/languages", handle: listLanguages},
		{pattern: "GET /v3/video-translations/statuses", handle: statusesOf("video_translation_ids", (*Server).translationState)},
		{pattern: "GET /v3/video-translations/{id}", handle: getTranslation},
		{pattern: "PATCH /v3/video-translations/{id}", handle: renameTranslation},
		{pattern: "DELETE /v3/video-translations/{id}", handle: deleteTranslation},
		{pattern: "POST /v3/video-translations/batches", honours: true, handle: createBatch("video-translations", "video_translations", readTranslationItem)},
		{pattern: "GET /v3/video-translations/batches/{id}", handle: getBatchOf("video-translations")},
	}
}

// translation is a video being dubbed into one language.
type translation struct {
	id, title, status string
	input, output     string
	script, aspect    string
	seconds           float64
	product           string
	captions          bool
	audioOnly         bool
	// cues are the captions where an SRT file was given; else the script makes them.
	cues []media.Cue
	callback
	created, started time.Time
	fault            FaultKind
	failText         string
}

func (d *translation) over() bool { return d.status == "completed" || d.status == "failed" }

// dubTime is how long a translation takes.
func (d *translation) dubTime() time.Duration {
	return 4*time.Minute + time.Duration(2*d.seconds*float64(time.Second))
}

func (s *Server) settleTranslation(d *translation, now time.Time) {
	if d.over() {
		return
	}
	if d.status == queued {
		if s.running() >= s.cfg.concurrency {
			return
		}
		d.started, d.status = now, "pending"
	}
	share := float64(now.Sub(d.started)) / float64(d.dubTime())
	switch {
	case share < 0.1:
		d.status = "pending"
	case d.fault == FaultStallJob:
		d.status = "running"
	case share >= 0.5 && d.fault == FaultFailJob:
		d.status, d.failText = "failed", "The translation failed because its title asked for it"
	case share >= 1:
		d.status = "completed"
		s.charge(Charge{ID: d.id, Kind: "translation", Product: d.product, Seconds: d.seconds, At: d.started.Add(d.dubTime())})
	default:
		d.status = "running"
	}
}

func (d *translation) content(kind string) (io.ReadSeeker, error) {
	cues := d.cues
	if cues == nil {
		cues = media.Captions(d.script, d.seconds)
	}
	switch kind {
	case "dub-srt":
		return bytes.NewReader(media.SRT(cues)), nil
	case "dub-vtt":
		return bytes.NewReader(media.VTT(cues)), nil
	case "dub-audio":
		return bytes.NewReader(media.WAV(d.seconds, 0)), nil
	default:
		return media.OpenMP4(d.aspect, d.seconds)
	}
}

func (s *Server) translationObject(base string, d *translation) object {
	o := object{
		"id": d.id, "title": orNull(d.title), "status": shown(d.status), "input_language": orNull(d.input), "output_language": d.output,
		"created_at": d.created.Unix(), "duration": nil, "callback_id": orNull(d.callbackID), "translate_audio_only": d.audioOnly,
		"video_url": nil, "audio_url": nil, "srt_caption_url": nil, "vtt_caption_url": nil, "failure_message": orNull(d.failText),
	}
	if d.status != "completed" {
		return o
	}
	o["duration"] = math.Round(d.seconds*100) / 100
	o["video_url"] = s.link(base, "dub", d.id, ".mp4")
	o["audio_url"] = s.link(base, "dub-audio", d.id, ".wav")
	if d.captions {
		o["srt_caption_url"], o["vtt_caption_url"] = s.link(base, "dub-srt", d.id, ".srt"), s.link(base, "dub-vtt", d.id, ".vtt")
	}
	return o
}

// readTranslation checks a request and gives one job a language.
func (s *Server) readTranslation(b *body) []*translation {
	source := s.readSource(b.source(s, "video", true, false))
	d := translation{title: b.text("title", 1000), input: b.text("input_language", 100), script: source.script, aspect: source.aspect, status: "pending"}
	if d.title == "" {
		d.title = source.title
	}
	b.source(s, "audio", false, false)
	srt, srtAsset := b.source(s, "srt", false, false)
	if b.enum("srt_role", "input", "output") != "" && srt+srtAsset == "" {
		b.fail("srt_role", "needs srt")
	}
	if a, ok := s.assets.get(srtAsset); ok {
		// Other files are left aside, as addresses are.
		d.cues, _ = media.ParseSRT(a.data)
	}
	d.product = "translation/speed"
	if mode := b.enum("mode", "speed", "precision"); mode != "" {
		d.product = "translation/" + mode
	}
	d.captions, d.audioOnly = b.boolean("enable_caption"), b.boolean("translate_audio_only")
	if d.audioOnly {
		d.product = "translation/audio_only"
	}
	d.seconds = b.part(source)
	b.integer("speaker_num", 1, 20, 1)
	b.enum("fps_mode", "vfr", "cfr", "passthrough")
	d.callback = b.callback()
	for _, field := range []string{"brand_glossary_id", "brand_voice_id", "folder_id"} {
		b.text(field, 200)
	}
	for _, field := range []string{"disable_music_track", "enable_dynamic_duration", "enable_speech_enhancement", "enable_watermark", "keep_the_same_format"} {
		b.boolean(field)
	}
	if o := b.object("stock_voice_config"); o != nil {
		o.boolean("use_stock_voice")
		for _, id := range o.texts("preferred_stock_voice_ids", 0, 50) {
			s.usableVoice(o, "preferred_stock_voice_ids", id)
		}
	}
	var out []*translation
	for _, language := range b.texts("output_languages", 1, 200) {
		if !slices.Contains(s.cast().Languages, language) {
			b.fail("output_languages", "%s is not supported; see /v3/video-translations/languages", language)
		}
		one := d
		one.output = language
		if one.title == "" {
			one.title = "Translation to " + language
		}
		out = append(out, &one)
	}
	return out
}

func createTranslation(s *Server, r *request) (any, error) {
	b, problem := r.read()
	jobs := s.readTranslation(b)
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.mayStart(len(jobs)); err != nil {
		return nil, err
	}
	ids := []string{}
	for _, d := range jobs {
		d.fault = r.fault
		ids = append(ids, s.startTranslation(d))
	}
	return object{"video_translation_ids": ids}, nil
}

func (s *Server) startTranslation(d *translation) string {
	now := s.now()
	d.id, d.created, d.started = s.id("vt_"), now, now
	s.dubs.put(d.id, d)
	return d.id
}

func readTranslationItem(s *Server, item *body) func() []string {
	jobs := s.readTranslation(item)
	return func() []string {
		var ids []string
		for _, d := range jobs {
			d.status, d.fault = queued, jobFault(d.title)
			ids = append(ids, s.startTranslation(d))
		}
		return ids
	}
}

func (s *Server) translationOf(r *request) (*translation, error) {
	d, ok := s.dubs.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("resource_not_found", "translation "+r.PathValue("id"))
	}
	return d, nil
}

func getTranslation(s *Server, r *request) (any, error) {
	d, err := s.translationOf(r)
	if err != nil {
		return nil, err
	}
	return s.translationObject(r.base, d), nil
}

func renameTranslation(s *Server, r *request) (any, error) {
	d, err := s.translationOf(r)
	if err != nil {
		return nil, err
	}
	b, problem := r.read()
	title := b.required("title", 1000)
	if err := problem.err(); err != nil {
		return nil, err
	}
	d.title = title
	return s.translationObject(r.base, d), nil
}

func deleteTranslation(s *Server, r *request) (any, error) {
	d, err := s.translationOf(r)
	if err != nil {
		return nil, err
	}
	s.dubs.drop(d.id)
	return object{"id": d.id}, nil
}

func listTranslations(s *Server, r *request) (any, error) {
	items, p, err := pageOf(r, s.dubs.newest(), 10, 100)
	p.data = mapped(items, func(d *translation) object { return s.translationObject(r.base, d) })
	return p, err
}

func listLanguages(s *Server, _ *request) (any, error) {
	return object{"languages": s.cast().Languages}, nil
}

func (s *Server) translationState(id string) (string, object, bool) {
	d, ok := s.dubs.get(id)
	if !ok {
		return "", nil, false
	}
	if d.status == "failed" {
		return "failed", object{"code": "translation_failed", "message": d.failText}, true
	}
	return inBulk(d.status), nil, true
}
