// Package post has the tools for what is done to finished videos: lip-sync, clips,
// background removal. It knows no other
// package of tools.
package post
