//go:build !race

package ledgertest

// crowd is how many times fewer tests run at once: as many as are asked for.
const crowd = 1
