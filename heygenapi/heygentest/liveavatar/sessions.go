package liveavatar

import (
	"net/http"
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// session is a talk with a live avatar. Nobody can join it: there is no room
// behind livekit_url.
type session struct {
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
	// idleLimit ends a session that nobody keeps alive.
	idleLimit = 5 * time.Minute
	// sandboxLimit is how long a free session lasts.
	sandboxLimit = time.Minute
	// longest is how long any other lasts at most.
	longest = time.Hour
)

var endReasons = []string{
	"UNKNOWN", "USER_DISCONNECTED", "SERVER_ERROR", "IDLE_TIMEOUT", "NO_CREDITS", "USER_CLOSED", "AVATAR_DELETED",
	"MAX_DURATION_REACHED", "ZOMBIE_SESSION_REAP", "AGENT_HANG_UP",
}

// perMinute is what a minute costs, in credits.
func (l *session) perMinute() int {
	switch {
	case l.sandbox:
		return 0
	case l.mode == "FULL":
		return 2
	default:
		return 1
	}
}

func (l *session) active() bool { return !l.started.IsZero() && l.ended.IsZero() }

func (l *session) end(at time.Time, reason string) { l.ended, l.reason = at, reason }

// settle charges for the minutes that have begun, and ends the sessions
// whose time or credits have run out.
func (s *LiveAvatar) settle(now time.Time) {
	for _, l := range s.sessions.All() {
		if !l.active() {
			continue
		}
		end, reason := l.started.Add(l.most), "MAX_DURATION_REACHED"
		if idle := l.seen.Add(idleLimit); idle.Before(end) {
			end, reason = idle, "IDLE_TIMEOUT"
		}
		until := now
		if end.Before(now) {
			until = end
		}
		for begins := l.nextMinute(); begins.Before(until); begins = l.nextMinute() {
			if s.credits < l.perMinute() {
				end, reason = begins, "NO_CREDITS"
				break
			}
			s.credits -= l.perMinute()
			l.minutes++
		}
		if !now.Before(end) {
			l.end(end, reason)
		}
	}
}

// nextMinute is when the first minute begins that is not paid for.
func (l *session) nextMinute() time.Time {
	return l.started.Add(time.Duration(l.minutes) * time.Minute)
}

func (s *LiveAvatar) createToken(r *request) (any, error) {
	b := r.Body()
	l := &session{mode: b.Enum("mode", "FULL", "LITE"), sandbox: b.Boolean("is_sandbox"), most: longest}
	if l.mode == "" {
		b.Fail("mode", "is required")
	}
	wanted := b.Required("avatar_id", 200)
	for _, look := range s.catalog.Looks() {
		if isLive(look) && uuidOf(look.ID) == wanted {
			l.avatar = look.Name
		}
	}
	if p := b.Object("avatar_persona"); p != nil {
		s.knownVoice(p, p.Text("voice_id", 200))
		p.Text("context_id", 200)
		p.Text("language", 50)
	}
	b.Object("livekit_config")
	seconds := b.Integer("max_session_duration", 1, int(longest.Seconds()), int(longest.Seconds()))
	l.most = time.Duration(seconds) * time.Second
	if l.sandbox {
		l.most = min(l.most, sandboxLimit)
	}
	if err := b.Err(); err != nil {
		return nil, err
	}
	if l.avatar == "" {
		return nil, rest.NotFound("", "avatar "+wanted)
	}
	l.id, l.token = uuidOf(s.NewID("live_")), s.NewID("live_token_")
	s.sessions.Put(l.id, l)
	return rest.Object{"session_id": l.id, "session_token": l.token}, nil
}

func (s *LiveAvatar) knownVoice(b *rest.Body, id string) {
	if id == "" {
		return
	}
	for _, v := range s.catalog.Voices() {
		if isLiveVoice(v) && uuidOf(v.ID) == id {
			return
		}
	}
	b.Fail("voice_id", "voice %s does not exist", id)
}

func (s *LiveAvatar) startSession(r *request) (any, error) {
	l := r.session
	switch {
	case !l.ended.IsZero():
		return nil, rest.Fail(http.StatusConflict, "", "", "the session is over: %s", l.reason)
	case l.active():
		return nil, rest.Fail(http.StatusConflict, "", "", "the session has been started before")
	case s.credits < l.perMinute():
		return nil, rest.Fail(http.StatusPaymentRequired, "", "", "not enough credits: a minute costs %d, %d are left", l.perMinute(), s.credits)
	}
	l.started, l.seen = s.Now(), s.Now()
	s.credits -= l.perMinute()
	l.minutes = 1
	return rest.Object{
		"session_id": l.id, "livekit_url": "wss://livekit.sandbox.example", "livekit_client_token": "lk_" + sim.HexOf(l.token, "client"),
		"livekit_agent_token": nil, "max_session_duration": int(l.most.Seconds()), "ws_url": nil,
	}, nil
}

// sessionOf finds the session of the token, or that which the body names.
func (s *LiveAvatar) sessionOf(r *request, b *rest.Body) (*session, error) {
	id := b.Text("session_id", 200)
	if r.session != nil {
		if id != "" && id != r.session.id {
			return nil, rest.Fail(http.StatusForbidden, "", "", "the token is for another session")
		}
		return r.session, nil
	}
	if id == "" {
		return nil, rest.Invalid("session_id", "is required with X-API-KEY")
	}
	l, ok := s.sessions.ByID(id)
	if !ok {
		return nil, rest.Fail(http.StatusNotFound, "", "", "session %s does not exist", id)
	}
	return l, nil
}

// stopSession may be asked again.
func (s *LiveAvatar) stopSession(r *request) (any, error) {
	b := r.Body()
	reason := b.Enum("reason", endReasons...)
	l, err := s.sessionOf(r, b)
	if err := b.Err(); err != nil {
		return nil, err
	}
	if err != nil {
		return nil, err
	}
	if reason == "" {
		reason = "USER_CLOSED"
	}
	if l.ended.IsZero() {
		l.end(s.Now(), reason)
	}
	return nil, nil
}

func (s *LiveAvatar) keepSession(r *request) (any, error) {
	b := r.Body()
	l, err := s.sessionOf(r, b)
	if err := b.Err(); err != nil {
		return nil, err
	}
	switch {
	case err != nil:
		return nil, err
	case l.started.IsZero():
		return nil, rest.Fail(http.StatusConflict, "", "", "the session has not been started")
	case !l.active():
		return nil, rest.Fail(http.StatusConflict, "", "", "the session is over: %s", l.reason)
	}
	l.seen = s.Now()
	return nil, nil
}

// talk is what is said in every session, one sentence in ten seconds.
var talk = []struct{ role, text string }{
	{"avatar", "Hello! What would you like to know?"},
	{"user", "What can you help me with?"},
	{"avatar", "With anything that my context tells me about."},
	{"user", "Then tell me something."},
}

const sentenceTime = 10 * time.Second

// getTranscript gives what was said; only sessions in FULL mode have any of it.
// Its timestamps are Unix seconds, and seconds since the start.
func (s *LiveAvatar) getTranscript(r *request) (any, error) {
	l, ok := s.sessions.ByID(r.PathValue("id"))
	if !ok {
		return nil, rest.Fail(http.StatusNotFound, "", "", "session %s does not exist", r.PathValue("id"))
	}
	from, err := queryNumber(r, "start_timestamp", 0, 1<<40, 0)
	if err != nil {
		return nil, err
	}
	to, err := queryNumber(r, "end_timestamp", 0, 1<<40, 1<<40)
	if err != nil {
		return nil, err
	}
	until := s.Now()
	if !l.ended.IsZero() {
		until = l.ended
	}
	said := []rest.Object{}
	next := from
	for i := 0; l.mode == "FULL" && !l.started.IsZero(); i++ {
		at := l.started.Add(time.Duration(i+1) * sentenceTime)
		if at.After(until) {
			break
		}
		stamp := int(at.Unix())
		if stamp < from || stamp > to {
			continue
		}
		line := talk[i%len(talk)]
		said = append(said, rest.Object{
			"role": line.role, "transcript": line.text, "absolute_timestamp": stamp, "relative_timestamp": int(at.Sub(l.started).Seconds()),
		})
		next = stamp + 1
	}
	return rest.Object{"session_active": l.active(), "transcript_data": said, "next_timestamp": next}, nil
}
