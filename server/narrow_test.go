package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	mcpclient "github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/server"
	"heygen-mcp/tools"
	"heygen-mcp/tools/kit"
)

// catalogue is a catalogue of several toolsets: real tools, moved.
func catalogue() []kit.Tool {
	all := tools.All()
	for i, t := range all {
		switch t.Name {
		case "list_voices", "create_speech":
			all[i].Toolset = "voices"
		case "translate_video", "list_video_translation_languages":
			all[i].Toolset = "translation"
		case "generate_from_template":
			all[i].Toolset, all[i].Hints.Destructive = "videos", true
		}
	}
	return slices.DeleteFunc(all, func(t kit.Tool) bool {
		return !slices.Contains([]string{
			"create_video", "get_current_user", "list_voices", "create_speech", "translate_video",
			"list_video_translation_languages", "generate_from_template", "estimate_cost",
		}, t.Name)
	})
}

// offered is what the operator of the tests' server allows, sorted as clients
// get it. Not allowed are those of toolset translation.
var offered = []string{"create_speech", "create_video", "estimate_cost", "generate_from_template", "get_current_user", "list_voices"}

// narrowServer serves a part of the catalogue on a simulated HeyGen.
func narrowServer(t *testing.T) (*heygentest.Server, *httptest.Server) {
	t.Helper()
	heygen := mcptest.HeyGen(t)
	env := mcptest.Env(t, heygen, heygenapi.Credential{})
	allowed, err := tools.Selection{Toolsets: []string{"core", "voices", "videos"}}.Apply(catalogue())
	require.NoError(t, err)
	s := server.New(server.Options{Version: "1", Tools: allowed, Known: catalogue(), Env: env})
	srv := httptest.NewServer(s.Handler(server.HTTPOptions{}))
	t.Cleanup(srv.Close)
	return heygen, srv
}

// ways are the transports in the eras of the protocol.
var ways = []struct{ name, version string }{
	{"streamable HTTP, sessions", legacyVersion},
	{"streamable HTTP, stateless", modernVersion},
	{"SSE", legacyVersion},
}

func dialWith(t *testing.T, url, way, version string, h headers) (*mcpclient.Client, error) {
	t.Helper()
	var client *mcpclient.Client
	var err error
	if way == "SSE" {
		client, err = mcpclient.NewSSEMCPClient(url+"/sse", transport.WithHeaders(h))
	} else {
		client, err = mcpclient.NewStreamableHttpClient(url+"/mcp", transport.WithHTTPHeaders(h))
	}
	require.NoError(t, err)
	t.Cleanup(func() { _ = client.Close() })
	if err := client.Start(t.Context()); err != nil {
		return nil, err
	}
	hello := mcp.InitializeRequest{}
	hello.Params.ProtocolVersion = version
	hello.Params.ClientInfo = mcp.Implementation{Name: "t", Version: "1"}
	_, err = client.Initialize(t.Context(), hello)
	return client, err
}

func listed(t *testing.T, client *mcpclient.Client) []string {
	t.Helper()
	list, err := client.ListTools(t.Context(), mcp.ListToolsRequest{})
	require.NoError(t, err)
	names := []string{}
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
	}
	return names
}

func call(t *testing.T, client *mcpclient.Client, tool string, arguments any) (*mcp.CallToolResult, error) {
	t.Helper()
	request := mcp.CallToolRequest{}
	request.Params.Name, request.Params.Arguments = tool, arguments
	return client.CallTool(t.Context(), request)
}

