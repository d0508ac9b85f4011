package heygentest

import (
	"math"
	"net/http"
	"time"
)

// Charge is money taken from the wallet.
type Charge struct {
	// ID is the job's, or the request's where there is no job.
	ID string
	// Kind is video, translation, speech, avatar, lipsync, clipping,
	// background_removal or realtime.
	Kind string
	// Product names the price, such as video/avatar_iv/photo_avatar.
	Product string
	USD     float64
	// Seconds is what was charged for; 0 where the price is by call.
	Seconds float64
	At      time.Time
}

// Charges gives the charges so far, in their order.
func (s *Server) Charges() []Charge {
	s.cast()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	return append([]Charge(nil), s.charges...)
}

// Balance gives what is left in the wallet, in US dollars.
func (s *Server) Balance() float64 {
	s.cast()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	return s.balance
}

// prices are US dollars a second, by HeyGen's public lists of 2026.
var prices = map[string]float64{
	"video/avatar_v/digital_twin": 0.12, "video/avatar_v/studio_avatar": 0.12, "video/avatar_v/photo_avatar": 0.12,
	"video/avatar_iv/digital_twin": 0.0805, "video/avatar_iv/studio_avatar": 0.0805, "video/avatar_iv/photo_avatar": 0.0385, "video/avatar_iv/image": 0.0385,
	"video/avatar_iii/digital_twin": 0.0167, "video/avatar_iii/studio_avatar": 0.0167, "video/avatar_iii/photo_avatar": 0.0433,
	"video_agent": 0.0333, "template": 0.0805,
	"translation/speed": 0.0333, "translation/precision": 0.0667, "translation/audio_only": 0.0333, "speech": 0.002,
	"lipsync/speed": 0.0333, "lipsync/precision": 0.0667, "realtime": 0.05,
}

const (
	cinematicPrice = 7.0
	avatarPrice    = 1.0
	clipPrice      = 0.15
)

func (s *Server) charge(c Charge) {
	if c.USD == 0 {
		c.USD = prices[c.Product] * c.Seconds
	}
	c.USD = math.Round(c.USD*1e4) / 1e4
	s.charges = append(s.charges, c)
	s.balance = math.Round((s.balance-c.USD)*1e4) / 1e4
	s.credits -= c.USD * 10
}

// solvent refuses what an empty wallet cannot pay.
func (s *Server) solvent() error {
	if s.balance <= 0 && s.cfg.billing == "wallet" {
		return fail(http.StatusPaymentRequired, "insufficient_credit", "", "the API wallet is empty")
	}
	return nil
}

// mayStart refuses a job that the account cannot pay, or that is one too many.
func (s *Server) mayStart(jobs int) error {
	if err := s.solvent(); err != nil {
		return err
	}
	if s.running()+jobs > s.cfg.concurrency {
		f := fail(http.StatusTooManyRequests, "rate_limit_exceeded", "", "at most %d jobs may run at once", s.cfg.concurrency)
		f.retryAfter = 30
		return f
	}
	return nil
}

// running counts the jobs that are under way; those that wait in a batch are not.
func (s *Server) running() int {
	n := 0
	for _, v := range s.videos.all() {
		if !v.over() && v.status != queued && v.session == "" {
			n++
		}
	}
	for _, d := range s.dubs.all() {
		if !d.over() && d.status != queued {
			n++
		}
	}
	for _, a := range s.sessions.all() {
		if !a.over() {
			n++
		}
	}
	return n + s.runningJobs()
}

// settle moves every job to where the clock says it is.
func (s *Server) settle() {
	if s.videos == nil {
		return
	}
	now := s.now()
	for _, a := range s.sessions.all() {
		s.settleSession(a, now)
	}
	for _, v := range s.videos.all() {
		s.settleVideo(v, now)
	}
	for _, d := range s.dubs.all() {
		s.settleTranslation(d, now)
	}
	s.settleJobs(now)
	s.settleAvatars(now)
	s.settleStreams(now)
	s.settleLive(now)
	s.tellOutcomes()
}

// queued jobs of a batch wait for a free place.
const queued = "queued"
