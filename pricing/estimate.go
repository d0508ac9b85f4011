package pricing

import (
	"errors"
	"fmt"
	"math"
)

// Range is an estimate's least and most.
type Range struct {
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

// Exactly is a range without width.
func Exactly(v float64) Range { return Range{v, v} }

// Times multiplies both ends.
func (r Range) Times(f float64) Range { return Range{r.Min * f, r.Max * f} }

// Item is what an estimate is wanted for. Empty fields are unknown, and widen
// the estimate over what they may be.
type Item struct {
	Product Product
	// Engine, Kind and Mode are as in Rate.
	Engine, Kind, Mode string
	// Seconds is the length of the result; zero where it is unknown.
	Seconds Range
	// Count is how many: languages, videos, calls or clips; 1 when zero.
	Count int
}

// Estimate is what an item may cost.
type Estimate struct {
	Product Product `json:"product"`
	Variant string  `json:"variant,omitempty"`
	// USD is the cost in US dollars; nil where it is unknown.
	USD *Range `json:"usd,omitempty"`
	// Unknown is true where no price list or no length tells the cost.
	Unknown bool `json:"unknown,omitempty"`
	// UnitUSD is the price of one unit.
	UnitUSD *Range `json:"unit_usd,omitempty"`
	// Unit is second, minute, video, call or clip.
	Unit string `json:"unit"`
	// Seconds is the length that the estimate counts with.
	Seconds *Range `json:"seconds,omitempty"`
	Count   int    `json:"count,omitempty"`
	// RateCard is the date of the price list.
	RateCard string   `json:"rate_card"`
	Notes    []string `json:"notes,omitempty"`

	// least is how many units are billed at least.
	least float64
}

// billedNote is what every estimate with a price says.
const billedNote = "An estimate; HeyGen bills what it renders, and nothing for a failed job."

// Estimate gives what the item may cost.
func (c *Card) Estimate(it Item) Estimate {
	it.Count = max(1, it.Count)
	out := Estimate{Product: it.Product, RateCard: c.AsOf, Count: it.Count, Unit: unitSecond}
	rates := c.matching(it)
	if len(rates) > 0 {
		out.Unit, out.least = rates[0].Unit, rates[0].Minimum
	}
	if len(rates) == 1 {
		out.Variant = rates[0].variant()
	}
	unit, notes := c.unitPrice(rates, it)
	out.Notes = notes
	if unit == nil {
		out.Unknown = true
		out.Notes = append(out.Notes, "No price is published for this.")
		return out
	}
	out.UnitUSD = unit
	quantity := Exactly(1)
	if out.byLength() {
		if it.Seconds.Max <= 0 {
			out.Unknown = true
			out.Notes = append(out.Notes, fmt.Sprintf("The length is not known; a minute costs about %s.", dollars(unit.Times(out.units(Exactly(60)).Max*float64(it.Count)))))
			return out
		}
		quantity = out.units(it.Seconds)
		out.Seconds = new(Range{math.Round(it.Seconds.Min*10) / 10, math.Round(it.Seconds.Max*10) / 10})
		if out.least > 0 {
			out.Notes = append(out.Notes, fmt.Sprintf("At least %g %s is billed for each.", out.least, out.Unit))
		}
	}
	out.USD = new(cents(Range{unit.Min * quantity.Min, unit.Max * quantity.Max}.Times(float64(it.Count))))
	out.Notes = append(out.Notes, billedNote)
	return out
}

// matching are the rates that the item may fall under.
func (c *Card) matching(it Item) []Rate {
	var rates []Rate
	for _, r := range c.Rates {
		if r.Product == it.Product && fits(it.Engine, r.Engine) && fits(it.Kind, r.Kind) && fits(it.Mode, r.Mode) {
			rates = append(rates, r)
		}
	}
	return rates
}

func fits(wanted, has string) bool { return wanted == "" || has == "" || wanted == has }

// byLength is true of what is billed by its length.
func (e Estimate) byLength() bool { return e.Unit == unitSecond || e.Unit == unitMinute }

// units are how many units a length may be billed as. No list says whether a
// minute that has begun counts as a whole one.
func (e Estimate) units(seconds Range) Range {
	if e.Unit == unitMinute {
		seconds = Range{seconds.Min / 60, math.Ceil(seconds.Max/60 - 1e-9)}
	}
	return Range{max(seconds.Min, e.least), max(seconds.Max, e.least)}
}

// dollars writes a price, or the range of it.
func dollars(r Range) string {
	low, high := fmt.Sprintf("$%.2f", r.Min), fmt.Sprintf("$%.2f", r.Max)
	if low == high {
		return high
	}
	return low + " to " + high
}

// unitPrice is the range over the rates and over the lists; nil where none of
// them has a price.
func (c *Card) unitPrice(rates []Rate, it Item) (*Range, []string) {
	var span *Range
	var notes []string
	older, disputed := false, false
	for _, r := range rates {
		usd := r.price()
		if usd == nil {
			continue
		}
		times := it.times(r)
		span = spanOf(span, &Range{usd.Min * times.Min, usd.Max * times.Max})
		older = older || r.USD == nil
		disputed = disputed || r.disputed()
	}
	if older {
		notes = append(notes, "The newest list has no price for this; it is from the list before ("+c.PreviousAsOf+").")
	}
	switch {
	case disputed && len(rates) == 1:
		notes = append(notes, fmt.Sprintf("The price lists disagree: $%g a %s on %s, $%g on %s. The range spans both.", *rates[0].USD, rates[0].Unit, c.AsOf, *rates[0].PreviousUSD, c.PreviousAsOf))
	case disputed:
		notes = append(notes, fmt.Sprintf("The price lists of %s and %s disagree. The range spans both.", c.AsOf, c.PreviousAsOf))
	}
	if it.Product == HyperFrames {
		notes = append(notes, "4k costs 1.5 times as much as 1080p.")
	}
	return span, notes
}

// times is by how much the item is dearer than its rate says. A HyperFrames
// render in 4k costs 1.5 times as much as one in 1080p.
func (it Item) times(r Rate) Range {
	const for4K = 1.5
	switch {
	case it.Product != HyperFrames || r.Mode != "" || it.Mode == "1080p":
		return Exactly(1)
	case it.Mode == "4k":
		return Exactly(for4K)
	default:
		return Range{1, for4K}
	}
}

// cents rounds outwards, but shows what is below a cent.
func cents(r Range) Range {
	round := func(v float64, f func(float64) float64) float64 {
		// The added digits keep 0.03 from becoming 0.04 by its binary tail.
		return f(math.Round(v*1e6)/1e4) / 100
	}
	low := round(r.Min, math.Floor)
	if low == 0 {
		low = math.Round(r.Min*1e4) / 1e4
	}
	return Range{low, round(r.Max, math.Ceil)}
}

// BalanceAfter is what would be left of a balance in US dollars; nil where the
// cost is unknown.
func BalanceAfter(balance float64, e Estimate) *Range {
	if e.USD == nil {
		return nil
	}
	left := func(cost float64) float64 { return math.Round((balance-cost)*100) / 100 }
	return &Range{left(e.USD.Max), left(e.USD.Min)}
}

// ErrTooLong is returned for a video longer than HeyGen renders.
var ErrTooLong = errors.New("longer than the 30 minutes that HeyGen renders in one video")

const (
	warnSeconds   = 20 * 60
	refuseSeconds = 30 * 60
)

// LengthAdvice refuses what is surely above 30 minutes with [ErrTooLong], and
// warns of what may be above 20: sources give both as HeyGen's limit.
func LengthAdvice(seconds Range) (warning string, err error) {
	switch {
	case seconds.Min > refuseSeconds:
		return "", ErrTooLong
	case seconds.Max > warnSeconds:
		return fmt.Sprintf("It may last %.0f minutes; standard avatars were said to stop at 20, and 30 is the most. Consider several videos.", seconds.Max/60), nil
	default:
		return "", nil
	}
}

// Lengths that are assumed where none is known, in seconds: on the long side,
// for budgets and for asking before spending.
const (
	assumedSeconds = 5 * 60
	assumedStream  = 60 * 60
)

// Ceiling is the most that the item is reckoned to cost, in US dollars: the
// estimate's most, or, where no length is known, its price for a long one. It
// is 0 where no price is published.
func (e Estimate) Ceiling() float64 {
	if e.USD != nil {
		return e.USD.Max
	}
	if e.UnitUSD == nil {
		return 0
	}
	seconds := float64(assumedSeconds)
	if e.Product == Live {
		seconds = assumedStream
	}
	return cents(Range{Max: e.UnitUSD.Max * e.units(Exactly(seconds)).Max * float64(max(1, e.Count))}).Max
}

// Each is the estimate of one of several alike.
func (e Estimate) Each() Estimate {
	n := float64(max(1, e.Count))
	if e.USD != nil {
		e.USD = new(cents(e.USD.Times(1 / n)))
	}
	e.Count = 1
	return e
}
