package catalog

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"
)

// searchIndex is a list with what it takes to search it: the words of every item,
// each word once, with the items that have it.
type searchIndex[T any] struct {
	items    []T
	keys     []string // the items' ids, in their order
	ids      map[string]int
	words    []string
	postings [][]int32
}

func newSearchIndex[T any](items []T, id func(T) string, text func(T) []string) *searchIndex[T] {
	l := &searchIndex[T]{items: items, keys: make([]string, len(items)), ids: make(map[string]int, len(items))}
	place := map[string]int{}
	for i, item := range items {
		l.keys[i] = id(item)
		l.ids[l.keys[i]] = i
		for _, word := range wordsOf(text(item)...) {
			at, known := place[word]
			if !known {
				at = len(l.words)
				place[word] = at
				l.words = append(l.words, word)
				l.postings = append(l.postings, nil)
			}
			if n := len(l.postings[at]); n == 0 || l.postings[at][n-1] != int32(i) {
				l.postings[at] = append(l.postings[at], int32(i))
			}
		}
	}
	return l
}

func (l *searchIndex[T]) get(id string) (T, bool) {
	i, ok := l.ids[id]
	if !ok {
		var zero T
		return zero, false
	}
	return l.items[i], true
}

// fold drops case and accents, so that words compare as people read them.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

func wordsOf(texts ...string) []string {
	var words []string
	for _, t := range texts {
		words = append(words, strings.FieldsFunc(fold(t), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })...)
	}
	return words
}

// How well a word of the search fits a word of an item.
const (
	exact  = 6
	prefix = 4
	typo   = 2
)

// find gives the places of the items that the filter admits and whose words fit
// every word of the text, best first. The text may be an id.
func (l *searchIndex[T]) find(text string, admit func(T) bool) []int {
	if i, ok := l.ids[strings.TrimSpace(text)]; ok {
		if admit(l.items[i]) {
			return []int{i}
		}
		return nil
	}
	query := wordsOf(text)
	if len(query) > maxWords {
		query = query[:maxWords]
	}
	scores := make([]int, len(l.items))
	fits := make([]int, len(l.items))
	for n, word := range query {
		best := l.fit(word)
		for i, score := range best {
			if score > 0 && fits[i] == n {
				fits[i]++
				scores[i] += int(score)
			}
		}
	}
	var found []int
	for i, item := range l.items {
		if fits[i] == len(query) && admit(item) {
			found = append(found, i)
		}
	}
	slices.SortStableFunc(found, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	return found
}

// maxWords bounds the work for a search text.
const maxWords = 12

// fit gives how well the word fits each item.
func (l *searchIndex[T]) fit(word string) []uint8 {
	best := make([]uint8, len(l.items))
	for at, have := range l.words {
		score := compare(word, have)
		if score == 0 {
			continue
		}
		for _, i := range l.postings[at] {
			best[i] = max(best[i], score)
		}
	}
	return best
}

func compare(word, have string) uint8 {
	switch {
	case word == have:
		return exact
	case strings.HasPrefix(have, word):
		return prefix
	}
	allowed := 0
	switch {
	case len(word) >= 8:
		allowed = 2
	case len(word) >= 4:
		allowed = 1
	}
	if allowed == 0 || len(have)-len(word) > allowed || len(word)-len(have) > allowed {
		return 0
	}
	if levenshtein.ComputeDistance(word, have) <= allowed || swapped(word, have) {
		return typo
	}
	return 0
}

// swapped is true for two letters in each other's place, the commonest typo.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i+1 < len(a); i++ {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
		}
	}
	return false
}
