package catalog_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi/heygentest"
)

func TestGroups(t *testing.T) {
	t.Parallel()
	c, _ := newCatalog(t, nil)
	own, err := c.FindGroups(t.Context(), catalog.GroupQuery{Ownership: "private", Limit: 100})
	require.NoError(t, err)
	require.NotEmpty(t, own.Items)
	for _, g := range own.Items {
		assert.True(t, g.Private)
		assert.NotEmpty(t, g.Status)
	}
	all, err := c.FindGroups(t.Context(), catalog.GroupQuery{Limit: 1000})
	require.NoError(t, err)
	assert.Equal(t, own.Items[0].ID, all.Items[0].ID, "the account's own come first")
	public, err := c.FindGroups(t.Context(), catalog.GroupQuery{Ownership: "public", Gender: "male", Limit: 1000})
	require.NoError(t, err)
	require.NotEmpty(t, public.Items)
	for _, g := range public.Items {
		assert.False(t, g.Private)
		assert.Equal(t, "male", g.Gender)
	}
	one, err := c.Group(t.Context(), own.Items[0].ID)
	require.NoError(t, err)
	assert.True(t, one.Private)
	one, err = c.Group(t.Context(), public.Items[0].ID)
	require.NoError(t, err)
	assert.False(t, one.Private)

	looks, err := c.Looks(t.Context())
	require.NoError(t, err)
	_, err = c.Group(t.Context(), looks[50].ID)
	unknown := new(catalog.UnknownError)
	require.ErrorAs(t, err, &unknown)
	assert.Equal(t, []string{looks[50].GroupID}, unknown.Candidates)
	_, err = c.Group(t.Context(), "nobody")
	require.ErrorAs(t, err, &unknown)
	assert.Empty(t, unknown.Candidates)
}

// TestInvalidationFetchesTheOwn only: what is public stays, which is most.
func TestInvalidationFetchesTheOwn(t *testing.T) {
	t.Parallel()
	c, heygen := newCatalog(t, nil)
	count := func(warm func() error) int {
		t.Helper()
		before := len(heygen.Requests())
		require.NoError(t, warm())
		return len(heygen.Requests()) - before
	}
	looks := func() error { _, err := c.Looks(t.Context()); return err }
	voices := func() error { _, err := c.Voices(t.Context()); return err }
	cold := [2]int{count(looks), count(voices)}
	assert.Equal(t, [2]int{0, 0}, [2]int{count(looks), count(voices)})
	c.InvalidateAvatars()
	c.InvalidateVoices()
	again := [2]int{count(looks), count(voices)}
	assert.Equal(t, [2]int{2, 1}, again, "a page of groups, one of looks and one of voices")
	c.Invalidate()
	assert.Equal(t, cold, [2]int{count(looks), count(voices)})
}

// TestListsInTheMakingGrowOldSoon: while something is being made, its list is
// kept for seconds only.
func TestListsInTheMakingGrowOldSoon(t *testing.T) {
	t.Parallel()
	var now atomic.Int64
	c, heygen := newCatalogAt(t, nil, func() time.Time { return time.Unix(now.Load(), 0) })
	find := func() []heygentest.Request {
		t.Helper()
		before := len(heygen.Requests())
		_, err := c.FindLooks(t.Context(), catalog.LookQuery{Ownership: "private"})
		require.NoError(t, err)
		return heygen.Requests()[before:]
	}
	find()
	now.Add(10)
	assert.Empty(t, find())
	now.Add(60)
	requests := find()
	assert.NotEmpty(t, requests, "the account has a look that is being made")
	for _, r := range requests {
		assert.NotContains(t, r.Query, "ownership=public", r.Path)
	}
}

// TestALookInTheMakingIsLookedAtAnew instead of being called unready until the
// list is old.
func TestALookInTheMakingIsLookedAtAnew(t *testing.T) {
	t.Parallel()
	c, heygen := newCatalog(t, nil)
	looks, err := c.Looks(t.Context())
	require.NoError(t, err)
	for _, l := range looks {
		if !l.Private {
			continue
		}
		before := len(heygen.Requests())
		got, err := c.Look(t.Context(), l.ID)
		require.NoError(t, err)
		assert.Equal(t, l.GroupName, got.GroupName)
		assert.Equal(t, l.Status.Unfinished(), len(heygen.Requests()) > before, "%s is %s", l.ID, l.Status)
	}
}
