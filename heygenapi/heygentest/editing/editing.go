// Package editing is what the simulated HeyGen cuts out of videos that exist:
// short clips out of long ones, people out of their background, and filler words. Sources are
// footage to it, whoever made them.
package editing

import (
	"io"
	"slices"

	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// Editing are an account's clippings, and its removals of backgrounds and filler
// words.
type Editing struct {
	*sim.Account

	clippings *sim.Jobs[*clipping]
	removals  *sim.Jobs[*removal]
	fillers   *sim.Jobs[*filler]
}

// New lets an account edit.
func New(a *sim.Account) *Editing {
	s := &Editing{Account: a}
	s.clippings, s.removals = s.newClippings(), s.newRemovals()
	s.clippings.Show, s.removals.Show = s.showClipping, s.showRemoval
	s.fillers = s.newFillers()
	s.fillers.Show = s.showFiller
	type files = map[string]func(string) (io.ReadSeeker, error)
	a.Add(sim.Kind{
		Settle: s.clippings.Settle, Jobs: s.clippings.AsJobs, Publish: s.clippings.PublishEach(s.publishClipping),
		Footage: s.clipFootage, Files: files{"clip": s.openClip, "clip-picture": s.openClipPicture},
	})
	a.Add(sim.Kind{Settle: s.removals.Settle, Jobs: s.removals.AsJobs, Footage: s.layerFootage, Files: files{"layer": s.openLayer}})
	a.Add(sim.Kind{
		Settle: s.fillers.Settle, Jobs: s.fillers.AsJobs, Publish: s.fillers.PublishEach(s.publishFiller),
		Footage: s.fillerFootage, Files: files{"filler": s.openFiller, "filler-picture": s.openFillerPicture},
	})
	return s
}

// Operations are those of clippings and removals.
func (s *Editing) Operations() []rest.Operation {
	return slices.Concat(s.clippingOperations(), s.removalOperations(), s.fillerOperations())
}
