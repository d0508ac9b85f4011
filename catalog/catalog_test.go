package catalog_test

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sourcegraph/conc"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
)

// newCatalog is a catalog of the simulated HeyGen, whose requests it counts.
func newCatalog(t testing.TB, faults []heygentest.Fault) (*catalog.Catalog, *heygentest.Server) {
	t.Helper()
	return newCatalogAt(t, faults, time.Now)
}

// newCatalogAt is one whose clock the test turns.
func newCatalogAt(t testing.TB, faults []heygentest.Fault, now func() time.Time) (*catalog.Catalog, *heygentest.Server) {
	t.Helper()
	var with []heygentest.Option
	for _, f := range faults {
		with = append(with, heygentest.WithFault(f))
	}
	heygen := mcptest.HeyGen(t, with...)
	key, err := heygenapi.APIKey("sk_of_the_catalog")
	require.NoError(t, err)
	client, err := heygenapi.New(key, heygenapi.WithBaseURL(heygen.URL), heygenapi.WithRateLimit(1e6, 1e6), heygenapi.WithRetry(heygenapi.Retry{}))
	require.NoError(t, err)
	return catalog.NewWithClock(client, now), heygen
}

func TestLooks(t *testing.T) {
	t.Parallel()
	c, _ := newCatalog(t, nil)
	looks, err := c.Looks(t.Context())
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(looks), 1200)
	for _, l := range looks {
		require.NotEmpty(t, l.GroupName, l.ID)
	}

	t.Run("varied", func(t *testing.T) {
		t.Parallel()
		page, err := c.FindLooks(t.Context(), catalog.LookQuery{Limit: 50})
		require.NoError(t, err)
		assert.Equal(t, len(looks), page.Total)
		people := map[string]bool{}
		for _, l := range page.Items {
			assert.False(t, people[l.GroupID], "nobody comes twice on the first page")
			people[l.GroupID] = true
		}
	})
	t.Run("filtered", func(t *testing.T) {
		t.Parallel()
		q := catalog.LookQuery{Gender: "female", Type: "photo_avatar", Engine: "avatar_iv", Orientation: "portrait", Ownership: "public", Limit: 1000}
		page, err := c.FindLooks(t.Context(), q)
		require.NoError(t, err)
		want := 0
		for _, l := range looks {
			if l.Gender == "female" && l.AvatarType == "photo_avatar" && slices.Contains(l.SupportedAPIEngines, "avatar_iv") && l.PreferredOrientation == "portrait" && !l.Private {
				want++
			}
		}
		require.Positive(t, want)
		assert.Len(t, page.Items, want)
	})
	t.Run("one person", func(t *testing.T) {
		t.Parallel()
		group := looks[len(looks)-1].GroupID
		page, err := c.FindLooks(t.Context(), catalog.LookQuery{GroupID: group, Limit: 100})
		require.NoError(t, err)
		require.NotEmpty(t, page.Items)
		for _, l := range page.Items {
			assert.Equal(t, group, l.GroupID)
		}
		_, err = c.FindLooks(t.Context(), catalog.LookQuery{GroupID: "nobody"})
		unknown := new(catalog.UnknownError)
		require.ErrorAs(t, err, &unknown)
		assert.Equal(t, catalog.KindGroup, unknown.Kind)
	})
	t.Run("by id", func(t *testing.T) {
		t.Parallel()
		page, err := c.FindLooks(t.Context(), catalog.LookQuery{Text: " " + looks[7].ID})
		require.NoError(t, err)
		require.Len(t, page.Items, 1)
		assert.Equal(t, looks[7].ID, page.Items[0].ID)
	})
}

// TestPagesMeetOnce walks all pages of a search and meets every item once.
func TestPagesMeetOnce(t *testing.T) {
	t.Parallel()
	c, heygen := newCatalog(t, nil)
	q := catalog.LookQuery{Gender: "male", Limit: 37}
	seen := map[string]bool{}
	total := 0
	for {
		page, err := c.FindLooks(t.Context(), q)
		require.NoError(t, err)
		total = page.Total
		for _, l := range page.Items {
			require.False(t, seen[l.ID])
			seen[l.ID] = true
		}
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			break
		}
	}
	assert.Len(t, seen, total)
	before := len(heygen.Requests())
	for _, wrong := range []string{"x", "%%%", "LTEuYQ", strings.Repeat("A", 1000)} {
		_, err := c.FindLooks(t.Context(), catalog.LookQuery{Cursor: wrong})
		cursor := new(catalog.CursorError)
		require.ErrorAs(t, err, &cursor, wrong)
	}
	first, err := c.FindLooks(t.Context(), catalog.LookQuery{Gender: "male"})
	require.NoError(t, err)
	_, err = c.FindLooks(t.Context(), catalog.LookQuery{Gender: "female", Cursor: first.NextCursor})
	require.Error(t, err, "a cursor does not go on in another search")
	assert.Len(t, heygen.Requests(), before, "a warm search makes no request")
}

// TestAGroupsIDIsNotALooks is the commonest mistake, and is told as such.
func TestAGroupsIDIsNotALooks(t *testing.T) {
	t.Parallel()
	c, _ := newCatalog(t, nil)
	looks, err := c.Looks(t.Context())
	require.NoError(t, err)
	_, err = c.Look(t.Context(), looks[100].GroupID)
	unknown := new(catalog.UnknownError)
	require.ErrorAs(t, err, &unknown)
	assert.Contains(t, unknown.Error(), looks[100].GroupName)
	assert.NotEmpty(t, unknown.Candidates)
	_, err = c.Look(t.Context(), "nothing")
	require.ErrorAs(t, err, &unknown)
	assert.Empty(t, unknown.Candidates)
	got, err := c.Look(t.Context(), looks[100].ID)
	require.NoError(t, err)
	assert.Equal(t, looks[100], got)
}

