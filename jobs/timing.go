package jobs

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// Tempo says how soon things happen. The zero value is [DefaultTempo].
type Tempo struct {
	// Sweep is how often each process looks into the ledger for what is due,
	// while something is unfinished; a fifth as often otherwise.
	Sweep time.Duration
	// Patience is how long a request without an answer is left alone before it
	// is asked about; a live attempt is over by then.
	Patience time.Duration
	// Soonest is the least pause between two looks at one account's work, which
	// is what someone who waits gets.
	Soonest time.Duration
	// SafetyNet is the pause between looks where webhooks tell what happens.
	SafetyNet time.Duration
	// Skew is how far HeyGen's clock and this machine's may be apart.
	Skew time.Duration
	// Scale shortens the pauses for a HeyGen that runs faster than real time;
	// 1 when zero.
	Scale float64
}

// DefaultTempo gives the pauses that suit HeyGen: its writes end within two
// minutes, its renders take minutes.
func DefaultTempo() Tempo {
	return Tempo{Sweep: 2 * time.Second, Patience: 150 * time.Second, Soonest: 3 * time.Second, SafetyNet: time.Hour, Skew: 90 * time.Second, Scale: 1}
}

func (t Tempo) withDefaults() Tempo {
	or := func(v, fallback time.Duration) time.Duration {
		if v > 0 {
			return v
		}
		return fallback
	}
	d := DefaultTempo()
	t.Sweep, t.Patience = or(t.Sweep, d.Sweep), or(t.Patience, d.Patience)
	t.Skew = or(t.Skew, d.Skew)
	t.Soonest, t.SafetyNet = or(t.Soonest, d.Soonest), or(t.SafetyNet, d.SafetyNet)
	if t.Scale <= 0 {
		t.Scale = 1
	}
	return t
}

// firstPoll is when a new job is first asked for: nothing is ready before.
func (t Tempo) firstPoll(kind Kind) time.Duration {
	switch kind {
	case KindVideo, KindLipsync, KindProofread:
		return t.scaled(20 * time.Second)
	case KindTranslation, KindSession, KindClipping, KindRemoval:
		return t.scaled(30 * time.Second)
	default:
		return t.scaled(15 * time.Second)
	}
}

// nextPoll is the pause until the next poll, by kind and age: renders take 2 to 10
// minutes, translations 5 to 15, sessions up to 45; what is older is stuck more
// likely than slow.
func (t Tempo) nextPoll(kind Kind, age time.Duration, webhooks bool) time.Duration {
	if webhooks && hasWebhook(kind) {
		return t.scaled(t.SafetyNet)
	}
	usual, step := 15*time.Minute, 10*time.Second
	switch kind {
	case KindTranslation, KindClipping:
		usual, step = 25*time.Minute, 15*time.Second
	case KindSession:
		usual, step = time.Hour, 20*time.Second
	default:
	}
	switch {
	case age < usual:
		return t.scaled(step)
	case age < 3*usual:
		return t.scaled(time.Minute)
	case age < 24*time.Hour:
		return t.scaled(10 * time.Minute)
	default:
		return t.scaled(time.Hour)
	}
}

// hasWebhook is true of kinds whose end HeyGen's webhooks tell.
func hasWebhook(kind Kind) bool {
	switch kind {
	case KindLipsync, KindRemoval, KindVoice, KindStream:
		return false
	default:
		return true
	}
}

// prunePoll is how often the queue of the daily pruning is read: a day is long.
func (t Tempo) prunePoll() time.Duration { return 15 * t.Sweep }

// lease is how long a poll may take before others poll instead.
func (t Tempo) lease() time.Duration { return t.scaled(30 * time.Second) }

// linkRetry is the pause before what is completed is asked for its link again.
func (t Tempo) linkRetry() time.Duration { return t.scaled(5 * time.Second) }

// retryDelay is the pause before a request without an answer is asked about once
// more, by its age.
func (t Tempo) retryDelay(age time.Duration) time.Duration {
	return min(max(age/4, t.Soonest), t.scaled(10*time.Minute))
}

// stuck is when a render that has not moved is taken for one that will not; a
// batch's last ones wait up to an hour for their turn.
func (t Tempo) stuck() time.Duration { return t.scaled(2 * time.Hour) }

// rowRetry is the pause before a row is sent again that was refused for a passing
// reason.
func (t Tempo) rowRetry() time.Duration { return t.scaled(30 * time.Second) }

// replayWindow is how long HeyGen surely answers under the old key; asking later
// would start the work anew.
func (t Tempo) replayWindow() time.Duration { return t.scaled(23 * time.Hour) }

// giveUp is when a lost answer is not looked for any more.
func (t Tempo) giveUp() time.Duration { return t.scaled(24 * time.Hour) }

func (t Tempo) scaled(d time.Duration) time.Duration {
	return max(time.Duration(float64(d)/t.Scale), t.Soonest)
}

// thisProcess names who sends: the host and the process.
func thisProcess() string {
	host, err := os.Hostname()
	if err != nil {
		host = "?"
	}
	return host + "/" + strconv.Itoa(os.Getpid())
}

// ownerDead is true where the process that sent is known to have ended. Of
// other hosts nothing is known.
func ownerDead(owner string) bool {
	at := strings.LastIndex(owner, "/")
	host, err := os.Hostname()
	if at < 0 || err != nil || owner[:at] != host {
		return false
	}
	pid, err := strconv.Atoi(owner[at+1:])
	return err == nil && pid != os.Getpid() && !alive(pid)
}
