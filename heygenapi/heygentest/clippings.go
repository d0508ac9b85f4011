package heygentest

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
)

func clippingRoutes() []route {
	return []route{
		{pattern: "POST /v3/ai-clipping", handle: createClipping},
		{pattern: "GET /v3/ai-clipping", handle: listClippings},
		{pattern: "GET /v3/ai-clipping/{id}", handle: getClipping},
		{pattern: "DELETE /v3/ai-clipping/{id}", handle: deleteClipping},
	}
}

// clipping is a long video being cut into short ones.
type clipping struct {
	job
	script, language string
	settings         clipSettings
	clips            []clip
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
	mostClips       = 3
	longClip        = 420
)

// clipLengths are the seconds that each of duration_types aims at.
var clipLengths = map[string]float64{"30": 30, "60": 60, "180": 180, "long": longClip}

var clipAspects = map[string]string{"portrait": "9:16", "landscape": "16:9", "square": "1:1"}

func (s *Server) settleClipping(c *clipping, now time.Time) {
	if s.advance(&c.job, now, "running") {
		c.clips = c.cut()
		s.charge(Charge{ID: c.id, Kind: "clipping", Product: "ai_clipping", USD: clipPrice * float64(len(c.clips)), At: c.ended})
	}
}

// clipHooks begin the titles of clips.
var clipHooks = []string{
	"The moment that changes everything", "What nobody tells you", "The one thing to remember", "Why this works", "The mistake to avoid", "How it really began",
	"The answer in short", "A closer look", "The numbers behind it", "What comes next", "The best part", "The question everyone asks",
}

// cut makes the clips, the most promising first: a few for each wanted length
// that fits into the source, and the whole of a source that is shorter than all.
func (c *clipping) cut() []clip {
	seed := seedOf(c.id)
	var out []clip
	add := func(target float64) {
		n := uint64(len(out))
		length := math.Min(c.seconds, target*(0.8+0.2*float64((seed>>n)%8)/8))
		out = append(out, clip{
			id: fmt.Sprintf("%s-%d", c.id, n), title: clipHooks[(seed+n)%uint64(len(clipHooks))],
			seconds: math.Round(length*100) / 100, virality: 55 + int((seed/(n+1))%45),
		})
	}
	for _, kind := range c.settings.types {
		target := clipLengths[kind]
		for i := 0; i < mostClips && float64(i+1)*target <= c.seconds; i++ {
			add(target)
		}
	}
	if len(out) == 0 {
		add(c.seconds / 0.8)
	}
	slices.SortStableFunc(out, func(a, b clip) int { return b.virality - a.virality })
	return out
}

// clipOf finds a clip, and the aspect of its picture.
func (s *Server) clipOf(id string) (clip, string, bool) {
	jobID, _, _ := strings.Cut(id, "-")
	if c, ok := s.clippings.get(jobID); ok {
		for _, one := range c.clips {
			if one.id == id {
				return one, clipAspects[c.settings.aspect], true
			}
		}
	}
	return clip{}, "", false
}

func (c clip) content(kind, aspect string) (io.ReadSeeker, error) {
	if kind == "clip-picture" {
		size := map[string][2]int{"9:16": {360, 640}, "16:9": {640, 360}, "1:1": {512, 512}}[aspect]
		return bytes.NewReader(media.PNG(seedOf(c.id), c.title, size[0], size[1])), nil
	}
	return media.OpenMP4(aspect, c.seconds)
}

// progress is how far the job has come, in percent.
func (c *clipping) progress(now time.Time) int {
	most := 99.0
	switch {
	case c.status == "completed":
		return 100
	case c.status == "failed":
		now, most = c.ended, 50
	case c.over():
		now = c.ended
	case c.fault == FaultStallJob:
		most = 33
	}
	return int(math.Max(0, math.Min(most, 100*c.share(now))))
}

func (s *Server) clippingObject(base string, c *clipping) object {
	o := object{
		"id": c.id, "title": orNull(c.title), "status": c.status, "progress": c.progress(s.now()), "created_at": c.created.Unix(),
		"input_language": orNull(c.language), "callback_id": orNull(c.callbackID), "failure_message": orNull(c.failText), "source_duration": nil,
		"output_settings": object{
			"aspect_ratio": c.settings.aspect, "captions": c.settings.captions, "caption_style": orNull(c.settings.style),
			"duration_types": c.settings.types, "prompt": orNull(c.settings.prompt),
		},
		"clips": mapped(c.clips, func(one clip) object {
			return object{
				"id": one.id, "status": "completed", "title": one.title, "virality_score": one.virality, "duration_seconds": one.seconds,
				"aspect_ratio": c.settings.aspect, "video_url": s.link(base, "clip", one.id, ".mp4"),
				"thumbnail_url": s.link(base, "clip-picture", one.id, ".png"), "failure_message": nil,
			}
		}),
	}
	if c.status != "pending" {
		// The source has been looked at.
		o["source_duration"] = math.Round(c.seconds*100) / 100
	}
	return o
}

func (s *Server) readClipping(b *body) *clipping {
	source := s.readSource(b.source(s, "video", true, false))
	if !source.known {
		source.seconds = clippingSeconds
	}
	c := &clipping{script: source.script, language: b.text("input_language", 100)}
	c.status, c.title, c.seconds = "pending", b.text("title", 1000), source.seconds
	if c.title == "" {
		c.title = source.title
	}
	c.callback = b.callback()
	c.settings = clipSettings{aspect: "portrait", captions: true, types: []string{"30", "60"}}
	o := b.object("output_settings")
	if o == nil {
		return c
	}
	if aspect := o.enum("aspect_ratio", "landscape", "portrait", "square"); aspect != "" {
		c.settings.aspect = aspect
	}
	if o.has("captions") {
		c.settings.captions = o.boolean("captions")
	}
	c.settings.style, c.settings.prompt = o.text("caption_style", 100), o.text("prompt", 500)
	if types := o.texts("duration_types", 0, len(clipLengths)); len(types) > 0 {
		c.settings.types = types
	}
	for _, kind := range c.settings.types {
		if clipLengths[kind] == 0 {
			o.fail("duration_types", "must be of 30, 60, 180 and long")
		}
	}
	return c
}

func createClipping(s *Server, r *request) (any, error) {
	b, problem := r.read()
	c := s.readClipping(b)
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.mayStart(1); err != nil {
		return nil, err
	}
	c.fault = r.fault
	s.launch(&c.job, "clip_", 3*time.Minute+time.Duration(0.5*c.seconds*float64(time.Second)))
	s.clippings.put(c.id, c)
	return s.clippingObject(r.base, c), nil
}

func (s *Server) clippingOf(r *request) (*clipping, error) {
	c, ok := s.clippings.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("resource_not_found", "clipping "+r.PathValue("id"))
	}
	return c, nil
}

func getClipping(s *Server, r *request) (any, error) {
	c, err := s.clippingOf(r)
	if err != nil {
		return nil, err
	}
	return s.clippingObject(r.base, c), nil
}

func listClippings(s *Server, r *request) (any, error) {
	items, p, err := pageOf(r, s.clippings.newest(), 10, 100)
	p.data = mapped(items, func(c *clipping) object { return s.clippingObject(r.base, c) })
	return p, err
}

// deleteClipping cancels a job that is under way, and removes one that is over.
func deleteClipping(s *Server, r *request) (any, error) {
	c, err := s.clippingOf(r)
	if err != nil {
		return nil, err
	}
	if c.over() {
		s.clippings.drop(c.id)
	} else {
		c.status, c.ended = "cancelled", s.now()
	}
	return object{"id": c.id}, nil
}
