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
// # Webhooks
//
// Events and the callbacks of jobs are really sent, to loopback addresses unless
// [WithDeliveryTo] says otherwise: by [Server.Deliver], and many times a second
// by a server that listens. A new address is asked with OPTIONS first. A delivery
// that is not answered with 2xx within ten seconds is repeated after 30 seconds,
// then after twice as long each time, an hour at most, until a day has passed. A
// secret that is rotated signs from the next attempt on. entity_id limits an
// endpoint to the events whose data name that id; an empty list of events is
// refused.
//
// A video's success also tells of its GIF, and of its captioned copy where it has
// one. A session tells of the video that it made, with session_id and video_id.
// An avatar's event names avatar_id and avatar_group_id, and that of a digital
// twin waits for the consent; a batch's repeats its counts; a proofread's and a
// clipping's name proofread_id and clipping_id. Failures of what is not
// avatar_video, video_agent or an avatar say why in message, those in msg. Nobody
// is told of a clipping that was cancelled. The callback of a lipsync comes as
// lipsync.success or lipsync.fail, which are no events. [Server.Emit] sends the
// events that end no job here. The list of events has all that happened, whether
// or not anybody wanted to know.
//
// # Streaming in real time
//
// A stream begins three seconds after its request. Between two pieces of speech
// nothing is streamed and its playlist stays as it is; only speech is charged, at
// the stream's end, and nothing where that is an error. The last segment is
// filled up to two seconds. Idleness counts from the last text or the end of
// speech, and completes a stream. A stream that takes no more text, as tts and
// audio never do, answers 410 with the code conflict. buffered_bytes is the share
// of the whole text that has not been said. The playlist stands in hls_url and
// url, an error's text in error_message.
//
// # LiveAvatar
//
// It answers under /liveavatar with code 1000 for a success (an assumption: the
// reference has 100 as the default), and with the HTTP status as the code of a
// failure; bad input is 422. Stop and keep-alive take the session's token, or
// the key with session_id. Stop may be asked again. Every minute that has begun
// costs its credits; a session ends where they do not reach for the next one.
// Sessions last an hour at most, free ones a minute. Timestamps of transcripts
// are Unix seconds; next_timestamp is the start_timestamp to ask for next.
// Public avatars and voices need no key. Nobody is behind livekit_url.
//
// # Packages
//
// This package is the face: the server, its options, clocks, faults and
// idempotency. The resources stand in packages below it, one for each group
// (videos, dubbing, editing, realtime, liveavatar, catalog, assets, webhooks),
// which know no other but the catalog; sim is the account that they share, and
// rest the form of requests and answers. An operation is one declaration in its
// package's Operations. cast invents the catalog, media draws the files.
//
// None of them knows the client in heygenapi: this is a second reading of the
// same reference.
package heygentest
