package cast

import (
	"slices"
	"strings"
)

// languageList has a language a line: its name, then the regions or scripts that HeyGen tells apart.
// A "+" before the colon says that the language is also offered without a region.
const languageList = `
Afrikaans: South Africa
Albanian: Albania
Amharic: Ethiopia
Arabic+: Algeria|Bahrain|Egypt|Iraq|Jordan|Kuwait|Lebanon|Libya|Morocco|Oman|Qatar|Saudi Arabia|Syria|Tunisia|United Arab Emirates|World|Yemen
Armenian: Armenia
Azerbaijani: Latin, Azerbaijan
Bangla: Bangladesh|India
Basque: Basque
Belarusian: Belarus
Bosnian: Bosnia and Herzegovina
Bulgarian+: Bulgaria
Burmese: Myanmar
Catalan: Catalan
Chinese+: Cantonese, Traditional|Jilu Mandarin, Simplified|Mandarin, Simplified|Northeastern Mandarin, Simplified|Southwestern Mandarin, Simplified|Taiwanese Mandarin, Traditional|Wu, Simplified|Zhongyuan Mandarin Henan, Simplified|Zhongyuan Mandarin Shaanxi, Simplified
Croatian+: Croatia
Czech+: Czechia
Danish+: Denmark
Dutch+: Belgium|Netherlands
English+: Australia|Canada|Hong Kong SAR|India|Ireland|Kenya|New Zealand|Nigeria|Philippines|Singapore|South Africa|Tanzania|United Kingdom|United States
Estonian: Estonia
Filipino+: Cebuano|Philippines
Finnish+: Finland
French+: Belgium|Canada|France|Switzerland
Galician: Galician
Georgian: Georgia
German+: Austria|Germany|Switzerland
Greek+: Greece
Gujarati: India
Haitian Creole: Haiti
Hausa: Nigeria
Hebrew: Israel
Hindi+: India
Hungarian+: Hungary
Icelandic: Iceland
Igbo: Nigeria
Indonesian+: Indonesia
Irish: Ireland
Italian+: Italy
Japanese+: Japan
Javanese: Latin, Indonesia
Kannada: India
Kazakh: Kazakhstan
Khmer: Cambodia
Kinyarwanda: Rwanda
Konkani: India
Korean+: Korea
Kyrgyz: Kyrgyzstan
Lao: Laos
Latvian: Latvia
Lithuanian: Lithuania
Luxembourgish: Luxembourg
Macedonian: North Macedonia
Maithili: India
Malagasy: Madagascar
Malay+: Malaysia
Malayalam: India
Maltese: Malta
Marathi: India
Mongolian: Mongolia
Nepali: Nepal
Norwegian: Bokmål, Norway|Nynorsk, Norway
Odia: India
Pashto: Afghanistan
Persian: Iran
Polish+: Poland
Portuguese+: Brazil|Portugal
Punjabi: India
Quechua: Peru
Romanian+: Romania
Russian+: Russia
Serbian: Latin, Serbia|Serbia
Sindhi: India
Sinhala: Sri Lanka
Slovak+: Slovakia
Slovenian: Slovenia
Somali: Somalia
Spanish+: Argentina|Bolivia|Chile|Colombia|Costa Rica|Cuba|Dominican Republic|Ecuador|El Salvador|Equatorial Guinea|Guatemala|Honduras|Latin America|Mexico|Nicaragua|Panama|Paraguay|Peru|Puerto Rico|Spain|United States|Uruguay|Venezuela
Sundanese: Indonesia
Swahili: Kenya|Tanzania
Swedish+: Sweden
Tamil+: India|Malaysia|Singapore|Sri Lanka
Telugu: India
Thai: Thailand
Turkish+: Türkiye
Ukrainian+: Ukraine
Urdu: India|Pakistan
Uzbek: Latin, Uzbekistan
Vietnamese+: Vietnam
Welsh: United Kingdom
Yoruba: Nigeria
Zulu: South Africa`

// languages spells the list out, sorted: "Spanish", "Spanish (Argentina)", ...
func languages() []string {
	var names []string
	for line := range strings.Lines(strings.TrimSpace(languageList)) {
		name, regions, _ := strings.Cut(strings.TrimSpace(line), ": ")
		name, plain := strings.CutSuffix(name, "+")
		if plain {
			names = append(names, name)
		}
		for region := range strings.SplitSeq(regions, "|") {
			names = append(names, name+" ("+region+")")
		}
	}
	slices.Sort(names)
	return names
}
