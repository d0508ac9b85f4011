//go:build !race

package tools_test

import "time"

// tellEach is which of the stories are told: all.
const tellEach = 1

// awhile is how long a test waits for what comes by itself.
const awhile = time.Minute
