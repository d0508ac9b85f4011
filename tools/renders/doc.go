// Package renders has the tools for what becomes of everything that was created:
// its state, files, batches, the list of paid jobs, deletion. It knows no other
// package of tools.
package renders
