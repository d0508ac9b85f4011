package editing

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Editing) clippingOperations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/ai-clipping", Keyed: true, Status: http.StatusAccepted, Handle: rest.Reading(s.readClipping, s.createClipping)},
		{Pattern: "GET /v3/ai-clipping", Handle: s.listClippings},
		{Pattern: "GET /v3/ai-clipping/{id}", Handle: s.clippings.Get},
		{Pattern: "DELETE /v3/ai-clipping/{id}", Handle: rest.Found(s.clippings.Find, s.deleteClipping)},
	}
}

// clipping is a long video being cut into short ones.
type clipping struct {
	sim.Job

	language string
	settings clipSettings
	clips    []clip
}

type clipSettings struct {
	aspect, style, prompt string
	captions              bool
	types                 []string
}

type clip struct {
	id, title string
	seconds   float64
	virality  int
}

const (
	// clippingSeconds is the length of a source that nobody knows: people clip
	// what is long.
	clippingSeconds = 600
	longClip        = 420
	maxTypes        = 4
	// clipPrice is what a clip costs, in US dollars.
	clipPrice = 0.15
)

// clipSeconds is what each of duration_types aims at; 0 for no such type.
func clipSeconds(durationType string) float64 {
	switch durationType {
	case "30":
		return 30
	case "60":
		return 60
	case "180":
		return 180
	case "long":
		return longClip
	default:
		return 0
	}
}

// ratio is the aspect of the pictures.
func (s clipSettings) ratio() string {
	switch s.aspect {
	case "landscape":
		return "16:9"
	case "square":
		return "1:1"
	default:
		return "9:16"
	}
}

func (s *Editing) newClippings() *sim.Jobs[*clipping] {
	return sim.NewJobs(s.Account, sim.Jobs[*clipping]{
		Prefix: "clip_", UnderWay: "running",
		Takes: func(c *clipping) time.Duration {
			return 3*time.Minute + time.Duration(0.5*c.Seconds*float64(time.Second))
		},
		Done: func(c *clipping) {
			c.clips = c.cut()
			s.Charge(sim.Charge{ID: c.ID, Kind: "clipping", Product: "ai_clipping", USD: clipPrice * float64(len(c.clips)), At: c.Ended})
		},
	}, "clipping", "")
}

// clipHooks begin the titles of clips.
var clipHooks = [...]string{
	"The moment that changes everything", "What nobody tells you", "The one thing to remember", "Why this works", "The mistake to avoid", "How it really began",
	"The answer in short", "A closer look", "The numbers behind it", "What comes next", "The best part", "The question everyone asks",
}

// cut makes the clips, the most promising first: one for each wanted length that
// fits into the source, and the whole of a source that is shorter than all.
func (c *clipping) cut() []clip {
	seed := sim.SeedOf(c.ID)
	var out []clip
	add := func(target float64) {
		n := uint64(len(out))
		length := math.Min(c.Seconds, target*(0.8+0.2*float64((seed>>n)%8)/8))
		out = append(out, clip{
			id: fmt.Sprintf("%s-%d", c.ID, n), title: clipHooks[(seed+n)%uint64(len(clipHooks))],
			seconds: math.Round(length*100) / 100, virality: 55 + int((seed/(n+1))%45),
		})
	}
	for _, kind := range c.settings.types {
		target := clipSeconds(kind)
		if target <= c.Seconds {
			add(target)
		}
	}
	if len(out) == 0 {
		add(c.Seconds / 0.8)
	}
	slices.SortStableFunc(out, func(a, b clip) int { return b.virality - a.virality })
	return out
}

// clipOf finds a clip, and the aspect of its picture.
func (s *Editing) clipOf(id string) (one clip, aspect string, ok bool) {
	jobID, _, _ := strings.Cut(id, "-")
	if c, ok := s.clippings.ByID(jobID); ok {
		for _, one := range c.clips {
			if one.id == id {
				return one, c.settings.ratio(), true
			}
		}
	}
	return clip{}, "", false
}

func (s *Editing) clipFootage(id string) (sim.Footage, bool) {
	one, aspect, ok := s.clipOf(id)
	return sim.Footage{Aspect: aspect, Seconds: one.seconds}, ok
}

func (s *Editing) openClip(id string) (io.ReadSeeker, error) {
	one, aspect, ok := s.clipOf(id)
	if !ok {
		return nil, sim.NoFile("clip", id)
	}
	return media.OpenMP4(aspect, one.seconds)
}

