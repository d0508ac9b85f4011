package prompts_test

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/internal/golden"
	"heygen-mcp/internal/mcptest"
	"heygen-mcp/tools"
)

func connect(t *testing.T) (*client.Client, []mcp.Prompt) {
	t.Helper()
	c := mcptest.Connect(t, mcptest.HeyGen(t), "sk_of_the_prompts")
	listed, err := c.ListPrompts(t.Context(), mcp.ListPromptsRequest{})
	require.NoError(t, err)
	return c, listed.Prompts
}

func write(t *testing.T, c *client.Client, name string, arguments map[string]string) (string, error) {
	t.Helper()
	var req mcp.GetPromptRequest
	req.Params.Name, req.Params.Arguments = name, arguments
	result, err := c.GetPrompt(t.Context(), req)
	if err != nil {
		return "", err
	}
	require.Len(t, result.Messages, 1)
	assert.Equal(t, mcp.RoleUser, result.Messages[0].Role)
	text, ok := result.Messages[0].Content.(mcp.TextContent)
	require.True(t, ok)
	return text.Text, nil
}

// filled gives each of the prompt's arguments a value; without all, only those
// that it needs.
func filled(p mcp.Prompt, all bool) map[string]string {
	values := map[string]string{}
	for _, a := range p.Arguments {
		if all || a.Required {
			values[a.Name] = "the " + strings.ReplaceAll(a.Name, "_", " ")
		}
	}
	return values
}

// TestTexts compares each prompt, filled in fully and barely, with its golden
// file.
func TestTexts(t *testing.T) {
	t.Parallel()
	c, listed := connect(t)
	assert.GreaterOrEqual(t, len(listed), 8)
	for _, p := range listed {
		assert.NotEmpty(t, p.Title)
		assert.NotEmpty(t, p.Description)
		full, err := write(t, c, p.Name, filled(p, true))
		require.NoError(t, err, p.Name)
		bare, err := write(t, c, p.Name, filled(p, false))
		require.NoError(t, err, p.Name)
		for name, value := range filled(p, true) {
			assert.Contains(t, full, value, "%s drops %s", p.Name, name)
		}
		for _, text := range []string{full, bare} {
			assert.NotContains(t, text, "{{")
			assert.NotContains(t, text, "<no value>")
			assert.NotContains(t, text, "``", "an empty argument shows")
		}
		path := filepath.Join("..", "testdata", "prompts", p.Name+".md")
		got := "# With every argument\n\n" + full + "\n# With the required ones\n\n" + bare
		golden.Check(t, path, got)
	}
}

var code = regexp.MustCompile("`([a-z0-9_]+)`")

// TestNamedThingsExist finds each name in code style among the tools, their
// arguments and results, and the resources.
func TestNamedThingsExist(t *testing.T) {
	t.Parallel()
	c, listed := connect(t)
	offered, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
	require.NoError(t, err)
	var names, words []string
	for _, tool := range offered.Tools {
		names = append(names, tool.Name)
		raw, err := json.Marshal(tool)
		require.NoError(t, err)
		words = append(words, string(raw))
	}
	for _, set := range tools.Toolsets() {
		words = append(words, `"`+set.Name+`"`)
	}
	everything := strings.Join(words, "\n")
	for _, p := range listed {
		text, err := write(t, c, p.Name, filled(p, true))
		require.NoError(t, err)
		workflow := map[string]bool{}
		for _, match := range code.FindAllStringSubmatch(text, -1) {
			word := match[1]
			if slices.Contains(names, word) {
				workflow[word] = true
				continue
			}
			old := p.Name == "migrate_v2_request" // it names fields of the requests that are gone
			assert.True(t, old || strings.Contains(everything, `"`+word+`"`), "%s names %s, which is nowhere", p.Name, word)
		}
		assert.GreaterOrEqual(t, len(workflow), 3, "%s is a workflow over tools", p.Name)
		for _, uri := range regexp.MustCompile(`heygen://[a-z-]+`).FindAllString(text, -1) {
			var req mcp.ReadResourceRequest
			req.Params.URI = uri
			_, err := c.ReadResource(t.Context(), req)
			require.NoError(t, err, "%s names %s", p.Name, uri)
		}
	}
}

