// Package liveavatar is a typed client of LiveAvatar, HeyGen's product for
// talking with an avatar in real time. It has an address, keys and credits of
// its own: a HeyGen key does not open it.
//
//	key, err := liveavatar.NewKey(os.Getenv("LIVEAVATAR_API_KEY"))
//	client, err := liveavatar.New(key)
//	session, err := client.CreateSession(ctx, liveavatar.SessionRequest{Mode: liveavatar.Full, AvatarID: "..."})
//	room, err := client.StartSession(ctx, session.Token)
//
// An application then joins the LiveKit room; [Client.KeepAlive] and
// [Client.StopSession] are for whoever watches over the session, which costs
// credits by the minute. Reads are repeated on 429, on 5xx and on broken
// connections; what changes anything is sent once, and [Uncertain] tells an
// outcome that nobody knows.
//
// Facts about the API are as of November 2026, from LiveAvatar's public docs.
package liveavatar
