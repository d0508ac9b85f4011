package cast

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Types of sounds, as HeyGen writes them.
const (
	music        = "music"
	soundEffects = "sound_effects"
)

// Sound is a piece of music or a sound effect that can be searched for.
type Sound struct {
	ID, Name, Description string
	Type                  string   // music or sound_effects.
	Words                 []string // Lower-case words that it is found by, beside those of its name and description.
	Seconds               float64
	PeakOffset            float64 // Seconds until it is loudest.
	Placement             string  // Where it fits in a video: background, intro, outro, transition or accent.
}

// Each line is a name, and then words that mean the same.
var (
	musicMoods = []string{
		"Upbeat happy cheerful positive", "Calm relaxing peaceful soft", "Inspiring motivational uplifting hopeful", "Dramatic intense powerful",
		"Energetic fast driving upbeat", "Dark mysterious tense suspense", "Romantic warm tender love", "Sad emotional melancholic",
		"Playful funny quirky happy", "Epic heroic grand cinematic", "Dreamy ethereal gentle calm", "Confident modern bold upbeat",
	}
	musicGenres = []string{
		"Corporate business presentation|piano and light percussion", "Electronic synth technology|synthesizers and a steady beat",
		"Acoustic folk guitar|guitar and claps", "Orchestral cinematic film trailer|strings and brass", "Ambient meditation nature|pads and soft bells",
		"Hip-hop urban beat|drums and bass", "Jazz lounge cafe|piano, bass and brushes", "Rock indie guitar|electric guitar and drums",
		"Pop summer commercial|claps, keys and vocals without words", "Piano classical solo|solo piano", "Lo-fi chill study|dusty keys and vinyl noise",
		"World travel ethnic|hand drums and flutes",
	}
	effectNames = []string{
		"Door slam shut bang", "Car door slam close", "Door creak open hinge", "Knock knock door", "Glass break shatter smash", "Whoosh swoosh transition fast",
		"Deep whoosh swoosh transition slow", "Mouse click computer", "Button click interface ui", "Keyboard typing computer office", "Camera shutter photo click",
		"Notification ping alert ui", "Success chime correct win", "Error buzz wrong fail", "Cash register money sale", "Applause crowd clapping audience", "Crowd cheer stadium audience",
		"Laughter crowd audience funny", "Thunder storm rumble weather", "Rain light weather nature", "Heavy rain storm weather", "Wind howl weather nature", "Ocean waves sea beach nature",
		"Birds chirp forest morning nature", "Dog bark animal", "Cat meow animal", "Horse gallop animal hooves", "Footsteps wood walking indoor", "Footsteps gravel walking outdoor", "Heartbeat pulse tension",
		"Clock ticking time", "Alarm clock ring wake", "Phone ring call", "Phone vibrate buzz", "School bell ring", "Church bell toll", "Siren police emergency", "Ambulance siren emergency",
		"Car engine start vehicle", "Car horn honk traffic", "City traffic street ambience", "Train pass railway vehicle", "Airplane takeoff jet flight", "Helicopter rotor flight", "Explosion blast boom",
		"Impact hit boom cinematic", "Riser build tension cinematic", "Drum roll suspense", "Record scratch stop funny", "Cartoon boing spring funny", "Pop bubble cartoon", "Fire crackle campfire",
		"Water drip drop", "Pouring water glass drink", "Coffee machine cafe kitchen", "Paper rustle page turn", "Pen write paper", "Zipper open clothes", "Sword clash metal fight", "Laser shot sci-fi",
	}
	trackNames = []string{
		"Horizon", "Morning", "Signal", "Harbour", "Lantern", "Meridian", "Drift", "Summit", "Orchard", "Pulse", "Paper Boats", "Skyline", "Ember", "Field Notes", "Northbound", "Open Road",
	}
)

// sounds makes two tracks of every mood and genre, and three takes of every effect.
func sounds(d dice) []Sound {
	made := make([]Sound, 0, 2*len(musicMoods)*len(musicGenres)+3*len(effectNames))
	for _, mood := range musicMoods {
		for _, genre := range musicGenres {
			for range 2 {
				made = append(made, track(d, strings.Fields(mood), genre))
			}
		}
	}
	for _, effect := range effectNames {
		for take := 1; take <= 3; take++ {
			words := strings.Fields(effect)
			name := strings.Join(words[:2], " ")
			seconds := tenths(0.4 + 4*d.Float64())
			made = append(made, Sound{
				ID: d.hexID(), Name: fmt.Sprintf("%s %d", name, take), Type: soundEffects, Words: lower(words), Seconds: seconds,
				Description: fmt.Sprintf("%s, take %d, %s.", strings.Join(words, ", "), take, pick(d, []string{"close and dry", "in a large room", "far away"})),
				PeakOffset:  tenths(seconds * d.Float64() / 2), Placement: pick(d, []string{"transition", "accent"}),
			})
		}
	}
	shuffle(d, made)
	return made
}

func track(d dice, mood []string, genre string) Sound {
	plan, instruments, _ := strings.Cut(genre, "|")
	style := strings.Fields(plan)
	seconds := tenths(30 + 90*d.Float64())
	return Sound{
		ID: d.hexID(), Name: fmt.Sprintf("%s %s", mood[0], pick(d, trackNames)), Type: music,
		Description: fmt.Sprintf("%s %s music with %s, %d beats a minute.", mood[0], strings.ToLower(style[0]), instruments, 70+d.IntN(70)),
		Words:       lower(slices.Concat(mood, style)), Seconds: seconds, PeakOffset: tenths(seconds * d.Float64()),
		Placement: pick(d, []string{"background", "background", "intro", "outro"}),
	}
}

func tenths(seconds float64) float64 { return math.Round(seconds*10) / 10 }

func lower(words []string) []string { return strings.Fields(strings.ToLower(strings.Join(words, " "))) }
