package heygenapi

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDecodeKeepsExtraAtEveryDepth(t *testing.T) {
	t.Parallel()
	type leaf struct {
		A     int `json:"a"`
		Extra map[string]json.RawMessage
	}
	type tree struct {
		One   *leaf  `json:"one"`
		Many  []leaf `json:"many"`
		Extra map[string]json.RawMessage
	}
	var got tree
	require.NoError(t, decode([]byte(`{"one":{"a":1,"b":2},"many":[{"a":3},{"c":null}],"d":[]}`), &got))
	assert.Equal(t, 1, got.One.A)
	assert.JSONEq(t, `2`, string(got.One.Extra["b"]))
	assert.Nil(t, got.Many[0].Extra)
	assert.JSONEq(t, `null`, string(got.Many[1].Extra["c"]))
	assert.JSONEq(t, `[]`, string(got.Extra["d"]))
}

// FuzzDecode feeds answers to the types with the most in them.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"data":{"id":"v","status":"completed","created_at":1}}`, `{"data":{"scenes":[{"variables":[{"name":"x"}]}]}}`,
		`{"data":{"messages":[{"resource_ids":[null]}],"progress":1e400}}`, `{"data":null,"has_more":true,"next_token":"t"}`, `[]`, `{"data":[]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, into := range []any{&envelope[Video]{}, &envelope[[]AvatarLook]{}, &envelope[TemplateDetail]{}, &envelope[AgentSession]{}, &envelope[User]{}, &envelope[Batch]{}} {
			if err := decode(raw, into); err == nil {
				_, err = json.Marshal(into)
				require.NoError(t, err)
			}
		}
	})
}
