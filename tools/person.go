package tools

import "time"

// person is somebody behind the client who can be asked.
type person interface {
	// canAnswer is true where the client can put a question to its user.
	canAnswer() bool
	// answer is what the user said to the question asked with the state, or
	// nothing yet.
	answer() (action, state string)
}

// question is a tool's failure to go on without a person's word. It is no
// failure for the client: it puts the question.
type question struct {
	// message is what the person reads.
	message string
	// state comes back with the answer, unread by the client.
	state string
	// patience is how long a call waits for the answer, where the protocol makes
	// it wait.
	patience time.Duration
	// unanswered makes the failure of a call whose question got no answer, for
	// the reason given, if there is one.
	unanswered func(cause error) error
}

// Error implements error.
func (q *question) Error() string { return "waiting for the user's consent" }
