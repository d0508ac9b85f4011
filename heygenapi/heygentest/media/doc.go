// Package media makes the files that the simulated HeyGen serves: playable MP4 videos of any length and
// aspect, captions that match a script, speech previews as WAV, portraits as PNG and GIF. All of it is drawn
// and computed by code; the same arguments give the same bytes.
//
// The package has its own small MP4 writer, since what it does is unusual and small: no Go library was
// found that repeats the encoded samples of a one-second clip for as long as a video should be, so that half
// an hour costs a few hundred kilobytes of memory and no encoder.
package media
