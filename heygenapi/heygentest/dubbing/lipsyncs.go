package dubbing

import (
	"bytes"
	"cmp"
	"io"
	"math"
	"net/http"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Dubbing) lipsyncOperations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/lipsyncs", Keyed: true, Handle: rest.Reading(s.readLipsync, s.createLipsync)},
		{Pattern: "GET /v3/lipsyncs", Handle: s.lipsyncs.List},
		{Pattern: "GET /v3/lipsyncs/statuses", Handle: s.Statuses("lipsync_ids", s.lipsyncs.State)},
		{Pattern: "GET /v3/lipsyncs/{id}", Handle: s.lipsyncs.Get},
		{Pattern: "PATCH /v3/lipsyncs/{id}", Handle: s.lipsyncs.Rename()},
		{Pattern: "DELETE /v3/lipsyncs/{id}", Handle: s.lipsyncs.Delete},
		{Pattern: "POST /v3/lipsyncs/batches", Status: http.StatusAccepted, Keyed: true, Handle: s.lipsyncs.CreateBatch("lipsyncs", "lipsyncs", false, s.readLipsyncItem)},
		{Pattern: "GET /v3/lipsyncs/batches/{id}", Handle: s.GetBatch("lipsyncs")},
	}
}

// lipsync is a video whose lips are being moved to another sound.
type lipsync struct {
	sim.Job

	script, aspect string
	product        string
}

func (s *Dubbing) newLipsyncs() *sim.Jobs[*lipsync] {
	return sim.NewJobs(s.Account, sim.Jobs[*lipsync]{
		Prefix: "ls_", UnderWay: "running", FailureCode: "lipsync_failed",
		Takes: func(l *lipsync) time.Duration { return 3*time.Minute + seconds(2*l.Seconds) },
		Done: func(l *lipsync) {
			s.Charge(sim.Charge{ID: l.ID, Kind: "lipsync", Product: l.product, Seconds: l.Seconds, At: l.Ended})
		},
	}, "lipsync", "")
}

func (s *Dubbing) lipsyncFootage(id string) (sim.Footage, bool) {
	l, ok := s.lipsyncs.ByID(id)
	if !ok {
		return sim.Footage{}, false
	}
	return sim.Footage{Script: l.script, Aspect: l.aspect, Seconds: l.Seconds}, true
}

func (s *Dubbing) openLipsync(id string) (io.ReadSeeker, error) {
	l, ok := s.lipsyncs.ByID(id)
	if !ok {
		return nil, sim.NoFile("lipsync", id)
	}
	return media.OpenMP4(l.aspect, l.Seconds)
}

func (s *Dubbing) openLipsyncCaptions(id string) (io.ReadSeeker, error) {
	l, ok := s.lipsyncs.ByID(id)
	if !ok {
		return nil, sim.NoFile("captions of lipsync", id)
	}
	return bytes.NewReader(media.SRT(media.Captions(l.script, l.Seconds))), nil
}

func (s *Dubbing) showLipsync(base string, l *lipsync) rest.Object {
	o := rest.Object{
		"id": l.ID, "title": rest.OrNull(l.Title), "status": l.Shown(), "created_at": l.Created.Unix(), "callback_id": rest.OrNull(l.CallbackID),
		"duration": nil, "video_url": nil, "caption_url": nil, "failure_message": rest.OrNull(l.Failure),
	}
	if l.Status != sim.Completed {
		return o
	}
	o["duration"] = math.Round(l.Seconds*100) / 100
	o["video_url"] = s.Link(base, "lipsync", l.ID, ".mp4")
	o["caption_url"] = s.Link(base, "lipsync-srt", l.ID, ".srt")
	return o
}

func (s *Dubbing) readLipsync(b *rest.Body) *lipsync {
	source := s.FootageOf(s.ReadSource(b, "video", true, false))
	s.ReadSource(b, "audio", true, false)
	l := &lipsync{script: source.Script, aspect: source.Aspect}
	l.Title = cmp.Or(b.Text("title", 1000), source.Title)
	l.product = "lipsync/" + readMode(b)
	l.Seconds = source.Part(b)
	b.Enum("fps_mode", "vfr", "cfr", "passthrough")
	b.Text("folder_id", 200)
	readSwitches(b, "enable_dynamic_duration", "enable_watermark")
	l.Callback = sim.ReadCallback(b)
	return l
}

func (s *Dubbing) readLipsyncItem(item *rest.Body) []*lipsync { return []*lipsync{s.readLipsync(item)} }

func (s *Dubbing) createLipsync(r *rest.Request, l *lipsync) (any, error) {
	if err := s.lipsyncs.Start(r, l); err != nil {
		return nil, err
	}
	return rest.Object{"lipsync_id": l.ID}, nil
}

// publishLipsync calls back; no event tells of lipsyncs.
func (s *Dubbing) publishLipsync(l *lipsync) {
	o := rest.Object{"lipsync_id": l.ID, "url": nil, "message": rest.OrNull(l.Failure), "callback_id": rest.OrNull(l.CallbackID)}
	if l.Status == sim.Completed {
		o["url"] = s.Link(s.Base, "lipsync", l.ID, ".mp4")
	}
	s.Events.CallBack("lipsync."+l.Outcome(), o, l.CallbackURL)
}
