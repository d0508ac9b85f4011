package catalog

import (
	"cmp"
	"math"
	"net/http"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/cast"
	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Catalog) voiceOperations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "GET /v3/voices", Handle: s.listVoices},
		{Pattern: "GET /v3/voices/{id}", Handle: rest.Found(s.voices.Find, s.getVoice)},
		{Pattern: "DELETE /v3/voices/{id}", Handle: rest.Found(s.voices.Find, s.deleteVoice)},
		{Pattern: "POST /v3/voices", Handle: rest.Reading(readVoiceSearch, s.designVoice)},
		{Pattern: "POST /v3/voices/clone", Handle: rest.Reading(s.readClone, s.cloneVoice)},
		{Pattern: "POST /v3/voices/speech", Handle: rest.Reading(s.readSpeech, s.createSpeech)},
	}
}

// Voice is a voice of the catalog, or a clone made here.
type Voice struct {
	cast.Voice
	// ready is when a clone is done.
	ready   time.Time
	created int64
	// doomed clones fail when they would be ready.
	doomed bool
}

func (s *Catalog) showVoice(base string, v *Voice) rest.Object {
	return rest.Object{
		"voice_id": v.ID, "name": v.Name, "language": v.Language, "gender": v.Gender, "type": v.Type,
		"preview_audio_url": s.Link(base, "voice", v.ID, ".wav"), "support_locale": v.SupportLocale, "support_pause": v.SupportPause,
	}
}

func (s *Catalog) listVoices(r *rest.Request) (any, error) {
	kind, err := rest.Choice(r, "type", "public", "private")
	if err != nil {
		return nil, err
	}
	if kind == "" {
		kind = "public"
	}
	q := r.URL.Query()
	var kept []*Voice
	for _, v := range s.voices.All() {
		if v.Type == kind && fits(q.Get("engine"), v.Engine) && fits(q.Get("gender"), v.Gender) &&
			strings.Contains(strings.ToLower(v.Language), strings.ToLower(q.Get("language"))) {
			kept = append(kept, v)
		}
	}
	return s.voices.Page(r, kept, 20, 100)
}

func fits(wanted, has string) bool { return wanted == "" || strings.EqualFold(wanted, has) }

func (s *Catalog) getVoice(r *rest.Request, v *Voice) (any, error) {
	o := rest.Object{
		"voice_id": v.ID, "name": v.Name, "language": v.Language, "gender": v.Gender, "status": rest.OrNull(v.Status), "failure_message": nil,
		"preview_audio_url": s.Link(r.Base, "voice", v.ID, ".wav"), "support_pause": v.SupportPause, "support_interactive_avatar": false, "created_at": nil,
	}
	if v.created > 0 {
		o["created_at"] = v.created
	}
	if v.Status == "failed" {
		o["failure_message"] = "The recording was too short"
	}
	return o, nil
}

func (s *Catalog) deleteVoice(_ *rest.Request, v *Voice) (any, error) {
	if v.Type != "private" {
		return nil, rest.Forbidden("", "public voices cannot be deleted")
	}
	s.voices.Drop(v.ID)
	return rest.Object{"voice_id": v.ID}, nil
}

type voiceSearch struct {
	prompt, gender string
	seed           int
}

func readVoiceSearch(b *rest.Body) voiceSearch {
	q := voiceSearch{prompt: b.Required("prompt", 2000), gender: b.Text("gender", 20)}
	b.Text("locale", 20)
	q.seed = b.Integer("seed", 0, 1<<30, 0)
	return q
}

// designVoice searches: three voices a seed, the same for the same words.
func (s *Catalog) designVoice(r *rest.Request, q voiceSearch) (any, error) {
	var kept []*Voice
	for _, v := range s.voices.All() {
		if v.Type == "public" && fits(q.gender, v.Gender) {
			kept = append(kept, v)
		}
	}
	found := []rest.Object{}
	first := int(sim.SeedOf(q.prompt) % 1e6)
	for i := range min(3, len(kept)) {
		found = append(found, s.showVoice(r.Base, kept[(first+q.seed*3+i)%len(kept)]))
	}
	return rest.Object{"seed": q.seed, "voices": found}, nil
}

// readClone reads the name and language of a clone.
func (s *Catalog) readClone(b *rest.Body) cast.Voice {
	v := cast.Voice{
		Name: b.Required("voice_name", 200), Gender: "female", Type: "private", Engine: speechEngine, SupportPause: true, Status: "processing",
	}
	s.ReadSource(b, "audio", true, true)
	v.Language = cmp.Or(b.Text("language", 100), "English (United States)")
	b.Boolean("remove_background_noise")
	return v
}

func (s *Catalog) cloneVoice(r *rest.Request, clone cast.Voice) (any, error) {
	now := s.Now()
	clone.ID = s.NewID("")
	v := &Voice{Voice: clone, ready: now.Add(makeTime), created: now.Unix(), doomed: r.Fault == rest.FaultFailJob}
	s.voices.Put(v.ID, v)
	s.clones = append(s.clones, v)
	return rest.Object{"voice_clone_id": clone.ID}, nil
}

// speechEngine is the engine whose voices speak a text by themselves.
const speechEngine = "starfish"

type speechOrder struct {
	text  string
	speed float64
}

func (s *Catalog) readSpeech(b *rest.Body) speechOrder {
	o := speechOrder{text: b.Required("text", 5000)}
	b.Enum("input_type", "text", "ssml")
	b.Text("language", 100)
	b.Text("locale", 20)
	o.speed = b.Number("speed", 0.5, 2, 1)
	v := s.UsableVoice(b, "voice_id", b.Required("voice_id", 200))
	if v != nil && v.Engine != speechEngine {
		b.Fail("voice_id", "speech needs a voice of engine starfish")
	}
	return o
}

func (s *Catalog) createSpeech(r *rest.Request, o speechOrder) (any, error) {
	if err := s.Solvent(); err != nil {
		return nil, err
	}
	id, seconds := s.NewID("speech_"), math.Max(1, media.SpokenSeconds(o.text, o.speed))
	s.speeches[id] = seconds
	s.Charge(sim.Charge{ID: id, Kind: "speech", Product: "speech", Seconds: seconds, At: s.Now()})
	words := strings.Fields(o.text)
	stamps := []rest.Object{}
	for i, w := range words {
		stamps = append(stamps, rest.Object{"word": w, "start": seconds * float64(i) / float64(len(words)), "end": seconds * float64(i+1) / float64(len(words))})
	}
	return rest.Object{"audio_url": s.Link(r.Base, "speech", id, ".wav"), "duration": seconds, "request_id": id, "word_timestamps": stamps}, nil
}

// UsableVoice reads the id of a voice that can speak, and refuses others.
func (s *Catalog) UsableVoice(b *rest.Body, field, id string) *Voice {
	v, ok := s.voices.ByID(id)
	switch {
	case !ok:
		b.Refuse(rest.Fail(http.StatusNotFound, "voice_not_found", b.Name(field), "voice %s does not exist", id))
	case v.Status == "processing" || v.Status == sim.Failed:
		b.Refuse(rest.Fail(http.StatusForbidden, "voice_not_usable", b.Name(field), "the voice is %s", v.Status))
	}
	return v
}
