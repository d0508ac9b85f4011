package editing

import (
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Editing) removalOperations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/background-removals", Handle: rest.Reading(s.readRemoval, s.createRemoval)},
		{Pattern: "GET /v3/background-removals", Handle: s.listRemovals},
		{Pattern: "GET /v3/background-removals/{id}", Handle: s.removals.Get},
		{Pattern: "DELETE /v3/background-removals/{id}", Handle: rest.Found(s.removals.Find, s.deleteRemoval)},
	}
}

// removal is a video being parted from its background.
type removal struct {
	sim.Job

	requestID, aspect string
	layers            []string
}

// newRemovals record what was worked on; the price is not public, so it costs
// nothing.
func (s *Editing) newRemovals() *sim.Jobs[*removal] {
	return sim.NewJobs(s.Account, sim.Jobs[*removal]{
		Prefix: "bgr_", UnderWay: "processing",
		Takes: func(c *removal) time.Duration { return time.Minute + time.Duration(c.Seconds*float64(time.Second)) },
		Done: func(c *removal) {
			s.Charge(sim.Charge{ID: c.ID, Kind: "background_removal", Product: "background_removal", Seconds: c.Seconds, At: c.Ended})
		},
	}, "background removal", "")
}

// layerOf finds the job of a layer that can be fetched.
func (s *Editing) layerOf(id string) (*removal, bool) {
	jobID, layer, _ := strings.Cut(id, "-")
	c, ok := s.removals.ByID(jobID)
	return c, ok && c.Status == sim.Completed && slices.Contains(c.layers, layer)
}

func (s *Editing) layerFootage(id string) (sim.Footage, bool) {
	c, ok := s.layerOf(id)
	if !ok {
		return sim.Footage{}, false
	}
	return sim.Footage{Aspect: c.aspect, Seconds: c.Seconds}, true
}

func (s *Editing) openLayer(id string) (io.ReadSeeker, error) {
	c, ok := s.layerOf(id)
	if !ok {
		return nil, sim.NoFile("layer", id)
	}
	return media.OpenMP4(c.aspect, c.Seconds)
}

func (s *Editing) showRemoval(base string, c *removal) rest.Object {
	layers := rest.Object{}
	o := rest.Object{
		"id": c.ID, "status": c.Status, "created_at": c.Created.Unix(), "completed_at": nil, "duration": nil,
		"error": rest.OrNull(c.Failure), "layers": layers,
	}
	if c.Status != sim.Completed {
		return o
	}
	o["completed_at"], o["duration"] = c.Ended.Unix(), math.Round(c.Seconds*100)/100
	for _, layer := range c.layers {
		ext := ".mp4"
		if layer == foreground {
			ext = ".webm"
		}
		layers[layer] = s.Link(base, "layer", c.ID+"-"+layer, ext)
	}
	return o
}

func (s *Editing) readRemoval(b *rest.Body) *removal {
	source := s.FootageOf(s.ReadSource(b, "video", true, true))
	c := &removal{requestID: b.Text("request_id", 255), aspect: source.Aspect}
	c.Title, c.Seconds = b.Text("title", 1000), source.Seconds
	c.layers = b.Texts("layers", 0, 10)
	if len(c.layers) == 0 {
		c.layers = []string{foreground, "mask", "background"}
	}
	for _, layer := range c.layers {
		if len(layer) > 64 || strings.Trim(layer, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
			b.Fail("layers", "must be words such as foreground, mask and background")
		}
	}
	return c
}

// foreground is the layer with an alpha channel.
const foreground = "foreground"

func (s *Editing) createRemoval(r *rest.Request, c *removal) (any, error) {
	if c.requestID != "" {
		for _, before := range s.removals.All() {
			if before.requestID == c.requestID {
				return s.showRemoval(r.Base, before), nil
			}
		}
	}
	if err := s.removals.Start(r, c); err != nil {
		return nil, err
	}
	return s.showRemoval(r.Base, c), nil
}

// deleteRemoval stops the job and takes its files away. What is left of it can
// still be looked at, and keeps its request_id.
func (s *Editing) deleteRemoval(_ *rest.Request, c *removal) (any, error) {
	c.Status = deleted
	return rest.Object{"id": c.ID, "deleted": true}, nil
}

const deleted = "deleted"

func (s *Editing) listRemovals(r *rest.Request) (any, error) {
	kept := slices.DeleteFunc(s.removals.Newest(), func(c *removal) bool { return c.Status == deleted })
	return s.removals.Page(r, kept, 10, 100)
}
