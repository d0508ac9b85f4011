package dubbing

import (
	"bytes"
	"cmp"
	"io"
	"math"
	"net/http"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Dubbing) translationOperations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/video-translations", Keyed: true, Handle: rest.Reading(s.readTranslations, s.createTranslations)},
		{Pattern: "GET /v3/video-translations", Handle: s.translations.List},
		{Pattern: "GET /v3/video-translations/languages", Handle: s.listLanguages},
		{Pattern: "GET /v3/video-translations/statuses", Handle: s.Statuses("video_translation_ids", s.translations.State)},
		{Pattern: "GET /v3/video-translations/{id}", Handle: s.translations.Get},
		{Pattern: "PATCH /v3/video-translations/{id}", Handle: s.translations.Rename()},
		{Pattern: "DELETE /v3/video-translations/{id}", Handle: s.translations.Delete},
		{Pattern: "POST /v3/video-translations/batches", Status: http.StatusAccepted, Keyed: true, Handle: s.translations.CreateBatch("video-translations", "video_translations", false, s.readTranslations)},
		{Pattern: "GET /v3/video-translations/batches/{id}", Handle: s.GetBatch("video-translations")},
	}
}

// translation is a video being dubbed into one language.
type translation struct {
	sim.Job

	input, output  string
	script, aspect string
	product        string
	audioOnly      bool
	// cues are the captions where an SRT file was given; else the script makes them.
	cues []media.Cue
}

func (s *Dubbing) newTranslations() *sim.Jobs[*translation] {
	return sim.NewJobs(s.Account, sim.Jobs[*translation]{
		Prefix: "vt_", UnderWay: "running", FailureCode: "translation_failed", Failure: "The translation failed because its title asked for it",
		Takes: func(d *translation) time.Duration { return 4*time.Minute + seconds(2*d.Seconds) },
		Done: func(d *translation) {
			s.Charge(sim.Charge{ID: d.ID, Kind: "translation", Product: d.product, Seconds: d.Seconds, At: d.Ended})
		},
	}, "translation", "")
}

func (s *Dubbing) translationFootage(id string) (sim.Footage, bool) {
	d, ok := s.translations.ByID(id)
	if !ok {
		return sim.Footage{}, false
	}
	return sim.Footage{Script: d.script, Aspect: d.aspect, Seconds: d.Seconds}, true
}

// openTranslation opens what a link of one kind leads to.
func (s *Dubbing) openTranslation(kind string) func(id string) (io.ReadSeeker, error) {
	return func(id string) (io.ReadSeeker, error) {
		d, ok := s.translations.ByID(id)
		if !ok {
			return nil, sim.NoFile(kind, id)
		}
		cues := d.cues
		if cues == nil {
			cues = media.Captions(d.script, d.Seconds)
		}
		switch kind {
		case "dub-srt":
			return bytes.NewReader(media.SRT(cues)), nil
		case "dub-vtt":
			return bytes.NewReader(media.VTT(cues)), nil
		case "dub-audio":
			return bytes.NewReader(media.WAV(d.Seconds, 0)), nil
		default:
			return media.OpenMP4(d.aspect, d.Seconds)
		}
	}
}

func (s *Dubbing) showTranslation(base string, d *translation) rest.Object {
	o := rest.Object{
		"id": d.ID, "title": rest.OrNull(d.Title), "status": d.Shown(), "input_language": rest.OrNull(d.input), "output_language": d.output,
		"created_at": d.Created.Unix(), "duration": nil, "callback_id": rest.OrNull(d.CallbackID), "translate_audio_only": d.audioOnly,
		"video_url": nil, "audio_url": nil, "srt_caption_url": nil, "vtt_caption_url": nil, "failure_message": rest.OrNull(d.Failure),
	}
	if d.Status != sim.Completed {
		return o
	}
	o["duration"] = math.Round(d.Seconds*100) / 100
	o["video_url"] = s.Link(base, "dub", d.ID, ".mp4")
	o["audio_url"] = s.Link(base, "dub-audio", d.ID, ".wav")
	o["srt_caption_url"], o["vtt_caption_url"] = s.Link(base, "dub-srt", d.ID, ".srt"), s.Link(base, "dub-vtt", d.ID, ".vtt")
	return o
}

// readTranslations checks a request and gives one job a language.
func (s *Dubbing) readTranslations(b *rest.Body) []*translation {
	source := s.FootageOf(s.ReadSource(b, "video", true, false))
	d := translation{script: source.Script, aspect: source.Aspect}
	d.Title, d.input = cmp.Or(b.Text("title", 1000), source.Title), b.Text("input_language", 100)
	s.ReadSource(b, "audio", false, false)
	srt := s.ReadSource(b, "srt", false, false)
	if b.Enum("srt_role", "input", "output") != "" && srt.Link+srt.AssetID == "" {
		b.Fail("srt_role", "needs srt")
	}
	if a, ok := s.Assets.ByID(srt.AssetID); ok {
		// Other files are left aside, as addresses are.
		d.cues, _ = media.ParseSRT(a.Data)
	}
	mode := readMode(b)
	d.audioOnly = b.Boolean("translate_audio_only")
	d.product = d.productIn(mode)
	d.Seconds = source.Part(b)
	b.Integer("speaker_num", 1, 20, 1)
	b.Enum("fps_mode", "vfr", "cfr", "passthrough")
	d.Callback = sim.ReadCallback(b)
	readBrand(b)
	readSwitches(b, "enable_dynamic_duration", "enable_watermark")
	if o := b.Object("stock_voice_config"); o != nil {
		o.Boolean("use_stock_voice")
		for _, id := range o.Texts("preferred_stock_voice_ids", 0, 50) {
			s.catalog.UsableVoice(o, "preferred_stock_voice_ids", id)
		}
	}
	var out []*translation
	for _, language := range s.readLanguages(b) {
		one := d
		one.output, one.Title = language, cmp.Or(d.Title, "Translation to "+language)
		out = append(out, &one)
	}
	return out
}

// productIn is what the translation is charged as, in a mode.
func (d *translation) productIn(mode string) string {
	if d.audioOnly {
		return "translation/audio_only"
	}
	return "translation/" + mode
}

func (s *Dubbing) createTranslations(r *rest.Request, jobs []*translation) (any, error) {
	if err := s.translations.Start(r, jobs...); err != nil {
		return nil, err
	}
	ids := []string{}
	for _, d := range jobs {
		ids = append(ids, d.ID)
	}
	return rest.Object{"video_translation_ids": ids}, nil
}

func (s *Dubbing) listLanguages(*rest.Request) (any, error) {
	return rest.Object{"languages": s.Cast.Languages}, nil
}

func (s *Dubbing) publishTranslation(d *translation) {
	o := rest.Object{"video_translate_id": d.ID, "callback_id": rest.OrNull(d.CallbackID)}
	if d.Status == sim.Failed {
		o["message"] = d.Failure
		s.Events.Publish("video_translate.fail", o, d.CallbackURL)
		return
	}
	o["url"], o["output_language"] = s.Link(s.Base, "dub", d.ID, ".mp4"), d.output
	s.Events.Publish("video_translate.success", o, d.CallbackURL)
}
