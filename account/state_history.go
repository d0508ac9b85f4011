package account

import (
	"fmt"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// mostStates bounds the memory of one account's unfinished jobs.
const mostStates = 4096

// StateHistory remembers since when a job has looked as it does, so that one
// which no longer moves is noticed. It is safe for concurrent use; two calls
// that see the same job at once may only make the memory a moment younger.
type StateHistory struct {
	seen *lru.Cache[string, sighting]
}

type sighting struct {
	state string
	since time.Time
}

func newStateHistory() (*StateHistory, error) {
	seen, err := lru.New[string, sighting](mostStates)
	if err != nil {
		return nil, fmt.Errorf("making the memory of jobs: %w", err)
	}
	return &StateHistory{seen: seen}, nil
}

// Known is true where the job was seen before.
func (s *StateHistory) Known(id string) bool { return s.seen.Contains(id) }

// Observe records how the job looks at the time, and gives since when it has
// looked so.
func (s *StateHistory) Observe(id, state string, at time.Time) time.Time {
	if last, ok := s.seen.Get(id); ok && last.state == state {
		return last.since
	}
	s.seen.Add(id, sighting{state: state, since: at})
	return at
}

// Forget drops a job that is over.
func (s *StateHistory) Forget(id string) { s.seen.Remove(id) }
