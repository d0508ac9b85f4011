// Package media makes the files that the simulated HeyGen serves: playable MP4 videos of any length and
// aspect, captions that match a script, speech previews as WAV, portraits as PNG and GIF. All of it is drawn
// and computed by code; the same arguments give the same bytes.
//
// MP4, SRT and WAV are written by hand. mp4ff and go-mp4 know every box, and would take over the hundred
// lines of boxes.go; what there is to do is the rest: repeating the encoded samples of a one-second clip for as long
// as a video should be, so that half an hour costs a few hundred kilobytes of memory and no encoder. go-astisub
// reads what HeyGen would refuse (an end before its start, cues that overlap) and costs each start of a program
// milliseconds for formats that are not needed; what is needed of SubRip and WebVTT is two short functions.
package media
