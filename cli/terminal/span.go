package terminal

import "fmt"

// Span is an amount that is not known more closely.
type Span struct {
	Min float64 `json:"min"`
	Max float64 `json:"max"`
}

// Text writes the range, or the one number that both ends show as.
func (r Span) Text(format string) string {
	least, most := fmt.Sprintf(format, r.Min), fmt.Sprintf(format, r.Max)
	if least == most {
		return least
	}
	return least + " to " + most
}
