// Package demo is the demo command, which makes a video on the simulated HeyGen. It
// knows no other command and no real HeyGen.
package demo
