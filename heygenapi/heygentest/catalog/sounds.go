package catalog

import (
	"bytes"
	"cmp"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"heygen-mcp/heygenapi/heygentest/cast"
	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// usualScore is how well a sound has to fit where the request does not say.
const usualScore = 0.7

// scored is a sound and how well it fits a query, 0 to 1.
type scored struct {
	cast.Sound
	score float64
}

func (s *Catalog) searchSounds(r *rest.Request) (any, error) {
	q := r.URL.Query()
	if strings.TrimSpace(q.Get("query")) == "" {
		return nil, rest.Invalid("query", "is required")
	}
	kind, err := rest.Choice(r, "type", "music", "sound_effects")
	if err != nil {
		return nil, err
	}
	if kind == "" {
		kind = "music"
	}
	least := usualScore
	if raw := q.Get("min_score"); raw != "" {
		least, err = strconv.ParseFloat(raw, 64)
		if err != nil || !(least >= 0 && least <= 1) {
			return nil, rest.Invalid("min_score", "must be between 0 and 1")
		}
	}
	wanted := searchWords(q.Get("query"))
	var found []scored
	for _, sound := range s.Cast.Sounds {
		if sound.Type != kind {
			continue
		}
		if score := scoreOf(sound, wanted); score >= least {
			found = append(found, scored{sound, score})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	return rest.PageOf(r, found, 10, 50, func(f scored) rest.Object {
		return rest.Object{
			"id": f.ID, "name": f.Name, "description": f.Description, "type": f.Type, "score": f.score, "duration": f.Seconds,
			"peak_offset": f.PeakOffset, "placement": f.Placement, "audio_url": s.Link(r.Base, "sound", f.ID, ".wav"),
		}
	})
}

// idleWord is true for words that say nothing about a sound.
func idleWord(word string) bool {
	switch word {
	case "a", "an", "and", "the", "of", "for", "in", "on", "with", "to", "my", "some",
		"music", "sound", "effect", "audio", "track", "song", "background", "video":
		return true
	default:
		return false
	}
}

// searchWords are the words of a text, without endings; those that say nothing
// count only where there is nothing else.
func searchWords(text string) []string {
	all := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var telling []string
	for i, word := range all {
		if len(word) > 3 {
			word = strings.TrimSuffix(word, "s")
		}
		all[i] = word
		if !idleWord(word) {
			telling = append(telling, word)
		}
	}
	if telling == nil {
		return all
	}
	return telling
}

// scoreOf is the share of the wanted words that a sound has, raised a little, as
// a search by meaning is lenient; those in its name count most.
func scoreOf(sound cast.Sound, wanted []string) float64 {
	name := searchWords(sound.Name)
	has := slices.Concat(name, searchWords(sound.Description), searchWords(strings.Join(sound.Words, " ")))
	covered, named := 0.0, 0.0
	for _, word := range wanted {
		covered += closeness(word, has)
		named += closeness(word, name)
	}
	n := math.Max(1, float64(len(wanted)))
	return math.Round(best*math.Sqrt(covered/n)*(0.9+0.1*named/n)*1000) / 1000
}

// best is the score of a sound that fits in every word: a search by meaning is never
// sure.
const best = 0.86

// closeness is 1 where the word is there, and less where only its beginning is.
func closeness(word string, among []string) float64 {
	const stem = 4
	nearest := 0.0
	for _, other := range among {
		switch {
		case other == word:
			return 1
		case len(word) >= stem && strings.HasPrefix(other, word), len(other) >= stem && strings.HasPrefix(word, other):
			nearest = 0.8
		}
	}
	return nearest
}

func (s *Catalog) openSound(id string) (io.ReadSeeker, error) {
	for _, sound := range s.Cast.Sounds {
		if sound.ID == id {
			// Every sound has a pitch of its own.
			return bytes.NewReader(media.WAV(sound.Seconds, 80+float64(sim.SeedOf(id)%320))), nil
		}
	}
	return nil, sim.NoFile("sound", id)
}
