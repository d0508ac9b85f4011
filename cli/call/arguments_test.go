package call

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/terminal"
)

// testSchema has a property of every type that tools use.
const testSchema = `{"type":"object","additionalProperties":false,"properties":{
	"text":{"type":"string"},"count":{"type":"integer"},"speed":{"type":"number"},"dry_run":{"type":"boolean"},
	"ids":{"type":"array","items":{"type":"string"}},"sizes":{"type":"array","items":{"type":"integer"}},"scenes":{"type":"array","items":{"type":"object"}},
	"variables":{"type":"object","additionalProperties":{"type":"string"}},"place":{"type":"object","properties":{"x":{"type":"number"}}},
	"free":{"type":"object","additionalProperties":true}}}`

func TestReadArguments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		words []string
		stdin string
		want  string
	}{
		{"none", nil, "", `{}`},
		{"JSON", []string{`{"text": "a", "count": 2}`}, "", `{"text":"a","count":2}`},
		{"JSON on stdin", []string{"-"}, " {\"text\": \"a\\nb\"}\n", `{"text":"a\nb"}`},
		{"strings stay as they are", []string{"text= 12, true=x "}, "", `{"text":" 12, true=x "}`},
		{"an empty string", []string{"text="}, "", `{"text":""}`},
		{"numbers", []string{"count=3", "speed=1.25"}, "", `{"count":3,"speed":1.25}`},
		{"a negative number", []string{"speed=-5e1"}, "", `{"speed":-50}`},
		{"booleans", []string{"dry_run=yes"}, "", `{"dry_run":true}`},
		{"booleans as digits", []string{"dry_run=0"}, "", `{"dry_run":false}`},
		{"a list by commas", []string{"ids=a, b,c"}, "", `{"ids":["a","b","c"]}`},
		{"a list by repeating", []string{"ids=a", "ids=b,c"}, "", `{"ids":["a","b","c"]}`},
		{"a list of one", []string{"ids=a"}, "", `{"ids":["a"]}`},
		{"a list as JSON", []string{`ids=["a,b","c"]`}, "", `{"ids":["a,b","c"]}`},
		{"a comma inside parentheses", []string{"ids=Chinese (Mandarin, Simplified),French (France)"}, "", `{"ids":["Chinese (Mandarin, Simplified)","French (France)"]}`},
		{"a list of numbers", []string{"sizes=1,2"}, "", `{"sizes":[1,2]}`},
		{"a list of objects", []string{`scenes=[{"a":1}]`}, "", `{"scenes":[{"a":1}]}`},
		{"an object as JSON", []string{`variables={"a":"b"}`}, "", `{"variables":{"a":"b"}}`},
		{"an object by dots", []string{"variables.name=Ann", "variables.n=1", "place.x=2"}, "", `{"variables":{"name":"Ann","n":"1"},"place":{"x":2}}`},
		{"free values are text", []string{"free.a=1"}, "", `{"free":{"a":"1"}}`},
		{"unknown names go to the tool", []string{"colour=red"}, "", `{"colour":"red"}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := readArguments(json.RawMessage(testSchema), test.words, strings.NewReader(test.stdin))
			require.NoError(t, err)
			assert.JSONEq(t, test.want, string(got))
		})
	}
}

func TestWrongArguments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		words []string
		stdin string
		says  string
	}{
		{"neither", []string{"hello"}, "", "the tool takes: count, dry_run"},
		{"no name", []string{"=x"}, "", "key=value"},
		{"JSON beside pairs", []string{`{"text":"a"}`, "count=1"}, "", "neither a JSON object"},
		{"cut JSON", []string{`{"text":`}, "", "not a JSON object (at byte"},
		{"an array on stdin", []string{"-"}, "[1]", "not a JSON object"},
		{"null on stdin", []string{"-"}, "null", "not a JSON object"},
		{"nothing on stdin", []string{"-"}, "", "not a JSON object"},
		{"a word for a number", []string{"count=many"}, "", `count: is "many", not a number`},
		{"a number that JSON does not know", []string{"speed=NaN"}, "", "not a number"},
		{"a word for a boolean", []string{"dry_run=maybe"}, "", "neither true nor false"},
		{"a word in a list of numbers", []string{"sizes=1,x"}, "", "not a number"},
		{"an object that is none", []string{"variables=x"}, "", "not a JSON object"},
		{"a list of objects by commas", []string{"scenes=a,b"}, "", "JSON array"},
		{"a broken list", []string{"ids=[1"}, "", "not a JSON array"},
		{"twice what is no list", []string{"count=1", "count=2"}, "", "given twice"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := readArguments(json.RawMessage(testSchema), test.words, strings.NewReader(test.stdin))
			require.ErrorContains(t, err, test.says)
			var failure *terminal.ExitError
			require.ErrorAs(t, err, &failure)
			assert.Equal(t, terminal.ExitUsage, failure.Code)
		})
	}
}

func FuzzPairs(f *testing.F) {
	f.Add("ids=a,b", "variables.x=1")
	f.Add("place.x=1", "place={}")
	f.Add("count=1", "(=,")
	f.Add("variables={}", "variables.a=b")
	f.Fuzz(func(t *testing.T, first, second string) {
		raw, err := pairs(json.RawMessage(testSchema), []string{first, second})
		if err == nil {
			assert.True(t, json.Valid(raw), "%s", raw)
		}
	})
}
