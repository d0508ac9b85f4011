package heygentest

import (
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/cast"
)

func voiceRoutes() []route {
	return []route{
		{pattern: "GET /v3/voices", handle: listVoices},
		{pattern: "GET /v3/voices/{id}", handle: getVoice},
		{pattern: "DELETE /v3/voices/{id}", handle: deleteVoice},
		{pattern: "POST /v3/voices", handle: designVoice},
		{pattern: "POST /v3/voices/clone", handle: cloneVoice},
		{pattern: "POST /v3/voices/speech", handle: createSpeech},
	}
}

// voice is a voice of the catalog, or a clone made here.
type voice struct {
	cast.Voice
	// ready is when a clone is done.
	ready   time.Time
	created int64
	// doomed clones fail when they would be ready.
	doomed bool
}

func (s *Server) voiceObject(base string, v *voice) object {
	return object{
		"voice_id": v.ID, "name": v.Name, "language": v.Language, "gender": v.Gender, "type": v.Type,
		"preview_audio_url": s.link(base, "voice", v.ID, ".wav"), "support_locale": v.SupportLocale, "support_pause": v.SupportPause,
	}
}

func listVoices(s *Server, r *request) (any, error) {
	kind, err := oneOf(r, "type", "public", "private")
	if err != nil {
		return nil, err
	}
	if kind == "" {
		kind = "public"
	}
	q := r.URL.Query()
	var kept []*voice
	for _, v := range s.voices.all() {
		if v.Type == kind && fits(q.Get("engine"), v.Engine) && fits(q.Get("gender"), v.Gender) &&
			strings.Contains(strings.ToLower(v.Language), strings.ToLower(q.Get("language"))) {
			kept = append(kept, v)
		}
	}
	items, p, err := pageOf(r, kept, 20, 100)
	p.data = mapped(items, func(v *voice) object { return s.voiceObject(r.base, v) })
	return p, err
}

func fits(wanted, has string) bool { return wanted == "" || strings.EqualFold(wanted, has) }

func (s *Server) voiceOf(r *request) (*voice, error) {
	v, ok := s.voices.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("voice_not_found", "voice "+r.PathValue("id"))
	}
	return v, nil
}

func getVoice(s *Server, r *request) (any, error) {
	v, err := s.voiceOf(r)
	if err != nil {
		return nil, err
	}
	o := object{
		"voice_id": v.ID, "name": v.Name, "language": v.Language, "gender": v.Gender, "status": orNull(v.Status), "failure_message": nil,
		"preview_audio_url": s.link(r.base, "voice", v.ID, ".wav"), "support_pause": v.SupportPause, "support_interactive_avatar": false, "created_at": nil,
	}
	if v.created > 0 {
		o["created_at"] = v.created
	}
	if v.Status == "failed" {
		o["failure_message"] = "The recording was too short"
	}
	return o, nil
}

func deleteVoice(s *Server, r *request) (any, error) {
	v, err := s.voiceOf(r)
	if err != nil {
		return nil, err
	}
	if v.Type != "private" {
		return nil, fail(403, "forbidden", "", "public voices cannot be deleted")
	}
	s.voices.drop(v.ID)
	return object{"voice_id": v.ID}, nil
}

// designVoice searches: three voices a seed, the same for the same words.
func designVoice(s *Server, r *request) (any, error) {
	b, problem := r.read()
	prompt := b.required("prompt", 2000)
	gender := b.text("gender", 20)
	b.text("locale", 20)
	seed := b.integer("seed", 0, 1<<30, 0)
	if err := problem.err(); err != nil {
		return nil, err
	}
	var kept []*voice
	for _, v := range s.voices.all() {
		if v.Type == "public" && fits(gender, v.Gender) {
			kept = append(kept, v)
		}
	}
	found := []object{}
	first := int(seedOf(prompt) % 1e6)
	for i := range min(3, len(kept)) {
		found = append(found, s.voiceObject(r.base, kept[(first+seed*3+i)%len(kept)]))
	}
	return object{"seed": seed, "voices": found}, nil
}

func cloneVoice(s *Server, r *request) (any, error) {
	b, problem := r.read()
	name := b.required("voice_name", 200)
	b.source(s, "audio", true, true)
	language := b.text("language", 100)
	b.boolean("remove_background_noise")
	if err := problem.err(); err != nil {
		return nil, err
	}
	if language == "" {
		language = "English (United States)"
	}
	now := s.now()
	v := &voice{Voice: cast.Voice{
		ID: s.id(""), Name: name, Language: language, Gender: "female", Type: "private", Engine: "starfish", SupportPause: true, Status: "processing",
	}, ready: now.Add(makeTime), created: now.Unix(), doomed: r.fault == FaultFailJob}
	s.voices.put(v.ID, v)
	return object{"voice_clone_id": v.ID}, nil
}

func createSpeech(s *Server, r *request) (any, error) {
	b, problem := r.read()
	text := b.required("text", 5000)
	b.enum("input_type", "text", "ssml")
	b.text("language", 100)
	b.text("locale", 20)
	speed := b.number("speed", 0.5, 2, 1)
	v := s.usableVoice(b, "voice_id", b.required("voice_id", 200))
	if v != nil && v.Engine != "starfish" {
		b.fail("voice_id", "speech needs a voice of engine starfish")
	}
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.solvent(); err != nil {
		return nil, err
	}
	id, seconds := s.id("speech_"), spokenSeconds(text, speed)
	s.speeches[id] = seconds
	s.charge(Charge{ID: id, Kind: "speech", Product: "speech", Seconds: seconds, At: s.now()})
	words := strings.Fields(text)
	stamps := []object{}
	for i, w := range words {
		stamps = append(stamps, object{"word": w, "start": seconds * float64(i) / float64(len(words)), "end": seconds * float64(i+1) / float64(len(words))})
	}
	return object{"audio_url": s.link(r.base, "speech", id, ".wav"), "duration": seconds, "request_id": id, "word_timestamps": stamps}, nil
}
