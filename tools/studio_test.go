package tools_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/tools/kit"
)

type groupAnswer struct {
	GroupID       string `json:"group_id"`
	Name          string `json:"name"`
	LooksCount    int    `json:"looks_count"`
	Own           bool   `json:"own"`
	Status        string `json:"status"`
	ConsentStatus string `json:"consent_status"`
	Looks         []struct {
		AvatarID string `json:"avatar_id"`
		Name     string `json:"name"`
		Ready    bool   `json:"ready"`
		Status   string `json:"status"`
		Problem  string `json:"problem"`
	} `json:"looks"`
	NextCursor string `json:"next_cursor"`
	Next       string `json:"next"`
}

type avatarAnswer struct {
	AvatarID      string `json:"avatar_id"`
	GroupID       string `json:"group_id"`
	Status        string `json:"status"`
	ConsentStatus string `json:"consent_status"`
	Estimate      struct {
		USD struct{ Min, Max float64 } `json:"usd"`
	} `json:"estimate"`
	Next string `json:"next"`
}

// untilMade looks at a group until nothing of it is processing; every look
// moves the simulated clock on.
func (b *bench) untilMade(groupID string) groupAnswer {
	b.t.Helper()
	var g groupAnswer
	for range 40 {
		g = groupAnswer{}
		b.call("get_avatar_group", map[string]any{"group_id": groupID}, &g)
		if g.Status != "processing" {
			return g
		}
	}
	b.t.Fatalf("group %s is never made", groupID)
	return g
}

func (b *bench) ownGroups() []groupAnswer {
	b.t.Helper()
	var found struct{ Items []groupAnswer }
	b.call("list_avatar_groups", map[string]any{"ownership": "private", "limit": 50}, &found)
	return found.Items
}

// TestPhotoAvatarFromBeginningToEnd makes a look, uses it, adds one, renames it
// and deletes both; the lists know at once.
func TestPhotoAvatarFromBeginningToEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	before := b.ownGroups()
	voice := b.someLook(nil).DefaultVoiceID
	b.ownVoices() // every request moves the clock on
	photo := b.upload(t, "me.png", pngFile())
	args := map[string]any{"name": "Ada in the office", "image_asset_id": photo, "dry_run": true}
	var made avatarAnswer
	b.call("create_avatar", args, &made)
	assert.Equal(t, "dry_run", made.Status)
	assert.InDelta(t, 1, made.Estimate.USD.Max, 0.001)
	assert.Empty(t, made.AvatarID)
	assert.Len(t, b.ownGroups(), len(before), "a dry run makes nothing")

	args["dry_run"] = false
	b.call("create_avatar", args, &made)
	assert.Equal(t, "processing", made.Status)
	assert.Contains(t, made.Next, "get_avatar_group")
	now := b.ownGroups()
	require.Len(t, now, len(before)+1, "the list knows of it at once")
	failure := b.refused("create_video", map[string]any{"avatar_id": made.AvatarID, "script": "Hello.", "voice_id": voice})
	assert.Equal(t, "resource_not_ready", failure.Code)

	group := b.untilMade(made.GroupID)
	require.Len(t, group.Looks, 1)
	assert.True(t, group.Looks[0].Ready)
	assert.True(t, group.Own)
	assert.Contains(t, group.Next, "create_video")
	require.Len(t, b.heygen.Charges(), 1)
	assert.InDelta(t, 1, b.heygen.Charges()[0].USD, 0.001)
	var video struct {
		VideoID string `json:"video_id"`
	}
	b.call("create_video", map[string]any{"avatar_id": made.AvatarID, "script": "Hello.", "voice_id": voice}, &video)
	assert.NotEmpty(t, video.VideoID, "no list is too old to know that it is ready")

	var second avatarAnswer
	b.call("create_avatar", map[string]any{"name": "Ada at sea", "prompt": "On a sailing boat.", "group_id": made.GroupID, "avatar_id": made.AvatarID, "reference_image_asset_ids": []string{photo}}, &second)
	assert.Equal(t, made.GroupID, second.GroupID)
	var renamed struct{ Name, Was string }
	b.call("update_avatar_look", map[string]any{"avatar_id": second.AvatarID, "name": "Ada on a boat"}, &renamed)
	assert.Equal(t, "Ada at sea", renamed.Was)
	names := map[string]string{}
	for _, l := range b.looks(map[string]any{"group_id": made.GroupID}) {
		names[l.AvatarID] = l.Name
	}
	assert.Equal(t, map[string]string{made.AvatarID: "Ada in the office", second.AvatarID: "Ada on a boat"}, names)

	var gone struct {
		Looks int
		Name  string
	}
	b.call("delete_avatar", map[string]any{"avatar_id": second.AvatarID}, &gone)
	assert.Len(t, b.looks(map[string]any{"group_id": made.GroupID}), 1)
	b.call("delete_avatar", map[string]any{"group_id": made.GroupID}, &gone)
	assert.Equal(t, 1, gone.Looks)
	assert.Len(t, b.ownGroups(), len(before))
	assert.Contains(t, b.refused("get_avatar_look", map[string]any{"avatar_id": made.AvatarID}).Message, "no such")
}

