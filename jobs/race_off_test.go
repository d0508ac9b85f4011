//go:build !race

package jobs_test

const (
	// tellEach is which of the stories of faults are told: all.
	tellEach = 1
	// slowdown is how much longer things take: they do not.
	slowdown = 1
)
