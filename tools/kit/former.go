package kit

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Dropped is the type of an unnamed field whose tag tells of arguments that the
// tool took once and has no use for any more.
type Dropped struct{}

// former is an argument as it was once called: taken still, but not listed.
//
// A field of an argument struct declares it by its tag `former`: the old name,
// and behind it what the old values are now, as in
//
//	Captions string `json:"captions" former:"burn_captions,true=burned,false=file"`
//	_        Dropped `former:"enable_caption,true,false"`
//
// Old and new name may be the same. Values that the tag does not name are left
// where they are, for the schema to refuse. Several names are parted by semicolons.
type former struct {
	name, now string
	// values are the old values as JSON, and the new ones; "" stands for none.
	values map[string]string
}

// formersOf are the former arguments that a struct and those in it declare.
func formersOf(t reflect.Type) []former {
	if t.Kind() != reflect.Struct {
		return nil
	}
	var all []former
	for field := range t.Fields() {
		if field.Anonymous {
			all = append(all, formersOf(field.Type)...)
		}
		tag := field.Tag.Get("former")
		if tag == "" {
			continue
		}
		now, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		for one := range strings.SplitSeq(tag, ";") {
			name, values, listed := strings.Cut(one, ",")
			if !listed {
				panic(fmt.Sprintf("kit: %s says of %q no values", t, name))
			}
			f := former{name: name, now: now, values: map[string]string{}}
			for pair := range strings.SplitSeq(values, ",") {
				old, today, _ := strings.Cut(pair, "=")
				f.values[old] = today
			}
			all = append(all, f)
		}
	}
	return all
}

// apply puts the old argument, where it is given, under its name of today. One
// that contradicts the new name stays, and is refused with the unknown ones.
func (f former) apply(arguments map[string]any) {
	given, ok := arguments[f.name]
	if !ok {
		return
	}
	raw, err := json.Marshal(given)
	if err != nil {
		return
	}
	value, known := f.values[string(raw)]
	if !known {
		return
	}
	if f.now != f.name {
		if today, both := arguments[f.now]; both && value != "" && today != value {
			return
		}
	}
	delete(arguments, f.name)
	if value != "" {
		arguments[f.now] = value
	}
}
