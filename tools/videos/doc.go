// Package videos has the tools for avatar videos: of one speaker, of scenes,
// cinematic ones, from templates, and batches of them. It knows no other
// package of tools.
package videos
