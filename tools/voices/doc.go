// Package voices has the tools for voices: finding, cloning and deleting them, and
// speech without a video. It knows no other
// package of tools.
package voices
