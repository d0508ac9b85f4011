package resources_test

import (
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tiktoken-go/tokenizer"

	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/migration"
)

const key = "sk_of_the_resources"

func connect(t testing.TB) *client.Client {
	t.Helper()
	return mcptest.Connect(t, mcptest.HeyGen(t), key)
}

func tryRead(t testing.TB, c *client.Client, uri string) (mcp.TextResourceContents, error) {
	t.Helper()
	var req mcp.ReadResourceRequest
	req.Params.URI = uri
	result, err := c.ReadResource(t.Context(), req)
	if err != nil {
		return mcp.TextResourceContents{}, err
	}
	require.Len(t, result.Contents, 1)
	text, ok := result.Contents[0].(mcp.TextResourceContents)
	require.True(t, ok)
	assert.Equal(t, uri, text.URI)
	return text, nil
}

func read(t testing.TB, c *client.Client, uri string) string {
	t.Helper()
	text, err := tryRead(t, c, uri)
	require.NoError(t, err, uri)
	return text.Text
}

// TestListed names every resource, and reads each that needs no variable.
func TestListed(t *testing.T) {
	t.Parallel()
	c := connect(t)
	listed, err := c.ListResources(t.Context(), mcp.ListResourcesRequest{})
	require.NoError(t, err)
	var uris []string
	for _, r := range listed.Resources {
		uris = append(uris, r.URI)
		assert.NotEmpty(t, r.Title)
		assert.NotEmpty(t, r.Description)
		got, err := tryRead(t, c, r.URI)
		require.NoError(t, err, r.URI)
		assert.Equal(t, r.MIMEType, got.MIMEType)
		if got.MIMEType == "application/json" {
			assert.True(t, json.Valid([]byte(got.Text)), r.URI)
		}
	}
	slices.Sort(uris)
	assert.Equal(t, []string{
		"heygen://account", "heygen://avatars", "heygen://glossaries", "heygen://guide", "heygen://jobs", "heygen://languages", "heygen://limits",
		"heygen://migration", "heygen://pricing", "heygen://spend", "heygen://styles", "heygen://templates", "heygen://voices",
	}, uris)
	templates, err := c.ListResourceTemplates(t.Context(), mcp.ListResourceTemplatesRequest{})
	require.NoError(t, err)
	uris = nil
	for _, r := range templates.ResourceTemplates {
		uris = append(uris, r.URITemplate.Raw())
		assert.NotEmpty(t, r.Title)
		assert.NotEmpty(t, r.Description)
	}
	slices.Sort(uris)
	assert.Equal(t, []string{
		"heygen://agent-sessions/{session_id}", "heygen://avatars/{avatar_id}", "heygen://avatars{?cursor,query,ownership}",
		"heygen://glossaries{?cursor}", "heygen://jobs{?state,kind,tool,cursor}", "heygen://spend{?days}",
		"heygen://styles{?cursor,query}", "heygen://templates/{template_id}", "heygen://templates{?cursor,query}",
		"heygen://videos/{video_id}", "heygen://videos/{video_id}/captions", "heygen://voices/{voice_id}", "heygen://voices{?cursor,query,ownership,language}",
	}, uris)
}

// TestDatesAndEstimates: what is not a promise says so, and from when it is.
func TestDatesAndEstimates(t *testing.T) {
	t.Parallel()
	c := connect(t)
	var pricing struct {
		Estimates bool   `json:"estimates_only"`
		Currency  string `json:"currency"`
		Card      struct {
			AsOf string `json:"as_of"`
		} `json:"rate_card"`
	}
	require.NoError(t, json.Unmarshal([]byte(read(t, c, "heygen://pricing")), &pricing))
	assert.True(t, pricing.Estimates)
	assert.Equal(t, "USD", pricing.Currency)
	_, err := time.Parse("2006-01-02", pricing.Card.AsOf)
	require.NoError(t, err)
	var limits struct {
		AsOf string `json:"as_of"`
		Note string `json:"note"`
	}
	require.NoError(t, json.Unmarshal([]byte(read(t, c, "heygen://limits")), &limits))
	assert.Regexp(t, `^20\d\d-\d\d`, limits.AsOf)
	assert.Contains(t, limits.Note, "estimates")
	assert.GreaterOrEqual(t, strings.Count(read(t, c, "heygen://languages"), "\n"), 175)
	assert.Contains(t, read(t, c, "heygen://account"), `"billing_type":"wallet"`)
}

var nextPage = regexp.MustCompile(`(?m)^# next page: (heygen://\S+)$`)

// TestPages walks every catalog page by page, meets each item once, and finds
// no page too large for a conversation.
func TestPages(t *testing.T) {
	t.Parallel()
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	require.NoError(t, err)
	c := connect(t)
	for _, start := range []string{"heygen://avatars", "heygen://voices", "heygen://styles", "heygen://templates", "heygen://voices?language=English&query=a", "heygen://avatars?ownership=public&query=off"} {
		t.Run(start, func(t *testing.T) {
			t.Parallel()
			ids := map[string]bool{}
			total := -1
			for uri := start; uri != ""; {
				text := read(t, c, uri)
				tokens, err := codec.Count(text)
				require.NoError(t, err)
				assert.Less(t, tokens, 4000, uri)
				lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
				total, err = strconv.Atoi(strings.Fields(lines[0])[1])
				require.NoError(t, err)
				columns := strings.Count(lines[0], "|")
				for _, line := range lines[1:] {
					if strings.HasPrefix(line, "#") {
						continue
					}
					id, _, _ := strings.Cut(line, " | ")
					assert.False(t, ids[id], "%s comes twice", id)
					ids[id] = true
					assert.Equal(t, columns, strings.Count(line, "|"), line)
				}
				uri = ""
				if next := nextPage.FindStringSubmatch(text); next != nil {
					uri = next[1]
				}
			}
			assert.Positive(t, total)
			assert.Len(t, ids, total)
		})
	}
}

