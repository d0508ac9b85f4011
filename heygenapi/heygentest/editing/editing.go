// Package editing is what the simulated HeyGen cuts out of videos that exist:
// short clips out of long ones, and people out of their background. Sources are
// footage to it, whoever made them.
package editing

import (
	"io"
	"slices"

	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// Editing are an account's clippings and background removals.
type Editing struct {
	*sim.Account

	clippings *sim.Jobs[*clipping]
	removals  *sim.Jobs[*removal]
}

// New lets an account edit.
func New(a *sim.Account) *Editing {
	s := &Editing{Account: a}
	s.clippings, s.removals = s.newClippings(), s.newRemovals()
	s.clippings.Show, s.removals.Show = s.showClipping, s.showRemoval
	type files = map[string]func(string) (io.ReadSeeker, error)
	a.Add(sim.Kind{
		Settle: s.clippings.Settle, Jobs: s.clippings.AsJobs, Publish: s.clippings.PublishEach(s.publishClipping),
		Footage: s.clipFootage, Files: files{"clip": s.openClip, "clip-picture": s.openClipPicture},
	})
	a.Add(sim.Kind{Settle: s.removals.Settle, Jobs: s.removals.AsJobs, Footage: s.layerFootage, Files: files{"layer": s.openLayer}})
	return s
}

// Operations are those of clippings and background removals.
func (s *Editing) Operations() []rest.Operation {
	return slices.Concat(s.clippingOperations(), s.removalOperations())
}