// TestDigitalTwinNeedsConsent: the footage's person consents by a link or a
// video, and only then the look serves.
func TestDigitalTwinNeedsConsent(t *testing.T) {
	t.Parallel()
	asked := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	b := newBench(t, withEnv(func(e *kit.Env) { e.Now = func() time.Time { return asked } }))
	footage := b.upload(t, "me.mp4", mp4File())
	var made avatarAnswer
	b.call("create_avatar", map[string]any{"name": "Grace", "video_asset_id": footage}, &made)
	assert.Equal(t, "pending", made.ConsentStatus)
	assert.Contains(t, made.Next, "create_avatar_consent")
	group := b.untilMade(made.GroupID)
	assert.Equal(t, "pending_consent", group.Status)
	assert.False(t, group.Looks[0].Ready)
	assert.Contains(t, group.Next, "create_avatar_consent")

	var consent struct {
		URL       string `json:"url"`
		ExpiresAt string `json:"expires_at"`
		Status    string `json:"consent_status"`
		Next      string `json:"next"`
	}
	b.call("create_avatar_consent", map[string]any{"group_id": made.GroupID, "consent_text": "I agree.", "reroute_url": "https://example.com/thanks"}, &consent)
	assert.Contains(t, consent.URL, "/consent/")
	assert.Equal(t, "2026-11-03T12:00:00Z", consent.ExpiresAt)
	assert.Contains(t, consent.Next, "Grace")

	consent.URL, consent.ExpiresAt = "", ""
	b.call("create_avatar_consent", map[string]any{"group_id": made.GroupID, "consent_video_asset_id": footage}, &consent)
	assert.Empty(t, consent.URL)
	assert.Empty(t, consent.ExpiresAt)
	assert.Equal(t, "approved", consent.Status)
	assert.Contains(t, consent.Next, "create_video")
	assert.True(t, b.untilMade(made.GroupID).Looks[0].Ready)
}

func TestAvatarThatFails(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/avatars", Kind: heygentest.FaultFailJob})))
	var made avatarAnswer
	b.call("create_avatar", map[string]any{"name": "Nobody", "prompt": "An empty room."}, &made)
	group := b.untilMade(made.GroupID)
	assert.Equal(t, "failed", group.Status)
	assert.NotEmpty(t, group.Looks[0].Problem)
	assert.Contains(t, group.Next, "without charge")
	assert.Empty(t, b.heygen.Charges())
}

// TestAvatarIsPaidOnce although HeyGen's answer is lost: its key is honoured.
func TestAvatarIsPaidOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/avatars", Times: 1, Kind: heygentest.FaultDropAfter})))
	before := len(b.ownGroups())
	var made avatarAnswer
	b.call("create_avatar", map[string]any{"name": "Ada", "prompt": "A baker in her shop."}, &made)
	b.untilMade(made.GroupID)
	assert.Len(t, b.heygen.Charges(), 1)
	assert.Len(t, b.ownGroups(), before+1)
	sent := b.paid()
	require.Len(t, sent, 2)
	assert.NotEmpty(t, sent[0].Header.Get("Idempotency-Key"))
	assert.Equal(t, sent[0].Header.Get("Idempotency-Key"), sent[1].Header.Get("Idempotency-Key"))
}

// TestAvatarOfUnknownOutcome: where every answer is lost, the assistant is told
// where to look.
func TestAvatarOfUnknownOutcome(t *testing.T) {
	t.Parallel()
	b := newBench(t, withHeyGen(heygentest.WithFault(heygentest.Fault{Method: "POST", Path: "/v3/avatars", Kind: heygentest.FaultDropAfter})))
	before := len(b.ownGroups())
	failure := b.refused("create_avatar", map[string]any{"name": "Ada", "prompt": "A baker in her shop."})
	assert.Equal(t, "outcome_unknown", failure.Code)
	assert.False(t, failure.Retryable)
	assert.Contains(t, failure.Hint, "list_avatars with ownership private")
	assert.Len(t, b.ownGroups(), before+1, "it is there, once, and the list shows it")
}

func TestAssetsOfAvatarsAreNamed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for field, args := range map[string]map[string]any{
		"image_asset_id": {"name": "A", "image_asset_id": "nothing"},
		"video_asset_id": {"name": "A", "video_asset_id": "nothing"},
	} {
		failure := b.refused("create_avatar", args)
		assert.Equal(t, field, failure.Field)
		assert.Equal(t, "asset_not_found", failure.Code)
	}
}

// TestGroupsAreSearched by name, forgiving typos, and paged without repeats.
func TestGroupsAreSearched(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	seen := map[string]bool{}
	args := map[string]any{"limit": 50, "gender": "female"}
	for {
		var page struct {
			Items      []groupAnswer
			NextCursor string `json:"next_cursor"`
			Total      int
		}
		b.call("list_avatar_groups", args, &page)
		for _, g := range page.Items {
			assert.False(t, seen[g.GroupID])
			seen[g.GroupID] = true
			assert.Positive(t, g.LooksCount)
		}
		if page.NextCursor == "" {
			assert.Len(t, seen, page.Total)
			break
		}
		args["cursor"] = page.NextCursor
	}
	own := b.ownGroups()
	require.NotEmpty(t, own)
	var found struct{ Items []groupAnswer }
	b.call("list_avatar_groups", map[string]any{"query": own[0].Name}, &found)
	require.NotEmpty(t, found.Items)
	assert.Equal(t, own[0].GroupID, found.Items[0].GroupID)
}

// TestLooksOfAGroupArePaged with HeyGen's own pages.
func TestLooksOfAGroupArePaged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var group groupAnswer
	for _, g := range b.ownGroups() {
		if g.LooksCount >= 4 {
			group = g
		}
	}
	seen := map[string]bool{}
	args := map[string]any{"group_id": group.GroupID, "limit": 3}
	for range 5 {
		var page groupAnswer
		b.call("get_avatar_group", args, &page)
		for _, l := range page.Looks {
			seen[l.AvatarID] = true
		}
		if page.NextCursor == "" {
			break
		}
		args["cursor"] = page.NextCursor
	}
	assert.Len(t, seen, group.LooksCount)
}
