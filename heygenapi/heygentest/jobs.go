package heygentest

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
)

// job is what lipsyncs, clippings, background removals and proofreads have in
// common: a piece of work on the clock.
type job struct {
	id, title, status string
	// seconds is how much of the source is worked on.
	seconds                 float64
	takes                   time.Duration
	created, started, ended time.Time
	fault                   FaultKind
	failText                string
	callback
}

func (j *job) over() bool {
	return slices.Contains([]string{"completed", "failed", "cancelled", "deleted"}, j.status)
}

// share is how much of the work is done, 0 to 1 and above.
func (j *job) share(at time.Time) float64 { return float64(at.Sub(j.started)) / float64(j.takes) }

// launch gives a job its id and the time at which it begins.
func (s *Server) launch(j *job, prefix string, takes time.Duration) {
	now := s.now()
	j.id, j.created, j.started, j.takes = s.id(prefix), now, now, takes
}

// advance moves a job to where the clock says it is, and is true where it has
// just completed. The states before and after are pending, the one under way
// (as its kind words it), completed and failed.
func (s *Server) advance(j *job, now time.Time, underWay string) (completed bool) {
	if j.over() {
		return false
	}
	if j.status == queued {
		if s.running() >= s.cfg.concurrency {
			return false
		}
		j.started, j.status = now, "pending"
	}
	switch share := j.share(now); {
	case share < 0.1:
		// As it was made: pending, or under way at once.
	case j.fault == FaultStallJob:
		j.status = underWay
	case share >= 0.5 && j.fault == FaultFailJob:
		j.status, j.ended, j.failText = "failed", now, "The job failed because its title asked for it"
	case share >= 1:
		j.status, j.ended = "completed", j.started.Add(j.takes)
		return true
	default:
		j.status = underWay
	}
	return false
}

// settleJobs moves every such job on.
func (s *Server) settleJobs(now time.Time) {
	for _, l := range s.lipsyncs.all() {
		s.settleLipsync(l, now)
	}
	for _, c := range s.clippings.all() {
		s.settleClipping(c, now)
	}
	for _, c := range s.cutouts.all() {
		s.settleCutout(c, now)
	}
	for _, p := range s.proofreads.all() {
		s.settleProofread(p, now)
	}
}

// runningJobs counts those under way; those that wait in a batch are not.
func (s *Server) runningJobs() int {
	var all []*job
	for _, l := range s.lipsyncs.all() {
		all = append(all, &l.job)
	}
	for _, c := range s.clippings.all() {
		all = append(all, &c.job)
	}
	for _, c := range s.cutouts.all() {
		all = append(all, &c.job)
	}
	for _, p := range s.proofreads.all() {
		all = append(all, &p.job)
	}
	n := 0
	for _, j := range all {
		if !j.over() && j.status != queued {
			n++
		}
	}
	return n
}

// jobContent makes what a link to a job's result shows, or one to a brand's
// logo or a sound.
func (s *Server) jobContent(kind, id string) (io.ReadSeeker, error) {
	missing := fmt.Errorf("no %s %s", kind, id)
	switch kind {
	case "lipsync", "lipsync-srt":
		l, ok := s.lipsyncs.get(id)
		if !ok {
			return nil, missing
		}
		return l.content(kind)
	case "clip", "clip-picture":
		c, aspect, ok := s.clipOf(id)
		if !ok {
			return nil, missing
		}
		return c.content(kind, aspect)
	case "layer":
		c, ok := s.layerOf(id)
		if !ok {
			return nil, missing
		}
		return media.OpenMP4(c.aspect, c.seconds)
	case "proofread-srt", "original-srt":
		p, ok := s.proofreads.get(id)
		if !ok {
			return nil, missing
		}
		return p.content(kind), nil
	case "logo":
		colors, ok := s.colorsOf(id)
		if !ok {
			return nil, missing
		}
		return bytes.NewReader(media.Logo(colors, 512)), nil
	case "sound":
		sound, ok := s.soundOf(id)
		if !ok {
			return nil, missing
		}
		// Every sound has a pitch of its own.
		return bytes.NewReader(media.WAV(sound.Seconds, 80+float64(seedOf(id)%320))), nil
	default:
		return nil, missing
	}
}
