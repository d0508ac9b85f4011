// Package cast invents the people of the simulated HeyGen: avatar groups, their looks, voices, languages,
// styles, templates, brands and sounds, in the sizes and with the quirks of a real account. Everything is made from a seed,
// so the same seed gives the same cast on every machine. Nobody in it exists: names are put together from
// syllables. The package is pure data and knows nothing of HTTP or of the API's JSON.
package cast

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
)

// Genders, as HeyGen writes them.
const (
	female = "female"
	male   = "male"
)

// Cast is one account's view of HeyGen's catalog: the public part and its own private part.
// Callers own it and may change it; New makes a fresh one each time.
type Cast struct {
	Groups    []Group    // At least 250, private ones first, each with one or more looks.
	Looks     []Look     // At least 1,200, ordered by group.
	Voices    []Voice    // At least 1,500, private ones first.
	Languages []string   // At least 175 names, such as "Spanish (Spain)", sorted.
	Styles    []Style    // At least 60 styles of the video agent.
	Templates []Template // At least 12, with variables of every type.

	BrandKits       []BrandKit      // A handful.
	BrandGlossaries []BrandGlossary // At least 11, more than a page.
	Sounds          []Sound         // At least 400 of both types, in no order that means anything.
}

// Group is a person: an avatar group in HeyGen's words. Its ID is never an avatar_id.
type Group struct {
	ID, Name       string
	Gender         string // "female" or "male", the same as all its looks.
	DefaultVoiceID string // Empty for a few.
	LooksCount     int
	Private        bool
	Status         string // Private groups only: processing, pending_consent, failed or completed.
	ConsentStatus  string // Private groups made from footage only: pending or approved.
	CreatedAt      int64  // Unix seconds.
}

// Look is one outfit and place of a group. Its ID is the avatar_id of a video.
type Look struct {
	ID, Name, GroupID    string
	AvatarType           string // studio_avatar, digital_twin or photo_avatar.
	Gender               string
	DefaultVoiceID       string // Empty for a few; else an existing voice of the same gender.
	PreferredOrientation string // portrait, landscape or square.
	Engines              []string
	Tags                 []string
	Width, Height        int // Pixels.
	Private              bool
	Status               string // As for a Group.
	Matting              bool   // Whether the background can be removed, as WebM output needs.
}

// Voice is a voice that speaks one language, or any where SupportLocale is set.
type Voice struct {
	ID, Name      string
	Language      string // One of Cast.Languages.
	Gender        string // "female" or "male".
	Type          string // public or private.
	Engine        string // starfish (the only one for speech), elevenlabs or fish.
	SupportLocale bool
	SupportPause  bool
	Status        string // complete; private clones also processing or failed.
}

// Style is a visual style of the video agent.
type Style struct {
	ID, Name    string
	AspectRatio string // 16:9, 9:16 or 1:1.
	Tags        []string
}

// Template is a saved video whose variables are filled in by each generation.
type Template struct {
	ID, Name             string
	AspectRatio          string
	CreatedAt, UpdatedAt int64 // Unix seconds.
	Scenes               []TemplateScene
}

// TemplateScene is one scene of a template. Its Script holds {{name}} for each text variable that is spoken.
type TemplateScene struct {
	ID, Script string
	Variables  []TemplateVariable
}

// TemplateVariable is a blank of a scene. The same name in two scenes is the same variable.
type TemplateVariable struct {
	Name string
	Type string // text, image, video, audio, voice or character.
}

// New invents a whole cast from a seed. It takes a few milliseconds.
func New(seed uint64) *Cast {
	c := &Cast{Languages: languages()}
	c.Voices = voices(stream(seed, 1), c.Languages)
	c.Groups, c.Looks = people(stream(seed, 2), newVoicePicker(c.Voices))
	c.Styles = styles(stream(seed, 3))
	c.Templates = templates(stream(seed, 4))
	c.BrandKits, c.BrandGlossaries = brands(stream(seed, 5))
	c.Sounds = sounds(stream(seed, 6))
	return c
}

// dice is a random stream with the few questions that the makers ask.
type dice struct{ *rand.Rand }

// stream gives each part of the cast its own numbers, so that a change to one leaves the others as they were.
func stream(seed, part uint64) dice {
	return dice{rand.New(rand.NewPCG(seed, part))} //nolint:gosec // Repeatable by design; nothing here is secret.
}

func (d dice) hexID() string {
	var id [16]byte
	binary.BigEndian.PutUint64(id[:8], d.Uint64())
	binary.BigEndian.PutUint64(id[8:], d.Uint64())
	return hex.EncodeToString(id[:])
}

func (d dice) chance(percent int) bool { return d.IntN(100) < percent }

// day returns a moment between January 2024 and September 2026.
func (d dice) day() int64 { return 1_704_067_200 + d.Int64N(86_400_000) }

func (d dice) gender() string {
	if d.chance(54) {
		return female
	}
	return male
}

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

func shuffle[T any](d dice, s []T) {
	d.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
}
