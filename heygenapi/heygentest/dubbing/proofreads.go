package dubbing

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Dubbing) proofreadOperations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/video-translations/proofreads", Keyed: true, Before: s.fetchSRT, Handle: s.createProofreads},
		{Pattern: "GET /v3/video-translations/proofreads/{id}", Handle: s.proofreads.Get},
		{Pattern: "GET /v3/video-translations/proofreads/{id}/srt", Handle: rest.Found(s.readyProofread, s.getProofreadSRT)},
		{Pattern: "PUT /v3/video-translations/proofreads/{id}/srt", Before: s.fetchSRT, Handle: rest.Found(s.readyProofread, s.putProofreadSRT)},
		{Pattern: "POST /v3/video-translations/proofreads/{id}/generate", Keyed: true, Handle: rest.FoundReading(s.readyProofread, readGeneration, s.generate)},
	}
}

// proofread is a translation whose subtitles a person reads before it is made.
type proofread struct {
	sim.Job

	input, output    string
	aspect, mode     string
	original, edited []media.Cue
}

// newProofreads have nothing to charge: their price is not public.
func (s *Dubbing) newProofreads() *sim.Jobs[*proofread] {
	return sim.NewJobs(s.Account, sim.Jobs[*proofread]{
		Prefix: "pr_", UnderWay: "processing",
		Takes: func(p *proofread) time.Duration { return 2*time.Minute + seconds(p.Seconds) },
		// What was spoken has been heard.
		Done: func(p *proofread) { p.input = "English" },
	}, "proofread", "")
}

func (s *Dubbing) openProofread(id string) (io.ReadSeeker, error) {
	p, ok := s.proofreads.ByID(id)
	if !ok {
		return nil, sim.NoFile("proofread-srt", id)
	}
	return bytes.NewReader(media.SRT(p.edited)), nil
}

func (s *Dubbing) openOriginal(id string) (io.ReadSeeker, error) {
	p, ok := s.proofreads.ByID(id)
	if !ok {
		return nil, sim.NoFile("original-srt", id)
	}
	return bytes.NewReader(media.SRT(p.original)), nil
}

func (s *Dubbing) showProofread(_ string, p *proofread) rest.Object {
	return rest.Object{
		"id": p.ID, "title": p.Title, "status": p.Status, "input_language": rest.OrNull(p.input), "output_language": p.output,
		"created_at": p.Created.Unix(), "failure_message": rest.OrNull(p.Failure), "submitted_for_review": false,
	}
}

// readProofreads checks a request and gives one job a language.
func (s *Dubbing) readProofreads(r *rest.Request, b *rest.Body) []*proofread {
	source := s.FootageOf(s.ReadSource(b, "video", true, false))
	p := proofread{aspect: source.Aspect}
	p.Status, p.Title, p.Seconds = "processing", b.Required("title", 1000), source.Seconds
	p.mode = readMode(b)
	p.original = s.readSRT(r, b, false)
	if p.original == nil {
		p.original = media.Captions(source.Script, source.Seconds)
	}
	p.edited = p.original
	b.Integer("speaker_num", 1, 20, 1)
	readBrand(b)
	readSwitches(b, "enable_video_stretching")
	var out []*proofread
	for _, language := range s.readLanguages(b) {
		one := p
		one.output = language
		out = append(out, &one)
	}
	return out
}

func (s *Dubbing) createProofreads(r *rest.Request) (any, error) {
	read := func(b *rest.Body) []*proofread { return s.readProofreads(r, b) }
	return rest.Reading(read, func(r *rest.Request, jobs []*proofread) (any, error) {
		if err := s.proofreads.Start(r, jobs...); err != nil {
			return nil, err
		}
		ids := []string{}
		for _, p := range jobs {
			ids = append(ids, p.ID)
		}
		return rest.Object{"proofread_ids": ids, "status": "processing"}, nil
	})(r)
}

// readyProofread finds a proofread whose subtitles are there.
func (s *Dubbing) readyProofread(r *rest.Request) (*proofread, error) {
	p, err := s.proofreads.Find(r)
	if err == nil && p.Status != sim.Completed {
		err = rest.Fail(http.StatusConflict, "resource_not_ready", "", "the proofread is %s and has no subtitles", p.Status)
	}
	return p, err
}

func (s *Dubbing) getProofreadSRT(r *rest.Request, p *proofread) (any, error) {
	return rest.Object{
		"srt_url": s.Link(r.Base, "proofread-srt", p.ID, ".srt"), "original_srt_url": s.Link(r.Base, "original-srt", p.ID, ".srt"),
	}, nil
}

func (s *Dubbing) putProofreadSRT(r *rest.Request, p *proofread) (any, error) {
	read := func(b *rest.Body) []media.Cue { return s.readSRT(r, b, true) }
	return rest.Reading(read, func(r *rest.Request, cues []media.Cue) (any, error) {
		p.edited = cues
		return s.showProofread(r.Base, p), nil
	})(r)
}

func readGeneration(b *rest.Body) *translation {
	d := &translation{audioOnly: b.Boolean("translate_audio_only")}
	d.Callback = sim.ReadCallback(b)
	return d
}

// generate starts the translation that says what the subtitles say.
func (s *Dubbing) generate(r *rest.Request, p *proofread, d *translation) (any, error) {
	d.Title, d.Seconds, d.aspect = p.Title, p.Seconds, p.aspect
	d.input, d.output, d.cues, d.script = p.input, p.output, p.edited, spokenText(p.edited)
	d.product = d.productIn(p.mode)
	if err := s.translations.Start(r, d); err != nil {
		return nil, err
	}
	return rest.Object{"video_translation_id": d.ID, "status": "processing"}, nil
}

func spokenText(cues []media.Cue) string {
	var lines []string
	for _, cue := range cues {
		lines = append(lines, cue.Text)
	}
	return strings.Join(lines, " ")
}

func (s *Dubbing) publishProofread(p *proofread) {
	s.Events.Publish("proofread_creation."+p.Outcome(), rest.Object{"proofread_id": p.ID, "output_language": p.output, "message": rest.OrNull(p.Failure)}, "")
}