func TestVoices(t *testing.T) {
	t.Parallel()
	c, _ := newCatalog(t, nil)
	find := func(q catalog.VoiceQuery) []catalog.Voice {
		t.Helper()
		q.Limit = 2000
		page, err := c.FindVoices(t.Context(), q)
		require.NoError(t, err)
		require.NotEmpty(t, page.Items, "%v", q)
		return page.Items
	}
	assert.GreaterOrEqual(t, len(find(catalog.VoiceQuery{})), 1500)
	for _, v := range find(catalog.VoiceQuery{Language: "de"}) {
		assert.True(t, strings.HasPrefix(v.Language, "German"), v.Language)
	}
	for _, v := range find(catalog.VoiceQuery{Language: "pt-BR", Gender: "female"}) {
		assert.Equal(t, "Portuguese (Brazil)", v.Language)
		assert.Equal(t, "female", v.Gender)
	}
	spoken := find(catalog.VoiceQuery{Engine: "fish", Type: "public"})
	for _, v := range spoken {
		assert.Equal(t, []string{"fish"}, v.Engines)
	}
	assert.Less(t, len(spoken), 1500)
	_, err := c.FindVoices(t.Context(), catalog.VoiceQuery{Language: "Klingon"})
	unknown := new(catalog.LanguageError)
	require.ErrorAs(t, err, &unknown)
	_, err = c.Voice(t.Context(), "nothing")
	missing := new(catalog.UnknownError)
	require.ErrorAs(t, err, &missing)
	assert.Equal(t, catalog.KindVoice, missing.Kind)
}

// TestOneFetchForAll asks from many sides at once and counts the requests.
func TestOneFetchForAll(t *testing.T) {
	t.Parallel()
	var now atomic.Int64
	c, heygen := newCatalogAt(t, nil, func() time.Time { return time.Unix(now.Load(), 0) })
	var wg conc.WaitGroup
	for range 20 {
		wg.Go(func() {
			_, err := c.Styles(t.Context())
			assert.NoError(t, err)
		})
	}
	wg.Wait()
	once := len(heygen.Requests())
	assert.Positive(t, once)
	now.Add(int64(catalog.ListTTL.Seconds()) - 1)
	_, err := c.Styles(t.Context())
	require.NoError(t, err)
	assert.Len(t, heygen.Requests(), once, "still fresh")
	now.Add(2)
	_, err = c.Styles(t.Context())
	require.NoError(t, err)
	assert.Len(t, heygen.Requests(), 2*once, "fetched anew")
	c.Invalidate()
	_, err = c.Styles(t.Context())
	require.NoError(t, err)
	assert.Len(t, heygen.Requests(), 3*once)
}

func TestFailuresAreNotKept(t *testing.T) {
	t.Parallel()
	c, _ := newCatalog(t, []heygentest.Fault{{Path: "/v3/templates", Times: 1, Kind: heygentest.FaultFail500}})
	_, err := c.Templates(t.Context())
	require.True(t, heygenapi.IsUnavailable(err), "%v", err)
	templates, err := c.Templates(t.Context())
	require.NoError(t, err)
	assert.NotEmpty(t, templates)
}

// TestACallerWhoLeavesDoesNotSpoilIt for those who wait for the same fetch.
func TestACallerWhoLeavesDoesNotSpoilIt(t *testing.T) {
	t.Parallel()
	c, _ := newCatalog(t, nil)
	gone, leave := context.WithCancel(t.Context())
	leave()
	_, err := c.Styles(gone)
	if err != nil {
		require.ErrorIs(t, err, context.Canceled)
	}
	styles, err := c.Styles(t.Context())
	require.NoError(t, err)
	assert.NotEmpty(t, styles)
}

func TestComplete(t *testing.T) {
	t.Parallel()
	c, _ := newCatalog(t, nil)
	ctx := t.Context()
	looks, err := c.Looks(ctx)
	require.NoError(t, err)
	style, err := c.Styles(ctx)
	require.NoError(t, err)
	templates, err := c.Templates(ctx)
	require.NoError(t, err)
	voices, err := c.Voices(ctx)
	require.NoError(t, err)
	for kind, has := range map[catalog.Kind][2]string{
		catalog.KindAvatar: {looks[3].ID, looks[3].Name}, catalog.KindVoice: {voices[3].ID, voices[3].Name},
		catalog.KindStyle: {style[3].StyleID, style[3].Name}, catalog.KindTemplate: {templates[1].ID, templates[1].Name},
	} {
		by, err := c.Complete(ctx, kind, has[0][:len(has[0])-1])
		require.NoError(t, err)
		assert.Contains(t, by, has[0], "%s by id", kind)
		by, err = c.Complete(ctx, kind, has[1])
		require.NoError(t, err)
		assert.Contains(t, by, has[0], "%s by name", kind)
		all, err := c.Complete(ctx, kind, "")
		require.NoError(t, err)
		assert.NotEmpty(t, all)
		assert.LessOrEqual(t, len(all), 100)
	}
	languages, err := c.Complete(ctx, catalog.KindLanguage, "span")
	require.NoError(t, err)
	require.NotEmpty(t, languages)
	assert.True(t, strings.HasPrefix(languages[0], "Spanish"))
	languages, err = c.Complete(ctx, catalog.KindLanguage, "français")
	require.NoError(t, err)
	require.NotEmpty(t, languages)
	assert.True(t, strings.HasPrefix(languages[0], "French"))
}
