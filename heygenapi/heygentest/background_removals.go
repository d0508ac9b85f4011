package heygentest

import (
	"encoding/base64"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
)

func cutoutRoutes() []route {
	return []route{
		{pattern: "POST /v3/background-removals", handle: createCutout},
		{pattern: "GET /v3/background-removals", handle: listCutouts},
		{pattern: "GET /v3/background-removals/{id}", handle: getCutout},
		{pattern: "DELETE /v3/background-removals/{id}", handle: deleteCutout},
	}
}

// cutout is a video being parted from its background.
type cutout struct {
	job
	requestID, aspect string
	layers            []string
}

var (
	usualLayers = []string{"foreground", "alpha", "background"}
	layerForm   = regexp.MustCompile(`^[a-z0-9_]{1,64}$`)
)

// settleCutout records what was worked on; its price is not public, so it costs
// nothing.
func (s *Server) settleCutout(c *cutout, now time.Time) {
	if s.advance(&c.job, now, "processing") {
		s.charge(Charge{ID: c.id, Kind: "background_removal", Product: "background_removal", Seconds: c.seconds, At: c.ended})
	}
}

// layerOf finds the job of a layer that can be fetched.
func (s *Server) layerOf(id string) (*cutout, bool) {
	jobID, layer, _ := strings.Cut(id, "-")
	c, ok := s.cutouts.get(jobID)
	return c, ok && c.status == "completed" && slices.Contains(c.layers, layer)
}

func (s *Server) cutoutObject(base string, c *cutout) object {
	layers := object{}
	o := object{
		"id": c.id, "status": c.status, "created_at": c.created.Unix(), "completed_at": nil, "duration": nil,
		"error": orNull(c.failText), "layers": layers,
	}
	if c.status != "completed" {
		return o
	}
	o["completed_at"], o["duration"] = c.ended.Unix(), math.Round(c.seconds*100)/100
	for _, layer := range c.layers {
		ext := ".mp4"
		if layer == "foreground" {
			// The one with an alpha channel.
			ext = ".webm"
		}
		layers[layer] = s.link(base, "layer", c.id+"-"+layer, ext)
	}
	return o
}

func (s *Server) readCutout(b *body) *cutout {
	source := s.readSource(b.source(s, "video", true, true))
	if inline, ok := b.inline("video"); ok {
		source.seconds = inline
	}
	c := &cutout{requestID: b.text("request_id", 255), aspect: source.aspect, layers: usualLayers}
	c.status, c.title, c.seconds = "pending", b.text("title", 1000), source.seconds
	if layers := b.texts("layers", 0, 10); len(layers) > 0 {
		c.layers = layers
	}
	for _, layer := range c.layers {
		if !layerForm.MatchString(layer) {
			b.fail("layers", "must be words such as foreground, alpha and background")
		}
	}
	return c
}

// inline is the length of a video that stands in the body.
func (b *body) inline(field string) (seconds float64, ok bool) {
	o := b.object(field)
	if o == nil || *b.first != nil || o.text("type", 20) != "base64" {
		return 0, false
	}
	data, err := base64.StdEncoding.DecodeString(o.text("data", mostBody))
	if err != nil {
		return 0, false
	}
	seconds = mp4Seconds(data)
	return seconds, seconds > 0
}

func createCutout(s *Server, r *request) (any, error) {
	b, problem := r.read()
	c := s.readCutout(b)
	if err := problem.err(); err != nil {
		return nil, err
	}
	if c.requestID != "" {
		for _, before := range s.cutouts.all() {
			if before.requestID == c.requestID {
				return s.cutoutObject(r.base, before), nil
			}
		}
	}
	if err := s.mayStart(1); err != nil {
		return nil, err
	}
	c.fault = r.fault
	s.launch(&c.job, "bgr_", time.Minute+time.Duration(c.seconds*float64(time.Second)))
	s.cutouts.put(c.id, c)
	return s.cutoutObject(r.base, c), nil
}

func (s *Server) cutoutOf(r *request) (*cutout, error) {
	c, ok := s.cutouts.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("resource_not_found", "background removal "+r.PathValue("id"))
	}
	return c, nil
}

func getCutout(s *Server, r *request) (any, error) {
	c, err := s.cutoutOf(r)
	if err != nil {
		return nil, err
	}
	return s.cutoutObject(r.base, c), nil
}

// deleteCutout stops the job and takes its files away. What is left of it can
// still be looked at, and keeps its request_id.
func deleteCutout(s *Server, r *request) (any, error) {
	c, err := s.cutoutOf(r)
	if err != nil {
		return nil, err
	}
	c.status = "deleted"
	return object{"id": c.id, "deleted": true}, nil
}

func listCutouts(s *Server, r *request) (any, error) {
	kept := slices.DeleteFunc(s.cutouts.newest(), func(c *cutout) bool { return c.status == "deleted" })
	items, p, err := pageOf(r, kept, 10, 100)
	p.data = mapped(items, func(c *cutout) object { return s.cutoutObject(r.base, c) })
	return p, err
}
