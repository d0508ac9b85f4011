package kit

import (
	"time"
)

// Person is somebody behind the client who can be asked.
type Person interface {
	// CanAnswer is true where the client can put a question to its user.
	CanAnswer() bool
	// Answer is what the user said to the question asked with the state, or
	// nothing yet.
	Answer() (action, state string)
}

// Question is a tool's failure to go on without a person's word. It is no
// failure for the client: it puts the question.
type Question struct {
	// Message is what the person reads.
	Message string
	// State comes back with the answer, unread by the client.
	State string
	// Patience is how long a call waits for the answer, where the protocol makes
	// it wait.
	Patience time.Duration
	// Unanswered makes the failure of a call whose question got no answer, for
	// the reason given, if there is one.
	Unanswered func(cause error) error
}

// Error implements error.
func (q *Question) Error() string { return "waiting for the user's consent" }
