package migration

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Request is an old request: its JSON, and its endpoint where it is known.
type Request struct {
	// Endpoint is the old path, such as /v2/video/generate, with or without a
	// method before it and HeyGen's address; empty to tell it by the body.
	Endpoint string
	// JSON is the bare body, or an object of method, path (or url) and body.
	JSON []byte
}

// Split gives the requests of a file: one JSON value, several after one another
// as in JSONL, or an array of them. Its error is an *Error.
func Split(raw []byte) ([]json.RawMessage, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	var out []json.RawMessage
	for {
		var value json.RawMessage
		switch err := decoder.Decode(&value); {
		case errors.Is(err, io.EOF):
			if len(out) == 0 {
				return nil, &Error{Reason: "is empty", Mend: "Give the JSON of an old request"}
			}
			return out, nil
		case err != nil:
			return nil, notJSON(err)
		}
		if value[0] != '[' {
			out = append(out, value)
			continue
		}
		var many []json.RawMessage
		if err := json.Unmarshal(value, &many); err != nil {
			return nil, notJSON(err)
		}
		out = append(out, many...)
	}
}

// call is a request taken apart.
type call struct {
	method, address string
	body            map[string]any
	// warnings are about what stood around the body.
	warnings []string
}

// open takes a request apart: a wrapper is told by its path.
func open(req Request) (call, error) {
	value, err := decode(req.JSON)
	if err != nil {
		return call{}, err
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return call{}, &Error{Value: show(value), Reason: "is not a JSON object", Mend: "Give the old request's body, or {\"method\", \"path\", \"body\"}"}
	}
	c := call{body: fields}
	c.method, c.address = splitEndpoint(req.Endpoint)
	if err := c.unwrap(); err != nil {
		return call{}, err
	}
	if strings.Contains(c.address, "/v3/") {
		return call{}, &Error{Field: "path", Value: cut(unsigned(c.address)), Reason: "is a path of v3 already", Mend: "Nothing needs converting: send it, or use the tool"}
	}
	return c, nil
}

func splitEndpoint(endpoint string) (method, address string) {
	words := strings.Fields(endpoint)
	switch len(words) {
	case 0:
		return "", ""
	case 1:
		return "", words[0]
	default:
		return strings.ToUpper(words[0]), words[1]
	}
}

// unwrap takes method, path and body out of a wrapper, where there is one.
func (c *call) unwrap() error {
	wrapper := object{d: newDraft(""), fields: c.body}
	at := wrapper.first("path", "url", "endpoint")
	address := wrapper.peek(at)
	if !strings.Contains(address, "/v") || (!wrapper.has("body") && !wrapper.has("method")) {
		return nil
	}
	method, path := splitEndpoint(address)
	if m := wrapper.peek("method"); m != "" {
		method = strings.ToUpper(m)
	}
	if c.address == "" {
		c.method, c.address = method, path
	}
	for name, value := range c.body {
		if name != "body" && keyWithin(name, value) {
			c.warnings = []string{warnKey}
		}
	}
	switch body := c.body["body"].(type) {
	case nil:
		c.body = map[string]any{}
	case map[string]any:
		c.body = body
	case string:
		inner, err := decode([]byte(body))
		if err != nil {
			return err
		}
		fields, ok := inner.(map[string]any)
		if !ok {
			return &Error{Field: "body", Value: show(inner), Reason: "is not a JSON object", Mend: "Give the old body as an object"}
		}
		c.body = fields
	default:
		return &Error{Field: "body", Value: show(body), Reason: "is not an object", Mend: "Give the old body as an object"}
	}
	return nil
}

// shapes tell an endpoint by fields that no other has.
var shapes = []struct {
	endpoint string
	marks    []string
	beside   []string
}{
	{"/v2/video/generate", []string{"video_inputs"}, nil},
	{"/v1/video.generate", []string{"clips"}, nil},
	{"/v2/video_translate", []string{"output_language", "output_languages"}, nil},
	{"/v2/template/{id}/generate", []string{"variables"}, nil},
	{"/v1/video.webm", []string{"avatar_pose_id"}, nil},
	{"/v2/video/av4/generate", []string{"image_key"}, nil},
	{"/v1/video_agent/generate", []string{"prompt"}, nil},
	{"/v2/videos", []string{"avatar_id", "image_url", "image_asset_id"}, []string{"script", "audio_url", "audio_asset_id"}},
	{"/v1/audio/text_to_speech", []string{"text"}, []string{"voice_id"}},
}

// guess tells the endpoint by the body's shape.
func guess(body map[string]any) (string, error) {
	has := func(names []string) bool {
		return names == nil || slices.ContainsFunc(names, func(name string) bool { return body[name] != nil })
	}
	if kind, _ := body["type"].(string); slices.Contains([]string{"avatar", "image", "studio", "cinematic_avatar"}, kind) {
		return "", &Error{Field: "type", Value: show(kind), Reason: "makes this a body of v3 already", Mend: "Nothing needs converting: send it to POST /v3/videos, or use create_video"}
	}
	var fits, why []string
	for _, s := range shapes {
		if has(s.marks) && has(s.beside) {
			fits = append(fits, s.endpoint)
			why = append(why, strings.Join(s.marks, " or "))
		}
	}
	switch len(fits) {
	case 1:
		return fits[0], nil
	case 0:
		return "", &Error{Value: show(body), Reason: "is no body of v1 or v2 that is known", Mend: "State the endpoint, such as --endpoint /v2/video/generate, or give {\"method\", \"path\", \"body\"}"}
	default:
		return "", &Error{Reason: fmt.Sprintf("fits several endpoints: it has %s", strings.Join(why, " beside ")), Mend: "State which it is: " + strings.Join(fits, ", ")}
	}
}
