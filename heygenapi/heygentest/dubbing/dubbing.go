// Package dubbing is what the simulated HeyGen does to the speech of videos that
// exist: translations, the proofreads before them, and lipsyncs. Sources are
// footage to it, whoever made them.
package dubbing

import (
	"cmp"
	"io"
	"slices"
	"time"

	"heygen-mcp/heygenapi/heygentest/catalog"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// Dubbing are an account's translations, proofreads and lipsyncs.
type Dubbing struct {
	*sim.Account

	catalog      *catalog.Catalog
	translations *sim.Jobs[*translation]
	proofreads   *sim.Jobs[*proofread]
	lipsyncs     *sim.Jobs[*lipsync]
}

// New lets an account dub, with the voices of a catalog.
func New(a *sim.Account, c *catalog.Catalog) *Dubbing {
	s := &Dubbing{Account: a, catalog: c}
	s.translations, s.lipsyncs, s.proofreads = s.newTranslations(), s.newLipsyncs(), s.newProofreads()
	s.translations.Show, s.lipsyncs.Show, s.proofreads.Show = s.showTranslation, s.showLipsync, s.showProofread
	type files = map[string]func(string) (io.ReadSeeker, error)
	dubs := files{}
	for _, kind := range []string{"dub", "dub-audio", "dub-srt", "dub-vtt"} {
		dubs[kind] = s.openTranslation(kind)
	}
	a.Add(sim.Kind{
		Settle: s.translations.Settle, Jobs: s.translations.AsJobs, Publish: s.translations.PublishEach(s.publishTranslation),
		State: s.translations.State, Footage: s.translationFootage, Files: dubs,
	})
	a.Add(sim.Kind{
		Settle: s.lipsyncs.Settle, Jobs: s.lipsyncs.AsJobs, Publish: s.lipsyncs.PublishEach(s.publishLipsync),
		State: s.lipsyncs.State, Footage: s.lipsyncFootage, Files: files{"lipsync": s.openLipsync, "lipsync-srt": s.openLipsyncCaptions},
	})
	a.Add(sim.Kind{
		Settle: s.proofreads.Settle, Jobs: s.proofreads.AsJobs, Publish: s.proofreads.PublishEach(s.publishProofread),
		Files: files{"proofread-srt": s.openProofread, "original-srt": s.openOriginal},
	})
	return s
}

// Operations are those of translations, proofreads and lipsyncs.
func (s *Dubbing) Operations() []rest.Operation {
	return slices.Concat(s.translationOperations(), s.proofreadOperations(), s.lipsyncOperations())
}

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

// readMode reads the mode, which is speed where it is not given.
func readMode(b *rest.Body) string {
	return cmp.Or(b.Enum("mode", "speed", "precision"), "speed")
}

// readSwitches reads the switches that all have, and some more.
func readSwitches(b *rest.Body, more ...string) {
	for _, field := range append([]string{"disable_music_track", "enable_speech_enhancement", "keep_the_same_format"}, more...) {
		b.Boolean(field)
	}
}

func readBrand(b *rest.Body) {
	for _, field := range []string{"brand_glossary_id", "brand_voice_id", "folder_id"} {
		b.Text(field, 200)
	}
}

// readLanguages reads the languages to translate into.
func (s *Dubbing) readLanguages(b *rest.Body) []string {
	languages := b.Texts("output_languages", 1, 200)
	for _, language := range languages {
		if !slices.Contains(s.Cast.Languages, language) {
			b.Fail("output_languages", "%s is not supported; see /v3/video-translations/languages", language)
		}
	}
	return languages
}
