package pricing

import (
	"fmt"
	"math"
	"slices"
)

// Sum adds the estimates of one product's parts, such as the scenes of a video
// or the items of a batch. As soon as one part is unknown the sum is, and what
// the others come to is a note. The sum of nothing is unknown too. Seconds are
// those of all parts whose length is known, UnitUSD spans their prices.
func Sum(product Product, parts ...Estimate) Estimate {
	out := Estimate{Product: product, Unknown: len(parts) == 0, Unit: unitSecond}
	var total, seconds Range
	var known int
	for i, p := range parts {
		if i == 0 {
			out.Variant, out.Unit, out.RateCard = p.Variant, p.Unit, p.RateCard
		}
		if p.Variant != out.Variant {
			out.Variant = ""
		}
		if p.USD != nil {
			known++
			total = Range{total.Min + p.USD.Min, total.Max + p.USD.Max}
		}
		out.Unknown = out.Unknown || p.Unknown
		out.Count += max(1, p.Count)
		out.UnitUSD = spanOf(out.UnitUSD, p.UnitUSD)
		if p.Seconds != nil {
			length := p.Seconds.Times(float64(max(1, p.Count)))
			seconds = Range{seconds.Min + length.Min, seconds.Max + length.Max}
		}
		out.addNotes(p.Notes)
	}
	if seconds.Max > 0 {
		out.Seconds = new(Range{math.Round(seconds.Min*10) / 10, math.Round(seconds.Max*10) / 10})
	}
	switch total = cents(total); {
	case !out.Unknown:
		out.USD = &total
	case known > 0:
		out.addNotes([]string{fmt.Sprintf("%d of %d parts have a known price: $%.2f to $%.2f together.", known, len(parts), total.Min, total.Max)})
	}
	// What holds for each part is said once, at the end.
	if i := slices.Index(out.Notes, billedNote); i >= 0 {
		out.Notes = append(slices.Delete(out.Notes, i, i+1), billedNote)
	}
	return out
}

// spanOf is the least range that holds both; nil holds nothing.
func spanOf(a, b *Range) *Range {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	default:
		return &Range{min(a.Min, b.Min), max(a.Max, b.Max)}
	}
}

// addNotes adds the notes that are not there yet.
func (e *Estimate) addNotes(notes []string) {
	for _, note := range notes {
		if !slices.Contains(e.Notes, note) {
			e.Notes = append(e.Notes, note)
		}
	}
}
