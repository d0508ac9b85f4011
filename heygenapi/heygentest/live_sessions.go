package heygentest

import (
	"net/http"
	"time"
)

// liveSession is a talk with a live avatar. Nobody can join it: there is no room
// behind livekit_url.
type liveSession struct {
	id, token, mode string
	avatar          string
	sandbox         bool
	most            time.Duration
	started, seen   time.Time
	// ended is when and why it ended; the zero time while it has not.
	ended  time.Time
	reason string
	// minutes is how many have been paid for.
	minutes int
}

const (
	// liveIdle ends a session that nobody keeps alive.
	liveIdle = 5 * time.Minute
	// liveSandbox is how long a free session lasts.
	liveSandbox = time.Minute
	// liveLongest is how long any other lasts at most.
	liveLongest = time.Hour
)

var liveReasons = []string{
	"UNKNOWN", "USER_DISCONNECTED", "SERVER_ERROR", "IDLE_TIMEOUT", "NO_CREDITS", "USER_CLOSED", "AVATAR_DELETED",
	"MAX_DURATION_REACHED", "ZOMBIE_SESSION_REAP", "AGENT_HANG_UP",
}

// perMinute is what a minute costs, in credits.
func (l *liveSession) perMinute() int {
	switch {
	case l.sandbox:
		return 0
	case l.mode == "FULL":
		return 2
	default:
		return 1
	}
}

func (l *liveSession) active() bool { return !l.started.IsZero() && l.ended.IsZero() }

func (l *liveSession) end(at time.Time, reason string) { l.ended, l.reason = at, reason }

// settleLive charges for the minutes that have begun, and ends the sessions
// whose time or credits have run out.
func (s *Server) settleLive(now time.Time) {
	for _, l := range s.lives.all() {
		if !l.active() {
			continue
		}
		end, reason := l.started.Add(l.most), "MAX_DURATION_REACHED"
		if idle := l.seen.Add(liveIdle); idle.Before(end) {
			end, reason = idle, "IDLE_TIMEOUT"
		}
		until := now
		if end.Before(now) {
			until = end
		}
		for begins := l.nextMinute(); begins.Before(until); begins = l.nextMinute() {
			if s.liveCredits < l.perMinute() {
				end, reason = begins, "NO_CREDITS"
				break
			}
			s.liveCredits -= l.perMinute()
			l.minutes++
		}
		if !now.Before(end) {
			l.end(end, reason)
		}
	}
}

// nextMinute is when the first minute begins that is not paid for.
func (l *liveSession) nextMinute() time.Time {
	return l.started.Add(time.Duration(l.minutes) * time.Minute)
}

func createLiveToken(s *Server, r *liveRequest) (any, error) {
	b, problem := r.read()
	l := &liveSession{mode: b.enum("mode", "FULL", "LITE"), sandbox: b.boolean("is_sandbox"), most: liveLongest}
	if l.mode == "" {
		b.fail("mode", "is required")
	}
	wanted := b.required("avatar_id", 200)
	for _, look := range s.looks.all() {
		if s.isLive(look) && uuidOf(look.ID) == wanted {
			l.avatar = look.Name
		}
	}
	if p := b.object("avatar_persona"); p != nil {
		s.knownLiveVoice(p, p.text("voice_id", 200))
		p.text("context_id", 200)
		p.text("language", 50)
	}
	b.object("livekit_config")
	seconds := b.integer("max_session_duration", 1, int(liveLongest.Seconds()), int(liveLongest.Seconds()))
	l.most = time.Duration(seconds) * time.Second
	if l.sandbox {
		l.most = min(l.most, liveSandbox)
	}
	if err := problem.err(); err != nil {
		return nil, err
	}
	if l.avatar == "" {
		return nil, fail(http.StatusNotFound, "", "", "avatar %s does not exist", wanted)
	}
	l.id, l.token = uuidOf(s.id("live_")), s.id("live_token_")
	s.lives.put(l.id, l)
	return object{"session_id": l.id, "session_token": l.token}, nil
}

func (s *Server) knownLiveVoice(b *body, id string) {
	if id == "" {
		return
	}
	for _, v := range s.voices.all() {
		if s.isLiveVoice(v) && uuidOf(v.ID) == id {
			return
		}
	}
	b.fail("voice_id", "voice %s does not exist", id)
}