func (s *Editing) openClipPicture(id string) (io.ReadSeeker, error) {
	one, aspect, ok := s.clipOf(id)
	if !ok {
		return nil, sim.NoFile("clip-picture", id)
	}
	size := map[string][2]int{"9:16": {360, 640}, "16:9": {640, 360}, "1:1": {512, 512}}[aspect]
	return bytes.NewReader(media.PNG(sim.SeedOf(one.id), one.title, size[0], size[1])), nil
}

// progress is how far the job has come, in percent.
func (c *clipping) progress(now time.Time) int {
	most := 99.0
	switch {
	case c.Status == sim.Completed:
		return 100
	case c.Status == sim.Failed:
		now, most = c.Ended, 50
	case c.Over():
		now = c.Ended
	case c.Fault == rest.FaultStallJob:
		most = 33
	}
	return int(math.Max(0, math.Min(most, 100*c.Share(now))))
}

func (s *Editing) showClipping(base string, c *clipping) rest.Object {
	o := rest.Object{
		"id": c.ID, "title": rest.OrNull(c.Title), "status": c.Status, "progress": c.progress(s.Now()), "created_at": c.Created.Unix(),
		"input_language": rest.OrNull(c.language), "callback_id": rest.OrNull(c.CallbackID), "failure_message": rest.OrNull(c.Failure), "source_duration": nil,
		"clips": rest.Map(c.clips, func(one clip) rest.Object {
			return rest.Object{
				"id": one.id, "status": sim.Completed, "title": one.title, "virality_score": one.virality, "duration_seconds": one.seconds,
				"aspect_ratio": c.settings.aspect, "video_url": s.Link(base, "clip", one.id, ".mp4"),
				"thumbnail_url": s.Link(base, "clip-picture", one.id, ".png"), "failure_message": nil,
			}
		}),
	}
	if c.Status != "pending" {
		// The source has been looked at.
		o["source_duration"] = math.Round(c.Seconds*100) / 100
	}
	return o
}

// listClippings shows the progress of what is under way as none: only a look at one
// job has it.
func (s *Editing) listClippings(r *rest.Request) (any, error) {
	return rest.PageOf(r, s.clippings.Newest(), 10, 100, func(c *clipping) rest.Object {
		o := s.showClipping(r.Base, c)
		if o["progress"] != 100 {
			o["progress"] = 0
		}
		return o
	})
}

func (s *Editing) readClipping(b *rest.Body) *clipping {
	source := s.FootageOf(s.ReadSource(b, "video", true, false))
	if !source.Known {
		source.Seconds = clippingSeconds
	}
	c := &clipping{language: b.Text("input_language", 100)}
	c.Title, c.Seconds = cmp.Or(b.Text("title", 1000), source.Title), source.Seconds
	c.Callback = sim.ReadCallback(b)
	c.settings = clipSettings{aspect: "portrait", captions: true, types: []string{"30", "60"}}
	o := b.Object("output_settings")
	if o == nil {
		return c
	}
	if aspect := o.Enum("aspect_ratio", "landscape", "portrait", "square"); aspect != "" {
		c.settings.aspect = aspect
	}
	if o.Has("captions") {
		c.settings.captions = o.Boolean("captions")
	}
	c.settings.style, c.settings.prompt = o.Text("caption_style", 100), o.Text("prompt", 500)
	if types := o.Texts("duration_types", 0, maxTypes); len(types) > 0 {
		c.settings.types = types
	}
	for _, kind := range c.settings.types {
		if clipSeconds(kind) == 0 {
			o.Fail("duration_types", "must be of 30, 60, 180 and long")
		}
	}
	return c
}

func (s *Editing) createClipping(r *rest.Request, c *clipping) (any, error) {
	if err := s.clippings.Start(r, c); err != nil {
		return nil, err
	}
	return rest.Object{"ai_clipping_id": c.ID}, nil
}

// deleteClipping cancels a job that is under way, and removes one that is over.
func (s *Editing) deleteClipping(_ *rest.Request, c *clipping) (any, error) {
	if c.Over() {
		s.clippings.Drop(c.ID)
	} else {
		c.Status, c.Ended = cancelled, s.Now()
	}
	return rest.Object{"id": c.ID}, nil
}

const cancelled = "cancelled"

// publishClipping tells nobody of a clipping that was cancelled.
func (s *Editing) publishClipping(c *clipping) {
	if c.Status == cancelled {
		return
	}
	s.Events.Publish("ai_clipping."+c.Outcome(), rest.Object{
		"clipping_id": c.ID, "clips_count": len(c.clips), "message": rest.OrNull(c.Failure), "callback_id": rest.OrNull(c.CallbackID),
	}, c.CallbackURL)
}
