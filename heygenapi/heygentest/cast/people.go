package cast

import (
	"slices"
	"strconv"
	"strings"
)

const (
	publicGroups = 262
	// maxLooks is about how many looks there are; more are no harm.
	maxLooks = 1400
)

var (
	outfits = map[string][]string{
		female: {"Blazer", "Navy Suit", "Silk Blouse", "Knit Sweater", "White Coat", "Denim Jacket", "Summer Dress", "Turtleneck", "Linen Shirt", "Leather Jacket", "Scrubs", "Hoodie"},
		male:   {"Blazer", "Navy Suit", "Oxford Shirt", "Knit Sweater", "White Coat", "Denim Jacket", "Polo Shirt", "Turtleneck", "Linen Shirt", "Leather Jacket", "Scrubs", "Hoodie"},
	}
	settings = []setting{
		{"Office", "business"}, {"Boardroom", "business"}, {"Studio", "studio"}, {"Lounge", "casual"}, {"Kitchen", "lifestyle"},
		{"Clinic", "medical"}, {"Classroom", "education"}, {"Library", "education"}, {"Rooftop", "outdoor"}, {"Garden", "outdoor"},
		{"Newsroom", "news"}, {"Workshop", "industry"}, {"Showroom", "retail"}, {"Gym", "fitness"}, {"Cafe", "lifestyle"},
	}
	angles       = []string{"Front", "Side", "Upper Body", "Sitting", "Standing", "Close Up"}
	orientations = map[string][2]int{"landscape": {1920, 1080}, "portrait": {1080, 1920}, "square": {1080, 1080}}
)

type setting struct{ place, tag string }

// people makes the groups and their looks: the account's own first, then the public ones.
func people(d dice, voices voicePicker) ([]Group, []Look) {
	m := &peopleMaker{
		dice: d, voices: voices, names: newNamer(d), taken: make(map[string]bool, maxLooks),
		groups: make([]Group, 0, publicGroups+6), looks: make([]Look, 0, maxLooks),
	}
	m.private()
	for range publicGroups {
		m.public()
	}
	return m.groups, m.looks
}

type peopleMaker struct {
	dice   dice
	voices voicePicker
	names  *namer
	taken  map[string]bool // Names of looks in use, lest two of one group be alike.
	groups []Group
	looks  []Look
}

// public adds a public group whose looks are of one type, as HeyGen's are, three to seven of them.
func (m *peopleMaker) public() {
	d := m.dice
	group := m.newGroup(d.gender())
	avatarType := pick(d, []string{"studio_avatar", "studio_avatar", "digital_twin", "digital_twin", "photo_avatar"})
	for range 3 + d.IntN(5) {
		m.addLook(&group, avatarType)
	}
	m.groups = append(m.groups, group)
}

// private adds the account's own groups: one of each state that a client has to cope with.
func (m *peopleMaker) private() {
	own := []struct {
		gender, avatarType, status, consent string
		looks                               []string // Their statuses.
	}{
		{female, "digital_twin", "completed", "approved", []string{"completed", "completed", "completed", "completed"}},
		{male, "digital_twin", "completed", "approved", []string{"completed", "completed", "completed", "failed"}},
		{female, "photo_avatar", "completed", "", []string{"completed", "completed", "completed", "completed", "completed"}},
		{male, "photo_avatar", "completed", "", []string{"completed", "completed", "completed", "completed"}},
		{male, "digital_twin", "processing", "approved", []string{"processing"}},
		{female, "digital_twin", "pending_consent", "pending", []string{"pending_consent"}},
	}
	for _, o := range own {
		group := m.newGroup(o.gender)
		group.Private, group.Status, group.ConsentStatus = true, o.status, o.consent
		for _, status := range o.looks {
			look := m.addLook(&group, o.avatarType)
			look.Private, look.Status = true, status
		}
		m.groups = append(m.groups, group)
	}
}

func (m *peopleMaker) newGroup(gender string) Group {
	d := m.dice
	group := Group{ID: d.hexID(), Name: m.names.next(gender), Gender: gender, CreatedAt: d.day()}
	if d.chance(30) { // Older groups carry the second they were made in as their id.
		group.ID = strconv.FormatInt(group.CreatedAt, 10)
	}
	if d.chance(95) {
		group.DefaultVoiceID = m.voices.pick(d, gender)
	}
	return group
}

func (m *peopleMaker) addLook(group *Group, avatarType string) *Look {
	d := m.dice
	orientation := pick(d, []string{"landscape", "landscape", "landscape", "portrait", "portrait", "square"})
	size := orientations[orientation]
	look := Look{
		ID: d.hexID(), GroupID: group.ID, AvatarType: avatarType, Gender: group.Gender, DefaultVoiceID: group.DefaultVoiceID,
		PreferredOrientation: orientation, Width: size[0], Height: size[1],
		Engines: engines(d, avatarType), Matting: matting(d, avatarType),
	}
	m.dress(&look, group.Name)
	if look.DefaultVoiceID == "" && d.chance(30) {
		look.DefaultVoiceID = m.voices.pick(d, group.Gender)
	}
	group.LooksCount++
	m.looks = append(m.looks, look)
	return &m.looks[len(m.looks)-1]
}

// dress names the look for its outfit and place, such as "Mara in Blazer, Office Front".
// Studio avatars carry that in their ids too, as HeyGen's older ones do.
func (m *peopleMaker) dress(look *Look, person string) {
	d := m.dice
	for {
		outfit, place, angle := pick(d, outfits[look.Gender]), pick(d, settings), pick(d, angles)
		look.Name = person + " in " + outfit + ", " + place.place + " " + angle
		if m.taken[look.Name] {
			continue
		}
		m.taken[look.Name] = true
		look.Tags = []string{place.tag, strings.ToLower(angle)}
		if look.AvatarType == "studio_avatar" {
			id := strings.Join([]string{person, outfit, place.place, angle, "public"}, "_")
			look.ID = strings.ReplaceAll(strings.ReplaceAll(id, " ", ""), ".", "")
		}
		return
	}
}

func engines(d dice, avatarType string) []string {
	three := []string{"avatar_iii", "avatar_iv", "avatar_v"}
	switch {
	case avatarType == "digital_twin" && d.chance(60):
		return three
	case avatarType == "photo_avatar" && d.chance(70):
		return slices.Clone(three[1:2])
	default:
		return slices.Clone(three[:2])
	}
}

func matting(d dice, avatarType string) bool {
	switch avatarType {
	case "studio_avatar":
		return d.chance(85)
	case "digital_twin":
		return d.chance(50)
	default:
		return false
	}
}
