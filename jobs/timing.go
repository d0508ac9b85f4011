package jobs

import (
	"os"
	"strconv"
	"strings"
	"time"
)

// Timing says how soon things happen. The zero value is [DefaultTiming].
type Timing struct {
	// PollInterval is how often each process looks into the ledger for what is due,
	// while something is unfinished; a fifth as often otherwise.
	PollInterval time.Duration
	// RequestLease is how long a request without an answer is left alone before it
	// is asked about; a live attempt is over by then.
	RequestLease time.Duration
	// MinPollInterval is the least pause between two looks at one account's work, which
	// is what someone who waits gets.
	MinPollInterval time.Duration
	// WebhookPollInterval is the pause between looks where webhooks tell what happens.
	WebhookPollInterval time.Duration
	// ClockSkew is how far HeyGen's clock and this machine's may be apart.
	ClockSkew time.Duration
	// Speed shortens the pauses for a HeyGen that runs faster than real time;
	// 1 when zero.
	Speed float64
}

// DefaultTiming gives the pauses that suit HeyGen: its writes end within two
// minutes, its renders take minutes.
func DefaultTiming() Timing {
	return Timing{PollInterval: 2 * time.Second, RequestLease: 150 * time.Second, MinPollInterval: 3 * time.Second, WebhookPollInterval: time.Hour, ClockSkew: 90 * time.Second, Speed: 1}
}

func (t Timing) withDefaults() Timing {
	or := func(v, fallback time.Duration) time.Duration {
		if v > 0 {
			return v
		}
		return fallback
	}
	d := DefaultTiming()
	t.PollInterval, t.RequestLease = or(t.PollInterval, d.PollInterval), or(t.RequestLease, d.RequestLease)
	t.ClockSkew = or(t.ClockSkew, d.ClockSkew)
	t.MinPollInterval, t.WebhookPollInterval = or(t.MinPollInterval, d.MinPollInterval), or(t.WebhookPollInterval, d.WebhookPollInterval)
	if t.Speed <= 0 {
		t.Speed = 1
	}
	return t
}

// firstPoll is when a new job is first asked for: nothing is ready before.
func (t Timing) firstPoll(kind Kind) time.Duration {
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
func (t Timing) nextPoll(kind Kind, age time.Duration, webhooks bool) time.Duration {
	if webhooks && hasWebhook(kind) {
		return t.scaled(t.WebhookPollInterval)
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
func (t Timing) prunePoll() time.Duration { return 15 * t.PollInterval }

// lease is how long a poll may take before others poll instead.
func (t Timing) lease() time.Duration { return t.scaled(30 * time.Second) }

// linkRetry is the pause before what is completed is asked for its link again.
func (t Timing) linkRetry() time.Duration { return t.scaled(5 * time.Second) }

// retryDelay is the pause before a request without an answer is asked about once
// more, by its age.
func (t Timing) retryDelay(age time.Duration) time.Duration {
	return min(max(age/4, t.MinPollInterval), t.scaled(10*time.Minute))
}

// stuck is when a render that has not moved is taken for one that will not; a
// batch's last ones wait up to an hour for their turn.
func (t Timing) stuck() time.Duration { return t.scaled(2 * time.Hour) }

// rowRetry is the pause before a row is sent again that was refused for a passing
// reason.
func (t Timing) rowRetry() time.Duration { return t.scaled(30 * time.Second) }

// replayWindow is how long HeyGen surely answers under the old key; asking later
// would start the work anew.
func (t Timing) replayWindow() time.Duration { return t.scaled(23 * time.Hour) }

// giveUp is when a lost answer is not looked for any more.
func (t Timing) giveUp() time.Duration { return t.scaled(24 * time.Hour) }

func (t Timing) scaled(d time.Duration) time.Duration {
	return max(time.Duration(float64(d)/t.Speed), t.MinPollInterval)
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