func TestHeadersNarrowTheTools(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		headers headers
		want    []string
		// header is the one that a hidden tool's error names.
		header string
	}{
		{"none", nil, offered, ""},
		{"a toolset", headers{"X-MCP-Toolsets": "voices"}, []string{"create_speech", "list_voices"}, "X-MCP-Toolsets"},
		{"two toolsets and blanks", headers{"X-MCP-Toolsets": " voices ,videos,"}, []string{"create_speech", "generate_from_template", "list_voices"}, "X-MCP-Toolsets"},
		{"all widens nothing", headers{"X-MCP-Toolsets": "all"}, offered, ""},
		{"a toolset that is not allowed", headers{"X-MCP-Toolsets": "translation,voices"}, []string{"create_speech", "list_voices"}, "X-MCP-Toolsets"},
		{"nothing that is allowed", headers{"X-MCP-Toolsets": "translation"}, []string{}, "X-MCP-Toolsets"},
		{"tools alone", headers{"X-MCP-Tools": "list_voices,get_current_user"}, []string{"get_current_user", "list_voices"}, "X-MCP-Tools"},
		{"tools that are not allowed", headers{"X-MCP-Tools": "translate_video,list_voices"}, []string{"list_voices"}, "X-MCP-Tools"},
		{"a toolset and a tool", headers{"X-MCP-Toolsets": "videos", "X-MCP-Tools": "list_voices"}, []string{"generate_from_template", "list_voices"}, "X-MCP-Toolsets"},
		{"excluded", headers{"X-MCP-Exclude-Tools": "create_video,create_speech"}, []string{"estimate_cost", "generate_from_template", "get_current_user", "list_voices"}, "X-MCP-Exclude-Tools"},
		{"read-only", headers{"X-MCP-Readonly": "true"}, []string{"estimate_cost", "get_current_user", "list_voices"}, "X-MCP-Readonly"},
		{"read-only as 1, in small letters", headers{"x-mcp-readonly": "1"}, []string{"estimate_cost", "get_current_user", "list_voices"}, "X-MCP-Readonly"},
		{"read-only wins over names", headers{"X-MCP-Readonly": "True", "X-MCP-Tools": "create_video,list_voices"}, []string{"list_voices"}, "X-MCP-"},
		{"no destructive", headers{"X-MCP-No-Destructive": "true"}, []string{"create_speech", "create_video", "estimate_cost", "get_current_user", "list_voices"}, "X-MCP-No-Destructive"},
		{"false does not narrow", headers{"X-MCP-Readonly": "false", "X-MCP-No-Destructive": "0"}, offered, ""},
		{"unset", headers{"X-MCP-Readonly": "", "X-MCP-Toolsets": "${user_config.toolsets}", "X-MCP-Tools": " , "}, offered, ""},
	}
	for _, way := range ways {
		for _, test := range tests {
			t.Run(way.name+"/"+test.name, func(t *testing.T) {
				t.Parallel()
				heygen, srv := narrowServer(t)
				client, err := dialWith(t, srv.URL, way.name, way.version, with(test.headers, headers{"X-Api-Key": callerKey}))
				require.NoError(t, err)
				assert.Equal(t, test.want, listed(t, client))
				for _, name := range offered {
					if slices.Contains(test.want, name) {
						continue
					}
					_, err := call(t, client, name, map[string]any{"text": "Hello", "script": "Hello"})
					require.ErrorContains(t, err, "the tool "+name+" was not called")
					require.ErrorContains(t, err, test.header)
				}
				for _, never := range []string{"translate_video", "list_video_translation_languages"} {
					_, err := call(t, client, never, map[string]any{})
					require.ErrorContains(t, err, never, "no header brings back what the operator left out")
				}
				assert.Empty(t, heygen.Requests(), "nothing of this reached HeyGen")
				if slices.Contains(test.want, "get_current_user") {
					result, err := call(t, client, "get_current_user", nil)
					require.NoError(t, err)
					assert.False(t, result.IsError)
				}
			})
		}
	}
}

func TestMistypedHeadersAreTold(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		headers headers
		says    []string
	}{
		{"toolset", headers{"X-MCP-Toolsets": "core,vioces"}, []string{"X-MCP-Toolsets", `"vioces"`, "did you mean voices?", "webhooks"}},
		{"tool", headers{"X-MCP-Tools": "list_voice"}, []string{"X-MCP-Tools", `"list_voice"`, "did you mean list_voices?"}},
		{"excluded tool", headers{"X-MCP-Exclude-Tools": "delete_everything"}, []string{"X-MCP-Exclude-Tools", `"delete_everything"`, "the tools are: create_video"}},
		{"read-only", headers{"X-MCP-Readonly": "ja"}, []string{"X-MCP-Readonly", `"ja"`, "send true"}},
		{"no destructive", headers{"X-MCP-No-Destructive": "2"}, []string{"X-MCP-No-Destructive", `"2"`, "send true"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, srv := narrowServer(t)
			h, body := modernCall("1", "get_current_user")
			for _, resp := range []*reply{
				send(t, http.MethodPost, srv.URL+"/mcp", with(h, test.headers), body),
				send(t, http.MethodPost, srv.URL+"/mcp", test.headers, callBody("1", "get_current_user")),
				send(t, http.MethodGet, srv.URL+"/sse", test.headers, ""),
			} {
				require.Equal(t, http.StatusBadRequest, resp.StatusCode)
				var answer struct {
					Error struct {
						Message string `json:"message"`
						Data    struct {
							Header string `json:"header"`
							Value  string `json:"value"`
							Hint   string `json:"hint"`
						} `json:"data"`
					} `json:"error"`
				}
				require.NoError(t, json.Unmarshal([]byte(read(t, resp)), &answer))
				for _, part := range test.says {
					assert.Contains(t, answer.Error.Message, part)
				}
				assert.Equal(t, test.says[0], answer.Error.Data.Header)
				assert.Contains(t, test.says[1], answer.Error.Data.Value)
				assert.Contains(t, answer.Error.Message, answer.Error.Data.Hint)
			}
			for _, way := range ways {
				_, err := dialWith(t, srv.URL, way.name, way.version, test.headers)
				assert.Error(t, err, way.name)
			}
		})
	}
}