func startLiveSession(s *Server, r *liveRequest) (any, error) {
	l := r.session
	switch {
	case !l.ended.IsZero():
		return nil, fail(http.StatusConflict, "", "", "the session is over: %s", l.reason)
	case l.active():
		return nil, fail(http.StatusConflict, "", "", "the session has been started before")
	case s.liveCredits < l.perMinute():
		return nil, fail(http.StatusPaymentRequired, "", "", "not enough credits: a minute costs %d, %d are left", l.perMinute(), s.liveCredits)
	}
	l.started, l.seen = s.now(), s.now()
	s.liveCredits -= l.perMinute()
	l.minutes = 1
	return object{
		"session_id": l.id, "livekit_url": "wss://livekit.sandbox.example", "livekit_client_token": "lk_" + hexOf(l.token, "client"),
		"livekit_agent_token": nil, "max_session_duration": int(l.most.Seconds()), "ws_url": nil,
	}, nil
}

// liveSessionOf finds the session of the token, or that which the body names.
func (s *Server) liveSessionOf(r *liveRequest, b *body) (*liveSession, error) {
	id := b.text("session_id", 200)
	if r.session != nil {
		if id != "" && id != r.session.id {
			return nil, fail(http.StatusForbidden, "", "", "the token is for another session")
		}
		return r.session, nil
	}
	if id == "" {
		return nil, invalid("session_id", "is required with X-API-KEY")
	}
	l, ok := s.lives.get(id)
	if !ok {
		return nil, fail(http.StatusNotFound, "", "", "session %s does not exist", id)
	}
	return l, nil
}

// stopLiveSession may be asked again.
func stopLiveSession(s *Server, r *liveRequest) (any, error) {
	b, problem := r.read()
	reason := b.enum("reason", liveReasons...)
	l, err := s.liveSessionOf(r, b)
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	if reason == "" {
		reason = "USER_CLOSED"
	}
	if l.ended.IsZero() {
		l.end(s.now(), reason)
	}
	return nil, nil
}

func keepLiveSession(s *Server, r *liveRequest) (any, error) {
	b, problem := r.read()
	l, err := s.liveSessionOf(r, b)
	if err := problem.err(); err != nil {
		return nil, err
	}
	switch {
	case err != nil:
		return nil, err
	case l.started.IsZero():
		return nil, fail(http.StatusConflict, "", "", "the session has not been started")
	case !l.active():
		return nil, fail(http.StatusConflict, "", "", "the session is over: %s", l.reason)
	}
	l.seen = s.now()
	return nil, nil
}

// liveTalk is what is said in every session, one sentence in ten seconds.
var liveTalk = []struct{ role, text string }{
	{"avatar", "Hello! What would you like to know?"},
	{"user", "What can you help me with?"},
	{"avatar", "With anything that my context tells me about."},
	{"user", "Then tell me something."},
}

const liveSentence = 10 * time.Second

// getTranscript gives what was said; only sessions in FULL mode have any of it.
// Its timestamps are Unix seconds, and seconds since the start.
func getTranscript(s *Server, r *liveRequest) (any, error) {
	l, ok := s.lives.get(r.PathValue("id"))
	if !ok {
		return nil, fail(http.StatusNotFound, "", "", "session %s does not exist", r.PathValue("id"))
	}
	from, err := liveNumber(r, "start_timestamp", 0, 1<<40, 0)
	if err != nil {
		return nil, err
	}
	to, err := liveNumber(r, "end_timestamp", 0, 1<<40, 1<<40)
	if err != nil {
		return nil, err
	}
	until := s.now()
	if !l.ended.IsZero() {
		until = l.ended
	}
	said := []object{}
	next := from
	for i := 0; l.mode == "FULL" && !l.started.IsZero(); i++ {
		at := l.started.Add(time.Duration(i+1) * liveSentence)
		if at.After(until) {
			break
		}
		stamp := int(at.Unix())
		if stamp < from || stamp > to {
			continue
		}
		line := liveTalk[i%len(liveTalk)]
		said = append(said, object{
			"role": line.role, "transcript": line.text, "absolute_timestamp": stamp, "relative_timestamp": int(at.Sub(l.started).Seconds()),
		})
		next = stamp + 1
	}
	return object{"session_active": l.active(), "transcript_data": said, "next_timestamp": next}, nil
}
