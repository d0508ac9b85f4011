package cast

import "strings"

// Every start fits every end of its gender, so the names are many, sayable and nobody's in particular.
const (
	nameStarts = "Al Bel Cor Dav El Fen Gal Hal Is Jov Kal Lor Mar Nel Or Per Ros Sel Tav Ul Ver Wil Yar Zel"
	femaleEnds = "a ina elle issa anne ora ira enya"
	maleEnds   = "o an ric en us in ard emir"
)

func givenNames(ends string) []string {
	var names []string
	for start := range strings.FieldsSeq(nameStarts) {
		for end := range strings.FieldsSeq(ends) {
			names = append(names, start+end)
		}
	}
	return names
}

// namer deals the names of each gender in random order and starts over, with a surname's letter, when they run out.
type namer struct {
	dealt map[string]int
	decks map[string][]string
}

func newNamer(d dice) *namer {
	women, men := givenNames(femaleEnds), givenNames(maleEnds)
	shuffle(d, women)
	shuffle(d, men)
	return &namer{dealt: map[string]int{}, decks: map[string][]string{female: women, male: men}}
}

func (n *namer) next(gender string) string {
	deck, dealt := n.decks[gender], n.dealt[gender]
	n.dealt[gender]++
	name := deck[dealt%len(deck)]
	if round := dealt / len(deck); round > 0 {
		name += " " + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[round-1:round] + "."
	}
	return name
}
