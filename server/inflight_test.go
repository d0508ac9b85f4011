package server

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInflightWaitsForAll(t *testing.T) {
	t.Parallel()
	calls := newInflight()
	require.NoError(t, calls.wait(t.Context()), "nothing is under way")
	a, b := callKey{"s", "1"}, callKey{"other", "1"}
	assert.True(t, calls.begin(a))
	assert.True(t, calls.begin(a), "clients may use an id twice")
	assert.True(t, calls.begin(b))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, calls.wait(ended), context.Canceled)
	done := make(chan error, 2)
	for range 2 {
		go func() { done <- calls.wait(t.Context()) }()
	}
	calls.end(callKey{"s", "never begun"})
	calls.end(a)
	calls.forget("other")
	assert.Empty(t, done)
	calls.end(a)
	for range 2 {
		require.NoError(t, <-done)
	}
	calls.close()
	assert.False(t, calls.begin(a))
	require.NoError(t, calls.wait(t.Context()))
}

func TestAnsweredID(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		`{"jsonrpc":"2.0","id":1,"result":{}}`:                               `1`,
		`{"jsonrpc":"2.0","id":"a\u00e9","error":{}}`:                        `"aé"`,
		`{"result":{"id":5,"method":"x"},"id":7}`:                            `7`,
		`{"jsonrpc":"2.0","method":"notifications/progress","params":{}}`:    ``,
		`{"jsonrpc":"2.0","id":3,"method":"elicitation/create","params":{}}`: ``,
		`{"jsonrpc":"2.0"}`: ``,
		`[]`:                ``,
		`{"id":`:            ``,
		``:                  ``,
	} {
		id, ok := answeredID([]byte(message))
		assert.Equal(t, want, id, message)
		assert.Equal(t, want != "", ok, message)
	}
	assert.Equal(t, normalID(json.RawMessage(`1`)), normalID(json.RawMessage(`1.0`)))
	assert.NotEqual(t, normalID(json.RawMessage(`1`)), normalID(json.RawMessage(`"1"`)))
}

func FuzzAnsweredID(f *testing.F) {
	f.Add([]byte(`{"jsonrpc":"2.0","id":1,"result":{}}`))
	f.Add([]byte(`{"id":[1,{"id":2}]}`))
	f.Fuzz(func(t *testing.T, message []byte) {
		id, ok := answeredID(message)
		assert.False(t, ok && id == "", "an answer has an id")
	})
}
