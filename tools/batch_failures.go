package tools

import (
	"cmp"
	"slices"

	"heygen-mcp/heygenapi"
)

// batchFailure is a reason for which items failed.
type batchFailure struct {
	Code    string `json:"code,omitempty"`
	Message string `json:"message"`
	Count   int    `json:"count"`
	Items   []int  `json:"items" jsonschema_description:"Their places in the request, from 0; 20 at most."`
}

// failureGroups are the failed items of a batch by their reason.
type failureGroups struct{ groups []batchFailure }

// mostPlaces bounds the places that a group names.
const mostPlaces = 20

func (f *failureGroups) add(item heygenapi.BatchItem) {
	if !item.Status.Failed() {
		return
	}
	reason := heygenapi.ItemError{Message: "HeyGen gave no reason"}
	if item.Error != nil {
		reason.Code, reason.Message = item.Error.Code, cmp.Or(item.Error.Message, reason.Message)
	}
	i := slices.IndexFunc(f.groups, func(g batchFailure) bool { return g.Code == reason.Code && g.Message == reason.Message })
	if i < 0 {
		i = len(f.groups)
		f.groups = append(f.groups, batchFailure{Code: reason.Code, Message: reason.Message})
	}
	group := &f.groups[i]
	group.Count++
	if len(group.Items) < mostPlaces {
		group.Items = append(group.Items, item.ItemIndex)
	}
}

func (f *failureGroups) count() int {
	n := 0
	for _, g := range f.groups {
		n += g.Count
	}
	return n
}
