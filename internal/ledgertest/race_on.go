//go:build race

package ledgertest

// crowd is how many times fewer tests run at once: under the race detector they
// compute more than they wait.
const crowd = 3
