package migration

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// peek gives a string without accounting for it; "" where there is none.
func (o object) peek(name string) string {
	text, _ := o.fields[name].(string)
	return text
}

// text takes a string over to a field of v3; "" where there is none.
func (o object) text(name, to string) string {
	if !o.has(name) {
		return ""
	}
	text, ok := o.fields[name].(string)
	switch {
	case !ok:
		o.wrongType(name, "a string")
		return ""
	case holdsKey(name, text):
		o.drop(name, "is a credential", "")
		return ""
	}
	o.d.keep(o.at(name), to, "")
	return text
}

// mapped takes a string over as the value that v3 has for it.
func (o object) mapped(name, to string, values map[string]string) string {
	if !o.has(name) {
		return ""
	}
	text, ok := o.fields[name].(string)
	if !ok {
		o.wrongType(name, "a string")
		return ""
	}
	value, known := values[strings.ToLower(text)]
	switch {
	case !known:
		o.drop(name, "is none of the values that v3 has", "See the tool's "+to[strings.LastIndex(to, ".")+1:]+".")
	case value != text:
		o.d.keep(o.at(name), to, "as "+value)
	default:
		o.d.keep(o.at(name), to, "")
	}
	return value
}

// flag takes a boolean over; nil where there is none.
func (o object) flag(name, to string) *bool {
	if !o.has(name) {
		return nil
	}
	flag, ok := o.fields[name].(bool)
	if !ok {
		o.wrongType(name, "true or false")
		return nil
	}
	o.d.keep(o.at(name), to, "")
	return &flag
}

// flags takes booleans of the same name over.
func (o object) flags(into map[string]*bool) {
	for _, name := range slices.Sorted(maps.Keys(into)) {
		if v := o.flag(name, name); v != nil {
			*into[name] = *v
		}
	}
}

// isTrue tells whether a boolean is set, without accounting for it.
func (o object) isTrue(name string) bool { return o.fields[name] == true }

// number takes a number over where v3 accepts it. Numbers in quotes, which the
// old API took too, are numbers.
func (o object) number(name, to string, least, most float64) *float64 {
	n, ok := o.measure(name)
	switch {
	case !ok:
		return nil
	case n < least || n > most:
		o.drop(name, fmt.Sprintf("is outside of what v3 takes, %v to %v", least, most), fmt.Sprintf("Choose a value from %v to %v.", least, most))
		return nil
	}
	o.d.keep(o.at(name), to, "")
	return &n
}

// integer is number for whole numbers.
func (o object) integer(name, to string, least, most int) *int {
	n, ok := o.measure(name)
	if ok && n != math.Trunc(n) {
		o.wrongType(name, "a whole number")
		return nil
	}
	if v := o.number(name, to, float64(least), float64(most)); v != nil {
		return new(int(*v))
	}
	return nil
}

func (o object) measure(name string) (float64, bool) {
	if !o.has(name) {
		return 0, false
	}
	var text string
	switch v := o.fields[name].(type) {
	case json.Number:
		text = v.String()
	case string:
		text = strings.TrimSpace(v)
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		o.wrongType(name, "a number")
		return 0, false
	}
	return n, true
}

// texts takes a list of strings over.
func (o object) texts(name, to string) []string {
	if !o.has(name) {
		return nil
	}
	values, ok := o.fields[name].([]any)
	if !ok {
		o.wrongType(name, "a list of strings")
		return nil
	}
	var out []string
	for i, v := range values {
		at := o.at(name) + "[" + strconv.Itoa(i) + "]"
		text, ok := v.(string)
		switch {
		case !ok || text == "":
			o.d.fail(at, show(v), "is not a string", "Give a list of strings")
			return nil
		case holdsKey(name, text):
			o.d.lose(at, v, "is a credential", "")
		case slices.Contains(out, text):
			o.d.keep(at, to, "the same as an earlier one")
		default:
			o.d.keep(at, to, "")
			out = append(out, text)
		}
	}
	return out
}

// objects gives the objects of a list.
func (o object) objects(name string) []object {
	if !o.has(name) {
		return nil
	}
	values, ok := o.fields[name].([]any)
	if !ok {
		o.wrongType(name, "a list of objects")
		return nil
	}
	out := make([]object, 0, len(values))
	for i, v := range values {
		at := o.at(name) + "[" + strconv.Itoa(i) + "]"
		fields, ok := v.(map[string]any)
		if !ok {
			o.d.fail(at, show(v), "is not an object", "Give a list of objects, as HeyGen's old reference has it")
			return nil
		}
		out = append(out, object{d: o.d, path: at, fields: fields})
	}
	return out
}

// link takes a web address over. One that HeyGen could not call is lost.
func (o object) link(name, to string) string {
	if raw := o.peek(name); o.has(name) && raw != "" && !isWeb(raw) {
		o.drop(name, "is not a web address", "Give an https address, or use upload_asset.")
		return ""
	}
	return o.text(name, to)
}

func isWeb(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// drop names a field as lost, with all that is within.
func (o object) drop(name, why, instead string) {
	if v, ok := o.fields[name]; ok {
		o.d.lose(o.at(name), v, why, instead)
	}
}

// same says that v3 does of itself what the field asks for.
func (o object) same(name, note string) {
	if _, ok := o.fields[name]; ok {
		o.d.keep(o.at(name), "", note)
	}
}
