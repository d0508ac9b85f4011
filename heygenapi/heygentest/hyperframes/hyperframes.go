// Package hyperframes is the simulated HeyGen's rendering of compositions of web
// pages. Its renders are a store of their own: they are no videos.
package hyperframes

import (
	"archive/zip"
	"bytes"
	"cmp"
	"io"
	"net/http"
	"slices"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// HyperFrames are an account's renders.
type HyperFrames struct {
	*sim.Account

	renders *sim.Jobs[*render]
}

// render is a composition on its way to a video.
type render struct {
	sim.Job

	aspect, resolution, quality, format, composition string
	fps                                              int
}

const (
	// renderSeconds is how long every composition lasts: nobody runs its pages.
	renderSeconds = 10
	// perSecond is what a second costs here, in US dollars. HeyGen publishes no
	// price; 4k costs half as much again.
	perSecond, fourTimes = 0.01, 1.5
	defaultFPS           = 30
)

// New lets an account render compositions.
func New(a *sim.Account) *HyperFrames {
	s := &HyperFrames{Account: a}
	s.renders = sim.NewJobs(a, sim.Jobs[*render]{
		Prefix: "hf_", UnderWay: "rendering",
		Takes: func(*render) time.Duration { return 2 * time.Minute },
		Done:  s.charge,
	}, "render", "not_found")
	s.renders.Show = s.show
	a.Add(sim.Kind{
		Settle: s.renders.Settle, Jobs: s.renders.AsJobs, Publish: s.renders.PublishEach(s.publish), Footage: s.footage,
		Files: map[string]func(string) (io.ReadSeeker, error){"hyperframes": s.open, "hyperframes-picture": s.openPicture},
	})
	return s
}

// Operations are those of renders.
func (s *HyperFrames) Operations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/hyperframes/renders", Keyed: true, Status: http.StatusAccepted, Handle: rest.Reading(s.read, s.create)},
		{Pattern: "GET /v3/hyperframes/renders", Handle: s.renders.List},
		{Pattern: "GET /v3/hyperframes/renders/{id}", Handle: s.renders.Get},
		{Pattern: "DELETE /v3/hyperframes/renders/{id}", Handle: rest.Found(s.renders.Find, s.delete)},
	}
}

func (s *HyperFrames) charge(v *render) {
	usd := perSecond * v.Seconds
	if v.resolution == "4k" {
		usd *= fourTimes
	}
	s.Charge(sim.Charge{ID: v.ID, Kind: "hyperframes", Product: "hyperframes/" + v.resolution, USD: usd, At: v.Ended})
}

func (s *HyperFrames) read(b *rest.Body) *render {
	v := &render{
		aspect: cmp.Or(b.Text("aspect_ratio", 20), "16:9"), resolution: cmp.Or(b.Text("resolution", 20), "1080p"), quality: cmp.Or(b.Text("quality", 20), "standard"),
		format: cmp.Or(b.Text("format", 20), "mp4"), composition: cmp.Or(b.Text("composition", 512), "index.html"), fps: b.Integer("fps", 1, 240, defaultFPS),
	}
	v.Title, v.Seconds, v.Callback = b.Text("title", 500), renderSeconds, sim.ReadCallback(b)
	if p := b.Object("project"); p != nil && p.Text("type", 20) == "base64" && p.Text("media_type", 100) != "application/zip" {
		p.Fail("media_type", "must be application/zip")
	}
	from := s.ReadSource(b, "project", true, true)
	content := from.Data
	if asset, ok := s.Assets.ByID(from.AssetID); ok {
		content = asset.Data
	}
	if content != nil && b.Failure() == nil {
		checkProject(b, content, v.composition)
	}
	return v
}

// checkProject refuses what is no zip with the composition in it. What stands at
// an address is taken to be one.
func checkProject(b *rest.Body, content []byte, composition string) {
	files, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		b.Fail("project", "is no zip")
		return
	}
	if !slices.ContainsFunc(files.File, func(f *zip.File) bool { return f.Name == composition }) {
		b.Fail("composition", "the project has no %s", composition)
	}
}

func (s *HyperFrames) create(r *rest.Request, v *render) (any, error) {
	if err := s.renders.Start(r, v); err != nil {
		return nil, err
	}
	return rest.Object{"render_id": v.ID}, nil
}

func (s *HyperFrames) delete(_ *rest.Request, v *render) (any, error) {
	s.renders.Drop(v.ID)
	return rest.Object{"render_id": v.ID}, nil
}

func (s *HyperFrames) show(base string, v *render) rest.Object {
	o := rest.Object{
		"render_id": v.ID, "title": rest.OrNull(v.Title), "status": v.Status, "composition": v.composition, "aspect_ratio": v.aspect, "resolution": v.resolution,
		"quality": v.quality, "format": v.format, "fps": v.fps, "created_at": v.Created.Unix(), "completed_at": nil, "duration": nil,
		"video_url": nil, "thumbnail_url": nil, "callback_id": rest.OrNull(v.CallbackID), "failure_message": rest.OrNull(v.Failure),
	}
	switch v.Status {
	case sim.Pending:
		o["status"] = "queued"
	case sim.Completed:
		o["completed_at"], o["duration"] = v.Ended.Unix(), v.Seconds
		o["video_url"], o["thumbnail_url"] = s.Link(base, "hyperframes", v.ID, "."+v.format), s.Link(base, "hyperframes-picture", v.ID, ".png")
	}
	return o
}

func (s *HyperFrames) publish(v *render) {
	o := rest.Object{"render_id": v.ID, "callback_id": rest.OrNull(v.CallbackID)}
	if v.Status == sim.Completed {
		o["url"] = s.Link(s.Base, "hyperframes", v.ID, "."+v.format)
	} else {
		o["message"] = v.Failure
	}
	s.Events.Publish("hyperframes_video."+v.Outcome(), o, v.CallbackURL)
}

func (s *HyperFrames) footage(id string) (sim.Footage, bool) {
	v, ok := s.renders.ByID(id)
	if !ok {
		return sim.Footage{}, false
	}
	return sim.Footage{Aspect: v.aspect, Seconds: v.Seconds}, true
}

func (s *HyperFrames) open(id string) (io.ReadSeeker, error) {
	v, ok := s.renders.ByID(id)
	if !ok {
		return nil, sim.NoFile("hyperframes", id)
	}
	return media.OpenMP4(v.aspect, v.Seconds)
}

func (s *HyperFrames) openPicture(id string) (io.ReadSeeker, error) {
	v, ok := s.renders.ByID(id)
	if !ok {
		return nil, sim.NoFile("hyperframes-picture", id)
	}
	return bytes.NewReader(media.PNG(sim.SeedOf(id), v.Title, 640, 360)), nil
}
