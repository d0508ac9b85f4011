package heygenapi_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

// pages serves a list of as many pages, each with two items.
func pages(n int, asked chan<- string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token := r.URL.Query().Get("token")
		asked <- token
		at := 0
		_, _ = fmt.Sscanf(token, "p%d", &at)
		next := ""
		if at+1 < n {
			next = fmt.Sprintf(`,"has_more":true,"next_token":"p%d"`, at+1)
		}
		_, _ = fmt.Fprintf(w, `{"data":[{"id":"v%d"},{"id":"v%d"}]%s}`, 2*at, 2*at+1, next)
	}
}

func TestListsFetchPagesAsTheyAreDrained(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 10)
	client := scripted(t, pages(3, asked))
	var ids []string
	for video, err := range client.Videos(t.Context(), heygenapi.ListVideosOptions{}) {
		require.NoError(t, err)
		ids = append(ids, video.ID)
		if len(ids) == 3 {
			break
		}
	}
	assert.Equal(t, []string{"v0", "v1", "v2"}, ids)
	assert.Len(t, asked, 2, "the third page is not fetched")

	page, err := client.ListVideos(t.Context(), heygenapi.ListVideosOptions{PageOptions: heygenapi.PageOptions{Token: "p2", Limit: 2}})
	require.NoError(t, err)
	assert.False(t, page.HasMore)
	assert.Empty(t, page.NextToken)
	assert.Equal(t, "v4", page.Items[0].ID)
}

func TestATokenThatComesAgainEndsTheList(t *testing.T) {
	t.Parallel()
	s := &turns{play: []turn{says(200, `{"data":[{"id":"v"}],"has_more":true,"next_token":"again"}`)}}
	n := 0
	for _, err := range scripted(t, s.ServeHTTP).Videos(t.Context(), heygenapi.ListVideosOptions{}) {
		require.NoError(t, err)
		n++
	}
	assert.Equal(t, 2, n)
}

func TestAListEndsWithItsError(t *testing.T) {
	t.Parallel()
	s := &turns{play: []turn{says(200, `{"data":[{"id":"v"}],"next_token":"t"}`), refuses(403, "forbidden")}}
	var ids []string
	var last error
	for video, err := range scripted(t, s.ServeHTTP).Videos(t.Context(), heygenapi.ListVideosOptions{}) {
		if last = err; err == nil {
			ids = append(ids, video.ID)
		}
	}
	assert.Equal(t, []string{"v"}, ids)
	assert.True(t, heygenapi.IsForbidden(last))
}
