// Package heygenapi is a typed client of HeyGen's API v3: videos, the Video
// Agent, translations and proofreads, lipsyncs, clips, background removals,
// avatars, voices, sounds, templates, assets, brands, webhooks, real-time
// avatars and the account. A file holds one group of operations, and what most
// groups have alike stands in resources.go. Requests and answers are typed in
// full, a union has one Go type a branch, and what HeyGen adds later stays
// readable in each answer's Extra. The package knows nothing of MCP, of the
// ledger or of the simulated HeyGen.
//
//	key, err := heygenapi.APIKey(os.Getenv("HEYGEN_API_KEY"))
//	client, err := heygenapi.New(key)
//	video, err := client.CreateVideo(ctx, heygenapi.AvatarVideo{AvatarID: "...", Script: "Hello."})
//
// Reads are repeated on 429, on 5xx and on broken connections. A call that may
// cost money is repeated only after 429, or where HeyGen honours an idempotency
// key, which the call then carries; [Uncertain] tells an outcome that nobody
// knows. Lists come as one page with a cursor, or as an iterator that fetches
// pages as they are used up.
//
// Facts about the API are as of November 2026, from HeyGen's reference.
package heygenapi