func TestBadArguments(t *testing.T) {
	t.Parallel()
	c, listed := connect(t)
	for _, p := range listed {
		for _, a := range p.Arguments {
			if !a.Required {
				continue
			}
			values := filled(p, true)
			values[a.Name] = "  "
			_, err := write(t, c, p.Name, values)
			require.ErrorContains(t, err, "needs "+a.Name)
		}
		values := filled(p, true)
		values["colour"] = "red"
		_, err := write(t, c, p.Name, values)
		require.ErrorContains(t, err, `no argument "colour"`)
	}
	_, err := write(t, c, "no_such_prompt", nil)
	require.Error(t, err)
}

// TestNothingIsExpanded: an argument is text, and no template.
func TestNothingIsExpanded(t *testing.T) {
	t.Parallel()
	c, _ := connect(t)
	text, err := write(t, c, "first_video", map[string]string{"script": `{{template "spend" .}} <b>&amp;</b>`})
	require.NoError(t, err)
	assert.Contains(t, text, `{{template "spend" .}} <b>&amp;</b>`)
}

func TestCompletions(t *testing.T) {
	t.Parallel()
	c, listed := connect(t)
	completed := map[string]bool{}
	for _, p := range listed {
		for _, a := range p.Arguments {
			var req mcp.CompleteRequest
			req.Params.Ref = mcp.PromptReference{Type: "ref/prompt", Name: p.Name}
			req.Params.Argument = mcp.CompleteArgument{Name: a.Name}
			result, err := c.Complete(t.Context(), req)
			require.NoError(t, err)
			if len(result.Completion.Values) > 0 {
				completed[a.Name] = true
			}
		}
	}
	for _, name := range []string{"avatar_id", "voice_id", "style_id", "template_id", "language", "languages"} {
		assert.True(t, completed[name], name)
	}
	assert.False(t, completed["script"])
}

// TestMigration converts what can be, and says why where it cannot.
func TestMigration(t *testing.T) {
	t.Parallel()
	c, _ := connect(t)
	var texts []string
	for _, request := range []string{
		`POST /v2/video/generate {"x-api-key":"abc-of-old","video_inputs":[{"character":{"avatar_id":"Mira","avatar_style":"circle"},"voice":{"input_text":"Hello <all>","voice_id":"v1","emotion":"Soft","elevenlabs_settings":{"stability":0.5}}}],"caption":true}`,
		`{"video_url":"https://cdn.example.com/a.mp4","output_language":"German (Germany)"}`,
		`DELETE /v1/video.delete?video_id=vid_1 {}`,
		`{"video_inputs":[{"character":{"avatar_id":"Mira"},"voice":{"input_text":"Hello","audio_url":"https://cdn.example.com/a.mp3"}}]}`,
		`curl -X POST https://api.heygen.com/v2/video/generate -H "X-Api-Key: abc-of-old"`,
	} {
		text, err := write(t, c, "migrate_v2_request", map[string]string{"request": request})
		require.NoError(t, err)
		assert.NotContains(t, text, "abc-of-old", "a key is repeated")
		texts = append(texts, text)
	}
	assert.Contains(t, texts[0], `"script": "Hello <all>"`)
	assert.Contains(t, texts[1], "`translate_video`")
	assert.Contains(t, texts[2], "/v3/videos/vid_1")
	assert.Contains(t, texts[3], "given beside input_text")
	golden.Check(t, filepath.Join("..", "testdata", "prompts", "migrate_v2_request_converted.md"), strings.Join(texts, "\n---\n\n"))
}
