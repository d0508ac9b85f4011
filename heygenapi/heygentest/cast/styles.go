package cast

// styleSets groups the styles under the tag that HeyGen filters by.
var styleSets = []struct {
	tag   string
	names []string
}{
	{"cinematic", []string{"Golden Hour Drama", "Noir Alley", "Epic Landscape", "Slow Dolly", "Anamorphic Night", "Desert Western", "Rainy Window", "Space Opera", "Underwater Blue", "Documentary Grain"}},
	{"retro-tech", []string{"CRT Terminal", "Eight Bit Arcade", "VHS Tape", "Vector Grid", "Dial-Up Web", "Synthwave Sunset", "Punch Card", "Green Phosphor", "Cassette Futurism", "Pixel Dungeon"}},
	{"iconic-artist", []string{"Swirling Night Sky", "Paper Cutouts", "Bold Primary Grid", "Soft Water Lilies", "Melting Dreamscape", "Gold Leaf Portrait", "Splatter Canvas", "Dotted Park", "Ink Wave", "Cubist Cafe"}},
	{"pop-culture", []string{"Comic Panels", "Sitcom Opener", "Trading Cards", "Game Show", "Music Video Neon", "Superhero Splash", "Talk Show Desk", "Festival Poster", "Meme Collage", "Mockumentary"}},
	{"handmade", []string{"Claymation", "Felt Puppets", "Crayon Sketch", "Origami Fold", "Chalkboard", "Stitched Fabric", "Watercolor Wash", "Cardboard Theater", "Linocut", "Sand Drawing"}},
	{"print", []string{"Newspaper Front", "Risograph Duotone", "Vintage Travel Poster", "Swiss Grid", "Magazine Spread", "Blueprint", "Botanical Plate", "Letterpress", "Field Guide", "Halftone Flyer"}},
	{"business", []string{"Clean Deck", "Data Story", "Product Spotlight", "Isometric Office", "Glass Dashboard", "Quarterly Report", "Founder Story", "Explainer Lines"}},
}

// styles makes every named style once; about a third carry a second tag.
func styles(d dice) []Style {
	var made []Style
	for _, set := range styleSets {
		for _, name := range set.names {
			style := Style{ID: d.hexID(), Name: name, AspectRatio: pick(d, []string{"16:9", "16:9", "16:9", "9:16", "9:16", "1:1"}), Tags: []string{set.tag}}
			if extra := pick(d, styleSets).tag; extra != set.tag && d.chance(38) {
				style.Tags = append(style.Tags, extra)
			}
			made = append(made, style)
		}
	}
	shuffle(d, made)
	return made
}
