package liveavatar_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/heygenapi/liveavatar"
)

// TestASession goes through a whole session on the simulated LiveAvatar.
func TestASession(t *testing.T) {
	t.Parallel()
	clock := heygentest.NewStepClock(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), 15*time.Second)
	simulated, err := heygentest.Start(heygentest.WithClock(clock))
	require.NoError(t, err)
	t.Cleanup(simulated.Close)
	c, ctx := newClient(t, simulated.URL+"/liveavatar"), t.Context()
	avatars, err := c.ListPublicAvatars(ctx, liveavatar.PageOptions{Size: 2})
	require.NoError(t, err)
	require.Len(t, avatars.Items, 2)
	assert.True(t, avatars.More)
	second, err := c.ListPublicAvatars(ctx, liveavatar.PageOptions{Page: 2, Size: 2})
	require.NoError(t, err)
	assert.NotEqual(t, avatars.Items[0].ID, second.Items[0].ID)
	voices, err := c.ListVoices(ctx, liveavatar.PageOptions{Size: 1})
	require.NoError(t, err)
	_, err = c.ListAvatars(ctx, liveavatar.PageOptions{})
	require.NoError(t, err)
	before, err := c.Credits(ctx)
	require.NoError(t, err)

	session, err := c.CreateSession(ctx, liveavatar.SessionRequest{Mode: liveavatar.Full, AvatarID: avatars.Items[0].ID, Persona: &liveavatar.Persona{VoiceID: voices.Items[0].ID}})
	require.NoError(t, err)
	room, err := c.StartSession(ctx, session.Token)
	require.NoError(t, err)
	assert.Equal(t, session.ID, room.SessionID)
	assert.NotEmpty(t, room.ClientToken)
	require.NoError(t, c.KeepAlive(ctx, session))
	require.NoError(t, c.KeepAlive(ctx, liveavatar.Session{ID: session.ID}), "the key and the id will do")
	said, err := c.Transcript(ctx, session.ID, 0)
	require.NoError(t, err)
	require.NotEmpty(t, said.Lines)
	assert.True(t, said.Active)
	later, err := c.Transcript(ctx, session.ID, said.Next)
	require.NoError(t, err)
	assert.NotContains(t, later.Lines, said.Lines[0])
	require.NoError(t, c.StopSession(ctx, session))
	require.NoError(t, c.StopSession(ctx, liveavatar.Session{ID: session.ID}))
	assert.True(t, liveavatar.IsConflict(c.KeepAlive(ctx, session)))
	after, err := c.Credits(ctx)
	require.NoError(t, err)
	assert.Less(t, after, before)
}

// Start a free session, and end it.
func Example() {
	simulated, err := heygentest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer simulated.Close()
	key, err := liveavatar.NewKey("la_example")
	if err != nil {
		fmt.Println(err)
		return
	}
	// Without the base address it is LiveAvatar itself.
	client, err := liveavatar.New(key, liveavatar.WithBaseURL(simulated.URL+"/liveavatar"))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	avatars, err := client.ListPublicAvatars(ctx, liveavatar.PageOptions{Size: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	session, err := client.CreateSession(ctx, liveavatar.SessionRequest{Mode: liveavatar.Lite, AvatarID: avatars.Items[0].ID, Sandbox: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	room, err := client.StartSession(ctx, session.Token)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("to join:", room.URL != "", room.ClientToken != "", "seconds:", room.MaxSeconds)
	fmt.Println(client.StopSession(ctx, session))
	// Output:
	// to join: true true seconds: 60
	// <nil>
}