// TestSSEMessagesNarrowTheirSession: what the opening left out stays out, and a
// message may leave out more, for itself.
func TestSSEMessagesNarrowTheirSession(t *testing.T) {
	t.Parallel()
	heygen, srv := narrowServer(t)
	h := headers{"X-Api-Key": callerKey}
	stream := openStream(t, srv.URL+"/sse", with(h, headers{"X-MCP-Readonly": "true"}))
	endpoint, ok := stream.next()
	require.True(t, ok)
	ask := func(more headers, body string) string {
		resp := send(t, http.MethodPost, srv.URL+endpoint, with(h, more), body)
		require.Equal(t, http.StatusAccepted, resp.StatusCode, read(t, resp))
		answer, ok := stream.next()
		require.True(t, ok)
		return answer
	}
	ask(nil, `{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`)
	list := `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`
	names := func(answer string) []string {
		var list struct {
			Result struct {
				Tools []struct {
					Name string `json:"name"`
				} `json:"tools"`
			} `json:"result"`
		}
		require.NoError(t, json.Unmarshal([]byte(answer), &list))
		names := []string{}
		for _, tool := range list.Result.Tools {
			names = append(names, tool.Name)
		}
		return names
	}
	readers := []string{"estimate_cost", "get_current_user", "list_voices"}
	assert.Equal(t, readers, names(ask(nil, list)))
	assert.Equal(t, readers, names(ask(headers{"X-MCP-Readonly": "false"}, list)))
	assert.Equal(t, readers, names(ask(headers{"X-MCP-Toolsets": "all"}, list)))
	assert.Equal(t, []string{"list_voices"}, names(ask(headers{"X-MCP-Toolsets": "voices"}, list)))
	assert.Equal(t, readers, names(ask(nil, list)), "a message's headers are its own")

	assert.Contains(t, ask(headers{"X-MCP-Tools": "create_video"}, callBody("2", "create_video")), "X-MCP-Readonly leaves it out")
	assert.Contains(t, ask(headers{"X-MCP-Toolsets": "voices"}, callBody("3", "get_current_user")), "X-MCP-Toolsets leaves it out")
	assert.Empty(t, heygen.Requests())
	resp := send(t, http.MethodPost, srv.URL+endpoint, with(h, headers{"X-MCP-Tools": "x"}), list)
	assert.Equal(t, http.StatusBadRequest, resp.StatusCode)
}

// TestRequestsNarrowAlone: two callers of one server do not see each other's
// lists, and no cache may show them.
func TestRequestsNarrowAlone(t *testing.T) {
	t.Parallel()
	_, srv := narrowServer(t)
	h, body := modernRequest("1", "tools/list", "", "")
	session := initialize(t, srv.URL, headers{"X-MCP-Readonly": "true"})
	for range 3 {
		narrow := read(t, send(t, http.MethodPost, srv.URL+"/mcp", with(h, headers{"X-MCP-Tools": "list_voices"}), body))
		assert.Contains(t, narrow, "list_voices")
		assert.NotContains(t, narrow, "create_video")
		assert.Contains(t, narrow, `"cacheScope":"private"`)
		wide := read(t, send(t, http.MethodPost, srv.URL+"/mcp", h, body))
		assert.Contains(t, wide, "create_video")
		assert.Contains(t, wide, `"cacheScope":"private"`)
		legacy := read(t, send(t, http.MethodPost, srv.URL+"/mcp", headers{"Mcp-Session-Id": session}, `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`))
		assert.Contains(t, legacy, "create_video", "over streamable HTTP each request speaks for itself")
	}
}

// TestStrangersLearnNothingFromHeaders: who may not call is refused first.
func TestStrangersLearnNothingFromHeaders(t *testing.T) {
	t.Parallel()
	srv := newFixture(t).serveTest(t, server.HTTPOptions{AuthToken: authToken})
	resp := send(t, http.MethodPost, srv.URL+"/mcp", headers{"X-MCP-Toolsets": "x"}, callBody("1", "echo"))
	assert.Equal(t, http.StatusUnauthorized, resp.StatusCode)
}

// FuzzNarrowingHeaders sends any headers: each answer is a list that is a part
// of what is offered, or a refusal that names the header.
func FuzzNarrowingHeaders(f *testing.F) {
	known := catalogue()
	allowed, err := tools.Selection{Toolsets: []string{"core", "voices", "videos"}}.Apply(known)
	require.NoError(f, err)
	f.Add("core,voices", "list_voices", "create_video", "true", "0")
	f.Add("all", ",,", "${x}", "TRUE", "")
	f.Add("\xff", "é, create_video", "create_vide", "yes", "1")
	f.Add("translation", "translate_video", "", "f", "t")
	f.Fuzz(func(t *testing.T, toolsets, single, excluded, readOnly, noDestructive string) {
		h := http.Header{}
		for name, value := range map[string]string{
			"X-MCP-Toolsets": toolsets, "X-MCP-Tools": single, "X-MCP-Exclude-Tools": excluded, "X-MCP-Readonly": readOnly, "X-MCP-No-Destructive": noDestructive,
		} {
			h.Add(name, value)
		}
		kept, message := server.NarrowByHeaders(h, allowed, known)
		if message != "" {
			assert.Contains(t, message, "X-MCP-")
			assert.Less(t, len(message), 2000)
			return
		}
		for _, tool := range kept {
			assert.Contains(t, offered, tool)
			if readOnly == "true" {
				assert.Contains(t, []string{"estimate_cost", "get_current_user", "list_voices"}, tool)
			}
		}
	})
}
