//go:build race

package tools_test

import "time"

// tellEach is which of the stories are told: the race detector, which slows
// SQLite thirtyfold, watches a few.
const tellEach = 60

// awhile is how long a test waits for what comes by itself.
const awhile = 5 * time.Minute
