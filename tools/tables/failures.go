package tables

import (
	"cmp"
	"slices"

	"heygen-mcp/heygenapi"
)

// Failure is a reason for which items failed.
type Failure struct {
	Code    string `json:"code,omitempty"`
	Message string `json:"message"`
	Count   int    `json:"count"`
	Items   []int  `json:"items" jsonschema_description:"Their places in the request, from 0; 20 at most."`
}

// Failures are the failed items of a batch by their reason.
type Failures struct{ Groups []Failure }

// MostPlaces bounds the places that a group names.
const MostPlaces = 20

// Add counts an item of HeyGen's, if it failed.
func (f *Failures) Add(item heygenapi.BatchItem) {
	if !item.Status.Failed() {
		return
	}
	reason := heygenapi.ItemError{Message: "HeyGen gave no reason"}
	if item.Error != nil {
		reason.Code, reason.Message = item.Error.Code, cmp.Or(item.Error.Message, reason.Message)
	}
	i := slices.IndexFunc(f.Groups, func(g Failure) bool { return g.Code == reason.Code && g.Message == reason.Message })
	if i < 0 {
		i = len(f.Groups)
		f.Groups = append(f.Groups, Failure{Code: reason.Code, Message: reason.Message})
	}
	group := &f.Groups[i]
	group.Count++
	if len(group.Items) < MostPlaces {
		group.Items = append(group.Items, item.ItemIndex)
	}
}

// Count is how many items have failed.
func (f *Failures) Count() int {
	n := 0
	for _, g := range f.Groups {
		n += g.Count
	}
	return n
}
