package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/internal/clienterror"
	"heygen-mcp/server"
	"heygen-mcp/tools/fault"
)

// TestNothingOfTheInsideGetsOut has every kind of handler fail in every way,
// over HTTP, and looks for what it failed with.
func TestNothingOfTheInsideGetsOut(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	srv := f.serveTest(t, server.HTTPOptions{})
	for _, tool := range []string{"panics", "errs", "nothing"} {
		h, body := modernCall("1", tool)
		resp := send(t, http.MethodPost, srv.URL+"/mcp", h, body)
		require.Equal(t, http.StatusOK, resp.StatusCode)
		answer := read(t, resp)
		assert.NotContains(t, answer, secret, tool)
		assert.NotContains(t, answer, "panic", tool)
		assert.Contains(t, answer, `"isError":true`, tool)
		var failure fault.Error
		require.NoError(t, json.Unmarshal([]byte(resultText(t, answer)), &failure), tool)
		assert.Equal(t, "internal_error", failure.Code)
		assert.NotEmpty(t, failure.Hint)
	}
	for _, uri := range []string{"test://panics", "test://errs"} {
		h, body := modernRequest("1", "resources/read", uri, `"uri":"`+uri+`",`)
		answer := read(t, send(t, http.MethodPost, srv.URL+"/mcp", h, body))
		assert.NotContains(t, answer, secret, uri)
		assert.Contains(t, answer, "internal_error", uri)
	}
	for _, prompt := range []string{"panics", "errs", "nothing"} {
		h, body := modernRequest("1", "prompts/get", prompt, `"name":"`+prompt+`",`)
		answer := read(t, send(t, http.MethodPost, srv.URL+"/mcp", h, body))
		assert.NotContains(t, answer, secret, prompt)
		assert.Contains(t, answer, "internal_error", prompt)
	}
	assert.Contains(t, f.log.String(), "handler panicked")
	assert.NotContains(t, f.log.String(), secret)
}

func TestACallAfterAPanicWorks(t *testing.T) {
	t.Parallel()
	client, err := newFixture(t).Connect(t.Context(), nil)
	require.NoError(t, err)
	defer func() { assert.NoError(t, client.Close()) }()
	result, err := client.CallTool(t.Context(), "panics", nil)
	require.NoError(t, err)
	assert.True(t, result.IsError)
	result, err = client.CallTool(t.Context(), "echo", map[string]any{"text": "hi"})
	require.NoError(t, err)
	assert.JSONEq(t, `"hi"`, string(result.JSON))
}

func TestAHandlerThatPanicsOutsideTheLibrary(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	handler := f.Observe(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(secret) }))
	recorded := serveOnce(t, handler)
	assert.Equal(t, http.StatusInternalServerError, recorded.Code)
	assert.NotContains(t, recorded.Body.String(), secret)
	assert.NotContains(t, f.log.String(), secret)
	assert.PanicsWithError(t, http.ErrAbortHandler.Error(), func() {
		serveOnce(t, f.Observe(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })))
	}, "net/http's own way to cut an answer is left to it")
}

func TestWhatIsMeantForTheClientArrives(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.MCP().AddResource(mcp.NewResource("test://told", "told"), func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) {
		return nil, fmt.Errorf("reading %s: %w", secret, clienterror.New("give an id"))
	})
	srv := f.serveTest(t, server.HTTPOptions{})
	for uri, want := range map[string]string{
		"test://told":      "give an id",
		"heygen://account": "HEYGEN_API_KEY",
		"heygen://guide":   `"contents"`,
		"heygen://nothing": "not found",
	} {
		h, body := modernRequest("1", "resources/read", uri, `"uri":"`+uri+`",`)
		answer := read(t, send(t, http.MethodPost, srv.URL+"/mcp", h, body))
		assert.Contains(t, answer, want, uri)
		assert.NotContains(t, answer, secret)
	}
}

// TestCompletingWithoutAKeyOffersNothing asks for ids that only an account
// could tell: the person who types gets an empty list, not an error.
func TestCompletingWithoutAKeyOffersNothing(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{})
	h, body := modernRequest("1", "completion/complete", "",
		`"ref":{"type":"ref/resource","uri":"heygen://avatars/{avatar_id}"},"argument":{"name":"avatar_id","value":"a"},`)
	answer := read(t, send(t, http.MethodPost, srv.URL+"/mcp", h, body))
	assert.Contains(t, answer, `"values":[]`)
}
