// Package sim is the simulated account that all resources of the simulated
// HeyGen share: its clock and ids, its wallet, its jobs and batches, its assets,
// its signed links and what happens to it. Kinds of resources stand in packages
// of their own, which tell the account what it has to know by a [Kind]; this
// package knows none of them, and no HTTP server.
package sim