// TestMigration tells every old endpoint within the size of a page.
func TestMigration(t *testing.T) {
	t.Parallel()
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	require.NoError(t, err)
	text := read(t, connect(t), "heygen://migration")
	tokens, err := codec.Count(text)
	require.NoError(t, err)
	assert.Less(t, tokens, 4000)
	for _, route := range migration.Routes() {
		assert.Contains(t, text, "| "+route.Method+" "+route.Old+" |")
	}
	assert.Contains(t, text, "emotion: ")
}

// TestQueryInAnyOrder: clients write the members as they like.
func TestQueryInAnyOrder(t *testing.T) {
	t.Parallel()
	c := connect(t)
	one := read(t, c, "heygen://voices?language=German&ownership=public&query=a")
	other := read(t, c, "heygen://voices?query=a&ownership=public&language=German")
	assert.Equal(t, one, other)
	assert.Contains(t, one, "German")
	assert.NotContains(t, one, "Spanish")
}

// TestBadAddresses says what is wrong and what would be right.
func TestBadAddresses(t *testing.T) {
	t.Parallel()
	c := connect(t)
	for uri, says := range map[string]string{
		"heygen://avatars?colour=red":         "it takes: cursor, query, ownership",
		"heygen://avatars?ownership=mine":     "use public or private",
		"heygen://avatars?cursor=nonsense":    "without a cursor",
		"heygen://voices?language=Klingon":    "no language",
		"heygen://avatars/nothing":            `no avatar look "nothing"`,
		"heygen://voices/nothing":             `no voice "nothing"`,
		"heygen://templates/nothing":          `no template "nothing"`,
		"heygen://videos/nothing":             `no video "nothing"`,
		"heygen://agent-sessions/nothing":     `no agent session "nothing"`,
		"heygen://nothing":                    "",
		"heygen://avatars/..%2F..%2Fusers%2F": "no avatar look",
	} {
		_, err := tryRead(t, c, uri)
		require.Error(t, err, uri)
		assert.Contains(t, err.Error(), says, uri)
		assert.NotContains(t, err.Error(), "127.0.0.1", uri)
	}
}

// TestItems reads one of each by the ids that the catalogs give.
func TestItems(t *testing.T) {
	t.Parallel()
	heygen := mcptest.HeyGen(t, heygentest.WithClock(heygentest.NewStepClock(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), time.Minute)))
	c := mcptest.Connect(t, heygen, key)
	firstID := func(uri string) string {
		id, _, ok := strings.Cut(strings.Split(read(t, c, uri), "\n")[1], " | ")
		require.True(t, ok)
		return id
	}
	avatar := firstID("heygen://avatars?ownership=public")
	ids := map[string]string{"avatars": avatar, "voices": firstID("heygen://voices"), "templates": firstID("heygen://templates")}
	ids["videos"] = create(t, c, "create_video", "video_id", map[string]any{"avatar_id": avatar, "script": "Hello.", "voice_id": firstID("heygen://voices?language=English&ownership=public")})
	ids["agent-sessions"] = create(t, c, "create_video_agent", "session_id", map[string]any{"prompt": "A greeting."})
	for kind, id := range ids {
		text := read(t, c, "heygen://"+kind+"/"+url.PathEscape(id))
		assert.True(t, json.Valid([]byte(text)), kind)
		if kind != "voices" { // HeyGen's answer about a voice has no id
			assert.Contains(t, text, `"`+id+`"`, kind)
		}
	}
}

func create(t *testing.T, c *client.Client, tool, id string, args map[string]any) string {
	t.Helper()
	var req mcp.CallToolRequest
	req.Params.Name, req.Params.Arguments = tool, args
	result, err := c.CallTool(t.Context(), req)
	require.NoError(t, err)
	require.False(t, result.IsError, "%v", result.Content)
	made, ok := result.StructuredContent.(map[string]any)
	require.True(t, ok)
	value, ok := made[id].(string)
	require.True(t, ok, "%v", slices.Collect(maps.Keys(made)))
	return value
}

// TestWithoutAKey reads what needs none, and is told how to get one.
func TestWithoutAKey(t *testing.T) {
	t.Parallel()
	c := mcptest.Connect(t, mcptest.HeyGen(t), "")
	for _, uri := range []string{"heygen://pricing", "heygen://limits", "heygen://guide", "heygen://migration"} {
		assert.NotEmpty(t, read(t, c, uri))
	}
	for _, uri := range []string{"heygen://account", "heygen://avatars", "heygen://videos/v"} {
		_, err := tryRead(t, c, uri)
		require.ErrorContains(t, err, "key", uri)
	}
}

func TestCompletions(t *testing.T) {
	t.Parallel()
	c := connect(t)
	for uri, argument := range map[string]mcp.CompleteArgument{
		"heygen://avatars/{avatar_id}":                      {Name: "avatar_id", Value: "a"},
		"heygen://voices/{voice_id}":                        {Name: "voice_id", Value: ""},
		"heygen://templates/{template_id}":                  {Name: "template_id", Value: ""},
		"heygen://voices{?cursor,query,ownership,language}": {Name: "language", Value: "ger"},
	} {
		var req mcp.CompleteRequest
		req.Params.Ref = mcp.ResourceReference{Type: "ref/resource", URI: uri}
		req.Params.Argument = argument
		result, err := c.Complete(t.Context(), req)
		require.NoError(t, err, uri)
		assert.NotEmpty(t, result.Completion.Values, uri)
		assert.LessOrEqual(t, len(result.Completion.Values), 100)
	}
}
