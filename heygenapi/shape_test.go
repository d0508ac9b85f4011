package heygenapi_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/contract"
)

// echo answers every operation with every field of the reference, and
// remembers what it was sent.
type echo struct {
	t        *testing.T
	contract *contract.Contract

	mu     sync.Mutex
	last   *contract.Operation
	served any
	sent   map[string]map[string]bool
}

func (e *echo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	op, err := e.contract.Find(r.Method, r.URL.Path)
	if !assert.NoError(e.t, err) {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.sent[op.Name()] == nil {
		e.sent[op.Name()] = map[string]bool{}
	}
	var body any
	if json.NewDecoder(r.Body).Decode(&body) == nil {
		for _, field := range op.RequestFields(body) {
			e.sent[op.Name()][field] = true
		}
	}
	for name := range r.URL.Query() {
		e.sent[op.Name()]["?"+name] = true
	}
	answer, _ := op.SampleResponse().(map[string]any)
	delete(answer, "next_token") // one page will do
	e.last, e.served = op, answer["data"]
	assert.NoError(e.t, json.NewEncoder(w).Encode(answer))
}

// answered gives the last operation and the data of its answer.
func (e *echo) answered() (*contract.Operation, any) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.last, e.served
}

func newEcho(t *testing.T) (*echo, *heygenapi.Client) {
	t.Helper()
	e := &echo{t: t, contract: contract.Load(t), sent: map[string]map[string]bool{}}
	srv := httptest.NewServer(e)
	t.Cleanup(srv.Close)
	return e, newClient(t, srv.URL)
}

// TestEveryFieldCanBeSent fills every request of the client, and misses no
// field and no query parameter of the reference.
func TestEveryFieldCanBeSent(t *testing.T) {
	t.Parallel()
	e, client := newEcho(t)
	for round := range rounds {
		for name, call := range (filler{t: t, branches: branches(), round: round}).calls(client) {
			_, err := call(t.Context())
			require.NoError(t, err, name)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, op := range e.contract.Operations {
		if op.BodyEncoding == "multipart" {
			continue
		}
		for _, field := range op.RequestFields(nil) {
			// One Go type serves media in every place: it has to show in one.
			if assertedElsewhere := strings.HasPrefix(field, "media:"); !assertedElsewhere {
				assert.True(t, e.sent[op.Name()][field], "%s: the field %s is never sent", op.Name(), field)
			}
		}
		for _, p := range op.Query {
			assert.True(t, e.sent[op.Name()]["?"+p.Name], "%s: the query parameter %s is never sent", op.Name(), p.Name)
		}
	}
	for _, field := range []string{"media:url.url", "media:asset_id.asset_id", "media:base64.data", "media:base64.media_type"} {
		assert.True(t, e.sent["POST /v3/videos"][field], field)
	}
}

// narrow are the methods that return one member of the answer's data.
var narrow = map[string]string{
	"CreateClipping": "ai_clipping_id", "CreateFillerWordRemoval": "filler_word_removal_id", "CreateHyperFramesRender": "render_id", "CloneVoice": "voice_clone_id", "CreateLipsync": "lipsync_id", "CreateTranslation": "video_translation_ids", "TranslationLanguages": "languages",
}

// TestNoFieldIsDropped finds every field of the reference in what the client
// returns.
func TestNoFieldIsDropped(t *testing.T) {
	t.Parallel()
	e, client := newEcho(t)
	read := map[string]bool{}
	for name, call := range (filler{t: t, branches: branches()}).calls(client) {
		got, err := call(t.Context())
		require.NoError(t, err, name)
		op, served := e.answered()
		read[op.Name()] = true
		if member, ok := narrow[name]; ok {
			got = map[string]any{member: got}
		}
		if v := reflect.ValueOf(got); got != nil && strings.HasPrefix(v.Type().Name(), "Page[") {
			got = v.FieldByName("Items").Interface()
		}
		if got == nil { // only done, or not
			assertOnlyDone(t, op, served)
			continue
		}
		again, err := json.Marshal(got)
		require.NoError(t, err)
		var kept any
		require.NoError(t, json.Unmarshal(again, &kept))
		if list, ok := served.([]any); ok && len(list) > 0 && strings.HasSuffix(name, "Statuses") {
			served = slices.Concat(list, list) // asked once by ids and once by batches
		}
		if served != nil { // the reference gives some answers no shape
			assertHolds(t, served, kept, name)
		}
	}
	for _, op := range e.contract.Operations {
		assert.True(t, read[op.Name()], "no method calls %s", op.Name())
	}
}

// assertOnlyDone fails where an answer that is thrown away has more to tell
// than what the caller knows.
func assertOnlyDone(t *testing.T, op *contract.Operation, served any) {
	t.Helper()
	object, ok := served.(map[string]any)
	assert.True(t, ok || served == nil, "%s answers %v", op.Name(), served)
	for name := range object {
		assert.Contains(t, []string{"id", "deleted", "session_id", "voice_id", "brand_kit_id", "brand_glossary_id", "render_id"}, name, op.Name())
	}
}

// assertHolds finds all that was served in what was kept.
func assertHolds(t *testing.T, served, kept any, at string) {
	t.Helper()
	switch served := served.(type) {
	case map[string]any:
		object, ok := kept.(map[string]any)
		if !assert.True(t, ok || len(served) == 0, "%s is no object but %v", at, kept) {
			return
		}
		for name, value := range served {
			if assert.Contains(t, object, name, "%s.%s is dropped", at, name) {
				assertHolds(t, value, object[name], at+"."+name)
			}
		}
	case []any:
		list, ok := kept.([]any)
		if !assert.True(t, ok && len(list) == len(served), "%s is %v", at, kept) {
			return
		}
		for i, value := range served {
			assertHolds(t, value, list[i], at)
		}
	default:
		assert.Equal(t, served, kept, at)
	}
}
