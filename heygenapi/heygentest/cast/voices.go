package cast

const (
	voicesPerLanguage = 4   // Two of each gender everywhere.
	voicesForPopular  = 860 // On top, for the languages that most people ask for.
)

var moods = []string{
	"Warm", "Calm", "Friendly", "Bright", "Confident", "Natural", "Energetic", "Soothing", "Professional", "Cheerful",
	"Deep", "Lively", "Gentle", "Serious", "Upbeat", "Narrator", "Conversational", "Newsroom",
}

// popular repeats a language as often as its share of the extra voices.
var popular = []string{
	"English", "English", "English", "English", "English (United States)", "English (United States)",
	"English (United States)", "English (United Kingdom)", "English (United Kingdom)", "English (Australia)",
	"English (India)", "English (Canada)", "Spanish", "Spanish (Spain)", "Spanish (Mexico)", "French (France)",
	"German (Germany)", "Portuguese (Brazil)", "Italian (Italy)", "Japanese (Japan)", "Korean (Korea)",
	"Chinese (Mandarin, Simplified)", "Hindi (India)", "Arabic (Saudi Arabia)",
}

// voices makes the private voices, then the public ones in no order that means anything, as HeyGen lists them.
func voices(d dice, languages []string) []Voice {
	names := newNamer(d)
	public := make([]Voice, 0, len(languages)*voicesPerLanguage+voicesForPopular)
	for _, language := range languages {
		for i := range voicesPerLanguage {
			voice := publicVoice(d, names, language, []string{female, male}[i%2])
			if i < 2 {
				voice.Engine = "starfish" // So that speech can be made in every language, in either gender.
			}
			public = append(public, voice)
		}
	}
	for range voicesForPopular {
		public = append(public, publicVoice(d, names, pick(d, popular), d.gender()))
	}
	shuffle(d, public)
	return append(privateVoices(d, names), public...)
}

func publicVoice(d dice, names *namer, language, gender string) Voice {
	engine := "starfish"
	switch roll := d.IntN(100); {
	case roll < 47:
	case roll < 86:
		engine = "elevenlabs"
	default:
		engine = "fish"
	}
	return Voice{
		ID:            d.hexID(),
		Name:          names.next(gender) + " - " + pick(d, moods),
		Language:      language,
		Gender:        gender,
		Type:          "public",
		Engine:        engine,
		SupportLocale: d.chance(45),
		SupportPause:  d.chance(90),
		Status:        "complete",
	}
}

// privateVoices are the account's own: designed and cloned ones, among them one that still
// trains and one that did not work out.
func privateVoices(d dice, names *namer) []Voice {
	own := []struct{ gender, language, engine, label, status string }{
		{female, "English", "starfish", "Brand Voice", "complete"},
		{male, "English", "starfish", "Training Narrator", "complete"},
		{female, "English (United Kingdom)", "elevenlabs", "Podcast Host", "complete"},
		{male, "English (United States)", "starfish", "Clone", "processing"},
		{female, "Spanish (Mexico)", "starfish", "Support Line", "complete"},
		{male, "German (Germany)", "fish", "Product Demo", "complete"},
		{female, "French (France)", "starfish", "Clone", "complete"},
		{male, "Portuguese (Brazil)", "elevenlabs", "Clone", "failed"},
		{female, "Japanese (Japan)", "starfish", "Announcements", "complete"},
		{male, "English (India)", "starfish", "Clone", "complete"},
	}
	made := make([]Voice, 0, len(own))
	for _, v := range own {
		made = append(made, Voice{
			ID: d.hexID(), Name: names.next(v.gender) + " - " + v.label, Language: v.language, Gender: v.gender,
			Type: "private", Engine: v.engine, SupportLocale: v.engine != "fish", SupportPause: true, Status: v.status,
		})
	}
	return made
}

// voicePicker finds default voices for looks: usable ones that speak English, by gender.
type voicePicker map[string][]string

func newVoicePicker(voices []Voice) voicePicker {
	byGender := voicePicker{}
	for _, v := range voices {
		if v.Type == "public" && (v.Language == "English" || v.Language == "English (United States)" || v.Language == "English (United Kingdom)") {
			byGender[v.Gender] = append(byGender[v.Gender], v.ID)
		}
	}
	return byGender
}

func (p voicePicker) pick(d dice, gender string) string { return pick(d, p[gender]) }
