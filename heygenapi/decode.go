package heygenapi

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tidwall/gjson"
)

// decode reads JSON and keeps the members that a struct has no field for in
// its Extra, so that what HeyGen adds can be read before this package knows it.
func decode(raw []byte, into any) error {
	if err := json.Unmarshal(raw, into); err != nil {
		return err
	}
	keepExtra(gjson.ParseBytes(raw), reflect.ValueOf(into).Elem())
	return nil
}

// extras is the type of the field Extra.
var extras = reflect.TypeFor[map[string]json.RawMessage]()

// keepExtra walks a value that was decoded from the JSON, which is valid.
func keepExtra(from gjson.Result, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			keepExtra(from, v.Elem())
		}
	case reflect.Slice:
		i := 0
		from.ForEach(func(_, item gjson.Result) bool {
			if i < v.Len() {
				keepExtra(item, v.Index(i))
			}
			i++
			return i < v.Len()
		})
	case reflect.Struct:
		keepStruct(from, v)
	default:
	}
}

func keepStruct(from gjson.Result, v reflect.Value) {
	known := membersOf(v.Type())
	if len(known) == 0 || !from.IsObject() {
		return
	}
	var more map[string]json.RawMessage
	from.ForEach(func(name, part gjson.Result) bool {
		m, ok := known[name.Str]
		switch {
		case m.holdsStructs:
			keepExtra(part, v.FieldByIndex(m.index))
		case !ok:
			if more == nil {
				more = map[string]json.RawMessage{}
			}
			more[name.Str] = json.RawMessage(part.Raw)
		}
		return true
	})
	extra := v.FieldByName("Extra")
	if more != nil && extra.IsValid() && extra.Type() == extras {
		extra.Set(reflect.ValueOf(more))
	}
}

func holdsStructs(t reflect.Type) bool {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t.Kind() == reflect.Struct
}

// member is a field that JSON has a name for.
type member struct {
	index        []int
	holdsStructs bool
}

// memberCache keeps the JSON names of each struct type.
var memberCache sync.Map

// membersOf gives the JSON names of a struct's fields.
func membersOf(t reflect.Type) map[string]member {
	if cached, ok := memberCache.Load(t); ok {
		return cached.(map[string]member)
	}
	members := map[string]member{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.IsExported() && name != "" && name != "-" {
			members[name] = member{f.Index, holdsStructs(f.Type)}
		}
	}
	memberCache.Store(t, members)
	return members
}

// Time is a moment as HeyGen writes it: Unix seconds. The zero Time is one that
// HeyGen left out.
type Time struct{ time.Time }

// MarshalJSON writes Unix seconds, or null for the zero Time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, t.Unix(), 10), nil
}

// UnmarshalJSON reads Unix seconds, whole or not, and RFC 3339 text. What it
// cannot read is the zero Time: no answer is worth losing for its date.
func (t *Time) UnmarshalJSON(raw []byte) error {
	t.Time = time.Time{}
	var seconds float64
	if json.Unmarshal(raw, &seconds) == nil {
		if seconds != 0 && math.Abs(seconds) < 1e11 {
			whole, part := math.Modf(seconds)
			t.Time = time.Unix(int64(whole), int64(part*1e9)).UTC()
		}
		return nil
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			t.Time = at.UTC()
		}
	}
	return nil
}

// tagged writes a struct as JSON with one more member in front: the
// discriminator of the union that it is a branch of.
func tagged(name, value string, v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	head, err := json.Marshal(map[string]string{name: value})
	if err != nil {
		return nil, err
	}
	if len(body) == len("{}") {
		return head, nil
	}
	return append(append(head[:len(head)-1], ','), body[1:]...), nil
}
