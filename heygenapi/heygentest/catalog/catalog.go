// Package catalog is what videos are made of at the simulated HeyGen: avatars,
// voices, speech, sounds and brands, from the invented cast or made by requests.
// It knows no video.
package catalog

import (
	"bytes"
	"io"
	"net/http"
	"slices"

	"heygen-mcp/heygenapi/heygentest/cast"
	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// Catalog is an account's view of what there is to make videos of.
type Catalog struct {
	*sim.Account

	looks  *sim.Resources[*Look]
	groups *sim.Resources[*group]
	voices *sim.Resources[*Voice]
	kits   *sim.Resources[*brandKit]
	// glossaries are how words are spoken and translated.
	glossaries *sim.Resources[*glossary]
	// made and clones are those that requests made, in their order.
	made   []*Look
	clones []*Voice
	// speeches are seconds.
	speeches map[string]float64
	// consents are the links to pages on which people consent, each good once.
	consents map[string]consentLink
}

// New gives an account a catalog, which is empty until [Catalog.Fill].
func New(a *sim.Account) *Catalog {
	s := &Catalog{
		Account: a, speeches: map[string]float64{}, consents: map[string]consentLink{}, looks: sim.NewResources[*Look]("avatar", ""),
		groups: sim.NewResources[*group]("avatar group", "avatar_not_found"), voices: sim.NewResources[*Voice]("voice", "voice_not_found"),
	}
	s.kits, s.glossaries = sim.NewResources[*brandKit]("brand kit", "resource_not_found"), sim.NewResources[*glossary]("brand glossary", "resource_not_found")
	s.kits.Show, s.glossaries.Show = s.showKit, s.showGlossary
	s.looks.Show, s.groups.Show, s.voices.Show = s.showLook, s.showGroup, s.showVoice
	a.Add(sim.Kind{Settle: s.settle, Publish: s.publish, Files: map[string]func(string) (io.ReadSeeker, error){
		"speech": s.openSpeech, "voice": openVoice, "sound": s.openSound, "logo": s.openLogo,
	}})
	return s
}

// Fill puts the invented cast into the catalog.
func (s *Catalog) Fill(c *cast.Cast) {
	for _, g := range c.Groups {
		s.groups.Put(g.ID, &group{g})
	}
	for _, l := range c.Looks {
		s.looks.Put(l.ID, &Look{Look: l})
	}
	for _, v := range c.Voices {
		s.voices.Put(v.ID, &Voice{Voice: v})
	}
	s.fillBrands(c)
}

// Operations are those of the catalog.
func (s *Catalog) Operations() []rest.Operation {
	return slices.Concat(s.avatarOperations(), s.voiceOperations(), s.brandOperations(), []rest.Operation{
		{Pattern: "GET /v3/audio/sounds", Handle: s.searchSounds},
	})
}

// Looks are all looks, private ones first.
func (s *Catalog) Looks() []*Look { return s.looks.All() }

// LookByID gives a look, where it exists.
func (s *Catalog) LookByID(id string) (*Look, bool) { return s.looks.ByID(id) }

// Voices are all voices, private ones first.
func (s *Catalog) Voices() []*Voice { return s.voices.All() }

// VoiceByID gives a voice, where it exists.
func (s *Catalog) VoiceByID(id string) (*Voice, bool) { return s.voices.ByID(id) }

// UsableLook reads the id of a look that can be rendered, and refuses others. It
// is nil for one that does not exist.
func (s *Catalog) UsableLook(b *rest.Body, field, id string) *Look {
	if id == "" {
		return nil
	}
	l, ok := s.looks.ByID(id)
	switch {
	case !ok:
		b.Refuse(rest.Fail(http.StatusNotFound, "avatar_not_found", b.Name(field), "avatar %s does not exist", id))
		return nil
	case l.Status == "processing":
		b.Refuse(rest.Fail(http.StatusConflict, "resource_not_ready", b.Name(field), "the avatar is still being made"))
	case l.Status == "pending_consent":
		b.Refuse(rest.Fail(http.StatusBadRequest, "avatar_consent_required", b.Name(field), "the person shown has not consented"))
	case l.Status == sim.Failed:
		b.Refuse(rest.Invalid(b.Name(field), "the avatar could not be made"))
	}
	return l
}

func (s *Catalog) openSpeech(id string) (io.ReadSeeker, error) {
	seconds, ok := s.speeches[id]
	if !ok {
		return nil, sim.NoFile("speech", id)
	}
	return bytes.NewReader(media.WAV(seconds, 0)), nil
}

func openVoice(id string) (io.ReadSeeker, error) {
	return bytes.NewReader(media.WAV(2, 110+float64(sim.SeedOf(id)%120))), nil
}
