package editing

import (
	"bytes"
	"cmp"
	"io"
	"math"
	"net/http"
	"path"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Editing) fillerOperations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/filler-word-removals", Keyed: true, Status: http.StatusAccepted, Handle: rest.Reading(s.readFiller, s.createFiller)},
		{Pattern: "GET /v3/filler-word-removals/{id}", Handle: s.fillers.Get},
	}
}

// filler is a video whose filler words are cut out.
type filler struct {
	sim.Job

	aspect string
	// cuts is how many filler words there are.
	cuts int
	// length is that of the result, in seconds.
	length float64
}

const (
	// fillerPrice is what a minute of the source costs, in US dollars.
	fillerPrice = 0.30
	// longestFiller is the most of a source, in seconds.
	longestFiller = 2 * 60 * 60
	// secondsPerFiller is how often people say one, and fillerSeconds how long it
	// lasts with the silence around it.
	secondsPerFiller, fillerSeconds = 6, 0.5
)

func (s *Editing) newFillers() *sim.Jobs[*filler] {
	return sim.NewJobs(s.Account, sim.Jobs[*filler]{
		Prefix: "filler_", UnderWay: "running",
		Takes: func(f *filler) time.Duration {
			return time.Minute + time.Duration(0.3*f.Seconds*float64(time.Second))
		},
		Done: s.chargeFiller,
	}, "filler word removal", "not_found")
}

// chargeFiller charges for each minute, one at least. Where nothing was cut, the
// price is paid back, which is as if it had never been taken.
func (s *Editing) chargeFiller(f *filler) {
	if f.cuts > 0 {
		s.Charge(sim.Charge{ID: f.ID, Kind: "filler_word_removal", Product: "filler_word_removal", USD: fillerPrice * math.Max(1, f.Seconds/60), At: f.Ended})
	}
}

func (s *Editing) readFiller(b *rest.Body) *filler {
	from := s.ReadSource(b, "video", true, false)
	source := s.FootageOf(from)
	f := &filler{aspect: source.Aspect}
	f.Seconds, f.Callback, f.Title = source.Seconds, sim.ReadCallback(b), cmp.Or(b.Text("title", 255), "Filler Removal")
	name := strings.ToLower(cmp.Or(source.Title, path.Base(from.Link)))
	switch asset, ok := s.Assets.ByID(from.AssetID); {
	case f.Seconds > longestFiller:
		b.Refuse(rest.Fail(http.StatusBadRequest, "video_too_long", "video", "the video lasts more than two hours"))
	case strings.Contains(name, "silent"), ok && strings.HasPrefix(asset.Type, "image/"):
		b.Refuse(rest.Fail(http.StatusBadRequest, "no_audio_track", "video", "the video has no sound"))
	}
	if !strings.Contains(name, "clean") {
		f.cuts = int(f.Seconds / secondsPerFiller)
	}
	f.length = f.Seconds - fillerSeconds*float64(f.cuts)
	return f
}

func (s *Editing) createFiller(r *rest.Request, f *filler) (any, error) {
	if err := s.fillers.Start(r, f); err != nil {
		return nil, err
	}
	return rest.Object{"filler_word_removal_id": f.ID}, nil
}

// fillerProgress is how far the job has come, in percent.
func (s *Editing) fillerProgress(f *filler) int {
	switch {
	case f.Status == sim.Completed:
		return 100
	case f.Status == sim.Failed:
		return 50
	case f.Fault == rest.FaultStallJob:
		return int(math.Min(33, 100*f.Share(s.Now())))
	default:
		return int(math.Min(99, 100*f.Share(s.Now())))
	}
}

func (s *Editing) showFiller(base string, f *filler) rest.Object {
	o := rest.Object{
		"id": f.ID, "title": f.Title, "status": f.Status, "progress": s.fillerProgress(f), "created_at": f.Created.Unix(),
		"callback_id": rest.OrNull(f.CallbackID), "failure_message": rest.OrNull(f.Failure), "video_url": nil, "thumbnail_url": nil,
		"num_cuts": nil, "original_duration": nil, "output_duration": nil, "reduction_pct": nil,
	}
	if f.Status == sim.Completed {
		o["video_url"], o["thumbnail_url"] = s.Link(base, "filler", f.ID, ".mp4"), s.Link(base, "filler-picture", f.ID, ".png")
		o["num_cuts"], o["original_duration"], o["output_duration"] = f.cuts, hundredths(f.Seconds), hundredths(f.length)
		o["reduction_pct"] = hundredths(100 * (1 - f.length/f.Seconds))
	}
	return o
}

func hundredths(n float64) float64 { return math.Round(n*100) / 100 }

func (s *Editing) publishFiller(f *filler) {
	o := rest.Object{"filler_word_removal_id": f.ID, "callback_id": rest.OrNull(f.CallbackID)}
	if f.Status == sim.Completed {
		o["url"] = s.Link(s.Base, "filler", f.ID, ".mp4")
	} else {
		o["message"] = f.Failure
	}
	s.Events.Publish("filler_word_removal."+f.Outcome(), o, f.CallbackURL)
}

func (s *Editing) fillerFootage(id string) (sim.Footage, bool) {
	f, ok := s.fillers.ByID(id)
	if !ok {
		return sim.Footage{}, false
	}
	return sim.Footage{Aspect: f.aspect, Seconds: f.length}, true
}

func (s *Editing) openFiller(id string) (io.ReadSeeker, error) {
	f, ok := s.fillers.ByID(id)
	if !ok {
		return nil, sim.NoFile("filler", id)
	}
	return media.OpenMP4(f.aspect, f.length)
}

func (s *Editing) openFillerPicture(id string) (io.ReadSeeker, error) {
	f, ok := s.fillers.ByID(id)
	if !ok {
		return nil, sim.NoFile("filler-picture", id)
	}
	return bytes.NewReader(media.PNG(sim.SeedOf(id), f.Title, 640, 360)), nil
}
