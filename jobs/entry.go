package jobs

import (
	"encoding/json"
	"time"

	"heygen-mcp/pricing"
)

// State is how far an entry of the ledger is.
type State string

// The states of an entry.
const (
	// Planned rows of a batch are not sent yet.
	Planned State = "planned"
	// Sending was written before the request left; there is no answer yet.
	Sending State = "sending"
	// Accepted by HeyGen, which gave ids; the work is under way.
	Accepted State = "accepted"
	// Refused by HeyGen: nothing was started.
	Refused State = "refused"
	// Uncertain is where HeyGen's answer was lost and no key makes it safe to
	// ask again.
	Uncertain State = "uncertain"
	// Completed work has its result, and was paid for.
	Completed State = "completed"
	// Failed work is not billed.
	Failed State = "failed"
	// Cancelled rows were never sent.
	Cancelled State = "cancelled"
)

// States lists them all.
func States() []State {
	return []State{Planned, Sending, Accepted, Refused, Uncertain, Completed, Failed, Cancelled}
}

// Final is true where nothing more will happen.
func (s State) Final() bool {
	switch s {
	case Refused, Completed, Failed, Cancelled:
		return true
	default:
		return false
	}
}

// spends is true where the entry counts against budgets.
func (s State) spends() bool { return s != Refused && s != Failed && s != Cancelled }

// Kind is what a job makes, and so how it is watched.
type Kind string

// The kinds of jobs.
const (
	KindVideo       Kind = "video"
	KindTranslation Kind = "translation"
	KindSession     Kind = "agent_session"
	KindLipsync     Kind = "lipsync"
	KindClipping    Kind = "clipping"
	KindRemoval     Kind = "background_removal"
	KindProofread   Kind = "proofread"
	KindAvatar      Kind = "avatar"
	KindVoice       Kind = "voice"
	KindSpeech      Kind = "speech"
	KindStream      Kind = "stream"
)

// Kinds lists them all.
func Kinds() []Kind {
	return []Kind{
		KindVideo, KindTranslation, KindSession, KindLipsync, KindClipping, KindRemoval, KindProofread, KindAvatar, KindVoice, KindSpeech, KindStream,
	}
}

// Entry is one call that spends, as the ledger has it.
type Entry struct {
	// ID is the ledger's own.
	ID string `json:"job_id"`
	// Account is a digest of the credential.
	Account string `json:"account"`
	// Session tells the callers of one server apart; it may be empty.
	Session string          `json:"session,omitempty"`
	Tool    string          `json:"tool"`
	Product pricing.Product `json:"product,omitempty"`
	Kind    Kind            `json:"kind"`
	Title   string          `json:"title,omitempty"`
	// ArgsHash is a digest of the tool and its arguments.
	ArgsHash string `json:"args_hash"`
	// Key is the idempotency key that the request carries.
	Key string `json:"idempotency_key"`
	// Idempotent is true where HeyGen honours the key.
	Idempotent bool `json:"keyed"`
	// Owner is the process that has a request under way: its host and number;
	// empty where none has.
	Owner string `json:"-"`
	State State  `json:"state"`
	// EstimateMin and EstimateMax are US dollars; both 0 where unknown.
	EstimateMin float64 `json:"estimate_min_usd"`
	EstimateMax float64 `json:"estimate_max_usd"`
	// UnitUSD is the price of a second, 0 where it goes by something else.
	UnitUSD float64 `json:"-"`
	// CostUSD is what it did cost as far as known: nil until it is finished.
	CostUSD *float64 `json:"cost_usd,omitempty"`
	// RateCard is the date of the prices.
	RateCard string `json:"rate_card,omitempty"`
	// Method, Path and Request are what was sent, without credentials. They
	// are dropped once HeyGen has taken or refused it.
	Method  string          `json:"-"`
	Path    string          `json:"-"`
	Request json.RawMessage `json:"-"`
	// Answer is HeyGen's answer's data.
	Answer       json.RawMessage `json:"-"`
	ErrorCode    string          `json:"error_code,omitempty"`
	ErrorMessage string          `json:"error,omitempty"`
	// BatchID and Row place a row of a batch; Row counts from 0.
	BatchID string `json:"batch_id,omitempty"`
	Row     int    `json:"row,omitempty"`
	// Download is true where the file is to be fetched when it is done.
	Download bool `json:"download,omitempty"`
	// Files are where it was saved.
	Files []string `json:"files,omitempty"`

	CreatedAt time.Time `json:"created_at"`
	// DueAt is when it is to be sent, asked about or looked for next; zero where
	// it is not.
	DueAt      time.Time `json:"-"`
	SentAt     time.Time `json:"sent_at,omitzero"`
	AnsweredAt time.Time `json:"answered_at,omitzero"`
	FinishedAt time.Time `json:"finished_at,omitzero"`

	// Renders are the ids that HeyGen gave.
	Renders []Render `json:"renders,omitempty"`
}

// IDs are HeyGen's ids of the entry's renders.
func (e Entry) IDs() []string {
	ids := make([]string, len(e.Renders))
	for i, r := range e.Renders {
		ids[i] = r.ID
	}
	return ids
}

// Render is one thing that HeyGen makes for an entry: a translation into three
// languages has three.
type Render struct {
	Kind     Kind   `json:"kind"`
	ID       string `json:"id"`
	Status   string `json:"status"`
	Progress int    `json:"progress,omitempty"`
	Failure  string `json:"failure,omitempty"`
	// Done is true where nothing more will happen.
	Done bool `json:"done"`
	// Seconds is its length, once it is done; 0 where HeyGen does not tell.
	Seconds float64 `json:"seconds,omitempty"`
	// CreatedAt is when HeyGen accepted it, ChangedAt when it last moved.
	CreatedAt time.Time `json:"created_at"`
	ChangedAt time.Time `json:"changed_at"`
	// PolledAt is when it was last asked for, or until when HeyGen wants not to
	// be asked. LookAt is when it is next.
	PolledAt   time.Time `json:"-"`
	NextPollAt time.Time `json:"-"`
	Account    string    `json:"-"`
	JobID      string    `json:"-"`
}
