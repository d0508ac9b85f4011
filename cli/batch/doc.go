// Package batch is the batch command: a video or a translation for each row of a
// table, followed to its end. It knows no other command and reaches HeyGen through
// the tools alone.
package batch
