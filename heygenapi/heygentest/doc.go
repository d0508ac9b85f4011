// Package heygentest is a simulated HeyGen: the API v3 as its reference tells
// it, with an invented catalog of realistic size, jobs that advance on a clock,
// a wallet that is charged when a render completes, idempotency replay, limits,
// signed links that expire and serve real media, and faults on demand. Tests
// use it in-process; it also serves any HeyGen v3 client.
//
// # Magic words
//
// A script, prompt, text or title that holds one of these makes its request or
// job fail:
//
//	[[fail]]      the job fails, and is not charged (avatars and clones too)
//	[[stall]]     the job stops at a third of its way
//	[[late-url]]  the video is completed, and has no links at the first two looks
//	[[429]]       the request is answered 429 with Retry-After
//	[[500]]       the request is answered 500
//	[[timeout]]   the request is not answered until the client gives up; its
//	              idempotency key is in flight meanwhile
//	[[cut]]       the request is done, and its answer cut in the middle
//	[[html]]      the request is answered with a web page
//
// # Where HeyGen's reference is silent
//
// The answer to a batch's creation has no shape there; this one answers what a
// look at the batch answers. A template's variables are an object of name, type
// and properties. A source that is neither a video of this account nor an
// uploaded file is taken to last 30 seconds, a given audio file 20, a scene of
// given footage 5. A studio video costs what its speaking scenes cost; stills
// and footage cost nothing. A WebM link serves the bytes of an MP4. A lipsync is
// as long as the wanted part of its video, whatever the audio's length.
//
// A clipping's creation answers what a look at it answers. Its source, where
// nobody knows its length, is taken to last ten minutes; without duration_types
// it is cut into clips of 30 and 60 seconds, at most three a type, and a source
// shorter than every type becomes one clip. DELETE cancels a clipping that is
// under way, which then costs nothing and stays visible as cancelled; it removes
// one that is over.
//
// A background removal answers a link a layer: those that layers names, else
// foreground (a .webm, which has the alpha channel), alpha (the matte) and
// background. No price is public: the charge is recorded with 0 dollars. Its
// body is checked before its request_id is looked up; a known one answers its
// job as that now is. DELETE takes a job out of the list and its layers away; a
// look at it still answers, with the status deleted.
//
// Proofreads cost nothing themselves, and are written in English. An SRT file is
// really read: an uploaded one, or one at an own link or a loopback http address.
// Other addresses are refused with download_failed. Given subtitles are
// translated by nobody, so they are both the original's and the translation's;
// so are those that a translation is given as an asset, which other files and
// addresses leave as it was. Sounds are found by the words that they share with
// the query.
//
// The package knows nothing of the client in heygenapi: it is a second reading
// of the same reference.
package heygentest
