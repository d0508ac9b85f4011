package tools_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/internal/contract"
	"heygen-mcp/tools"
	"heygen-mcp/tools/kit"
)

// reaches are the operations that a tool's arguments are named after, where
// HeyGen has the same name with other values elsewhere.
var reaches = map[string][]string{
	"create_video":       {"POST /v3/videos"},
	"create_video_agent": {"POST /v3/video-agents"},
	"translate_video":    {"POST /v3/video-translations"},
	"list_avatars":       {"GET /v3/avatars", "GET /v3/avatars/looks"},
	"list_voices":        {"GET /v3/voices"},
}

// ours are arguments that have one of the reference's names by chance.
var ours = map[string]string{
	"estimate_cost.mode":             "of translations and of lipsyncs, and audio_only is priced apart",
	"create_liveavatar_session.mode": "LiveAvatar is not in the reference",
}

// lacks says why a tool leaves out a value that the reference has.
var lacks = map[string]map[string]string{
	"create_cinematic_video.aspect_ratio": {
		"4:5": cinematicRatios, "5:4": cinematicRatios, "auto": cinematicRatios,
	},
}

const cinematicRatios = "cinematic videos are 16:9, 9:16 or 1:1; the reference has one enum for all kinds"

// TestEnumsAreTheReferences: a tool offers what the reference has under the same
// name, no more, and no less without a reason.
func TestEnumsAreTheReferences(t *testing.T) {
	t.Parallel()
	reference := contract.Load(t)
	compared := 0
	for _, tool := range tools.All() {
		known := map[string][][]string{}
		for _, op := range reference.Operations {
			if reaches[tool.Name] == nil || slices.Contains(reaches[tool.Name], op.Name()) {
				for _, enum := range op.RequestEnums() {
					known[enum.Field] = append(known[enum.Field], enum.Values)
				}
			}
		}
		for field, values := range enumsOf(t, tool) {
			if len(known[field]) == 0 || ours[tool.Name+"."+field] != "" {
				continue
			}
			compared++
			// One name may stand in several branches of a union: the tool is for one.
			assert.True(t, slices.ContainsFunc(known[field], func(reference []string) bool {
				return same(tool.Name+"."+field, values, reference)
			}), "%s: %s is %v, and the reference has %v", tool.Name, field, values, known[field])
		}
	}
	assert.Greater(t, compared, 8)
}

// same compares two enums as sets; values that are left out for a reason count.
func same(place string, offered, reference []string) bool {
	for _, value := range offered {
		if !slices.Contains(reference, value) {
			return false
		}
	}
	for _, value := range reference {
		if !slices.Contains(offered, value) && lacks[place][value] == "" {
			return false
		}
	}
	return true
}

// enumsOf gives the enums of a tool's arguments, at any depth, by their names.
func enumsOf(t *testing.T, tool kit.Tool) map[string][]string {
	t.Helper()
	type property struct {
		Enum       []string                   `json:"enum"`
		Items      json.RawMessage            `json:"items"`
		Properties map[string]json.RawMessage `json:"properties"`
	}
	found := map[string][]string{}
	var walk func(name string, raw json.RawMessage)
	walk = func(name string, raw json.RawMessage) {
		var p property
		require.NoError(t, json.Unmarshal(raw, &p))
		if len(p.Enum) > 0 {
			found[name] = p.Enum
		}
		if len(p.Items) > 0 {
			walk(name, p.Items)
		}
		for sub, schema := range p.Properties {
			walk(sub, schema)
		}
	}
	walk("", tool.InputSchema())
	return found
}
