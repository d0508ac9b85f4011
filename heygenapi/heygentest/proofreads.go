package heygentest

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
)

func proofreadRoutes() []route {
	return []route{
		{pattern: "POST /v3/video-translations/proofreads", honours: true, fetches: true, handle: createProofreads},
		{pattern: "GET /v3/video-translations/proofreads/{id}", handle: getProofread},
		{pattern: "GET /v3/video-translations/proofreads/{id}/srt", handle: getProofreadSRT},
		{pattern: "PUT /v3/video-translations/proofreads/{id}/srt", fetches: true, handle: putProofreadSRT},
		{pattern: "POST /v3/video-translations/proofreads/{id}/generate", honours: true, handle: generateFromProofread},
	}
}

// proofread is a translation whose subtitles a person reads before it is made.
type proofread struct {
	job
	input, output    string
	aspect, mode     string
	original, edited []media.Cue
}

// settleProofread has nothing to charge: its price is not public.
func (s *Server) settleProofread(p *proofread, now time.Time) {
	if s.advance(&p.job, now, "processing") {
		// What was spoken has been heard.
		p.input = "English"
	}
}

func (p *proofread) content(kind string) io.ReadSeeker {
	if kind == "original-srt" {
		return bytes.NewReader(media.SRT(p.original))
	}
	return bytes.NewReader(media.SRT(p.edited))
}

func (s *Server) proofreadObject(p *proofread) object {
	return object{
		"id": p.id, "title": p.title, "status": p.status, "input_language": orNull(p.input), "output_language": p.output,
		"created_at": p.created.Unix(), "failure_message": orNull(p.failText), "submitted_for_review": false,
	}
}

// readProofreads checks a request and gives one job a language.
func (s *Server) readProofreads(r *request, b *body) []*proofread {
	source := s.readSource(b.source(s, "video", true, false))
	p := proofread{aspect: source.aspect, mode: "speed"}
	p.status, p.title, p.seconds = "processing", b.required("title", 1000), source.seconds
	if mode := b.enum("mode", "speed", "precision"); mode != "" {
		p.mode = mode
	}
	p.original = s.readSRT(r, b, false)
	if p.original == nil {
		p.original = media.Captions(source.script, source.seconds)
	}
	p.edited = p.original
	b.integer("speaker_num", 1, 20, 1)
	for _, field := range []string{"brand_glossary_id", "brand_voice_id", "folder_id"} {
		b.text(field, 200)
	}
	for _, field := range []string{"disable_music_track", "enable_speech_enhancement", "enable_video_stretching", "keep_the_same_format"} {
		b.boolean(field)
	}
	var out []*proofread
	for _, language := range b.texts("output_languages", 1, 200) {
		if !slices.Contains(s.cast().Languages, language) {
			b.fail("output_languages", "%s is not supported; see /v3/video-translations/languages", language)
		}
		one := p
		one.output = language
		out = append(out, &one)
	}
	return out
}

func createProofreads(s *Server, r *request) (any, error) {
	b, problem := r.read()
	jobs := s.readProofreads(r, b)
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.mayStart(len(jobs)); err != nil {
		return nil, err
	}
	ids := []string{}
	for _, p := range jobs {
		p.fault = r.fault
		s.launch(&p.job, "pr_", 2*time.Minute+time.Duration(p.seconds*float64(time.Second)))
		s.proofreads.put(p.id, p)
		ids = append(ids, p.id)
	}
	return object{"proofread_ids": ids, "status": "processing"}, nil
}

func (s *Server) proofreadOf(r *request) (*proofread, error) {
	p, ok := s.proofreads.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("resource_not_found", "proofread "+r.PathValue("id"))
	}
	return p, nil
}

// readyProofread finds a proofread whose subtitles are there.
func (s *Server) readyProofread(r *request) (*proofread, error) {
	p, err := s.proofreadOf(r)
	if err != nil {
		return nil, err
	}
	if p.status != "completed" {
		return nil, fail(409, "resource_not_ready", "", "the proofread is %s and has no subtitles", p.status)
	}
	return p, nil
}

func getProofread(s *Server, r *request) (any, error) {
	p, err := s.proofreadOf(r)
	if err != nil {
		return nil, err
	}
	return s.proofreadObject(p), nil
}

func getProofreadSRT(s *Server, r *request) (any, error) {
	p, err := s.readyProofread(r)
	if err != nil {
		return nil, err
	}
	return object{
		"srt_url": s.link(r.base, "proofread-srt", p.id, ".srt"), "original_srt_url": s.link(r.base, "original-srt", p.id, ".srt"),
	}, nil
}

func putProofreadSRT(s *Server, r *request) (any, error) {
	p, err := s.readyProofread(r)
	if err != nil {
		return nil, err
	}
	b, problem := r.read()
	cues := s.readSRT(r, b, true)
	if err := problem.err(); err != nil {
		return nil, err
	}
	p.edited = cues
	return s.proofreadObject(p), nil
}

// generateFromProofread starts the translation that says what the subtitles say.
func generateFromProofread(s *Server, r *request) (any, error) {
	p, err := s.readyProofread(r)
	if err != nil {
		return nil, err
	}
	b, problem := r.read()
	d := &translation{
		title: p.title, input: p.input, output: p.output, aspect: p.aspect, seconds: p.seconds, status: "pending",
		cues: p.edited, script: spokenText(p.edited), product: "translation/" + p.mode,
		captions: b.boolean("captions"), audioOnly: b.boolean("translate_audio_only"),
		callback: b.callback(),
	}
	if d.audioOnly {
		d.product = "translation/audio_only"
	}
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.mayStart(1); err != nil {
		return nil, err
	}
	d.fault = r.fault
	return object{"video_translation_id": s.startTranslation(d), "status": "processing"}, nil
}

func spokenText(cues []media.Cue) string {
	var lines []string
	for _, cue := range cues {
		lines = append(lines, cue.Text)
	}
	return strings.Join(lines, " ")
}
