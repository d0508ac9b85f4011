package cast

// BrandKit is an account's colours and logo.
type BrandKit struct {
	ID, Name string
	Colors   []string // #RRGGBB, three to five, the main one first.
}

// BrandGlossary is an account's list of words that translations keep.
type BrandGlossary struct {
	ID, Name             string
	CreatedAt, UpdatedAt int64 // Unix seconds.
}

var (
	brandNames    = []string{"Northwind Harbour", "Lumen & Oak", "Tidewater Clinic", "Kestrel Robotics", "Marigold Foods", "Atlas Property"}
	glossaryNames = []string{
		"Product names", "Legal terms", "Medical terms", "Brand voice", "Job titles", "Place names", "Engineering", "Finance",
		"Marketing claims", "Support phrases", "Interface labels", "Campaign slogans", "Training courses", "Partner names",
	}
	palettes = [][]string{
		{"#0B3954", "#BFD7EA", "#FF6663"}, {"#2D3A2E", "#E9E4D4", "#C58B3B", "#7A8F6A"}, {"#004E64", "#F4F9F9", "#00A5CF", "#25A18E", "#7AE582"},
		{"#14121F", "#EAEAF2", "#6C4AF2"}, {"#F2A104", "#FFF7E6", "#A23B00", "#5B8C2A"}, {"#1E2A38", "#F5F1EA", "#B08D57"},
	}
)

// brands makes every named kit and glossary once.
func brands(d dice) (kits []BrandKit, glossaries []BrandGlossary) {
	colors := append([][]string(nil), palettes...)
	shuffle(d, colors)
	for i, name := range brandNames {
		kits = append(kits, BrandKit{ID: d.hexID(), Name: name, Colors: append([]string(nil), colors[i]...)})
	}
	for _, name := range glossaryNames {
		created := d.day()
		glossaries = append(glossaries, BrandGlossary{ID: d.hexID(), Name: name, CreatedAt: created, UpdatedAt: created + d.Int64N(4_000_000)})
	}
	shuffle(d, glossaries)
	return kits, glossaries
}
