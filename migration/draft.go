package migration

import (
	"slices"
	"strings"
)

// draft is a conversion on its way: the result so far, which fields have been
// accounted for, and the first thing that is wrong.
type draft struct {
	result *Result
	// told are paths that were kept or lost, touched the paths above them.
	told, touched map[string]bool
	err           *Error
}

func newDraft(old string) *draft {
	return &draft{result: &Result{Old: old, Kept: []Kept{}, Lost: []Lost{}}, told: map[string]bool{}, touched: map[string]bool{}}
}

// fail notes what is wrong; the first failure is the one that is told.
func (d *draft) fail(field, value, reason, mend string) {
	if d.err == nil {
		d.err = &Error{Field: Redact(field), Value: value, Reason: reason, Mend: mend}
	}
}

func (d *draft) warn(text string) {
	if !slices.Contains(d.result.Warnings, text) {
		d.result.Warnings = append(d.result.Warnings, text)
	}
}

func (d *draft) mark(path string) bool {
	if d.told[path] {
		return false
	}
	d.told[path] = true
	for i, r := range path {
		if r == '.' || r == '[' {
			d.touched[path[:i]] = true
		}
	}
	return true
}

func (d *draft) keep(from, to, note string) {
	if d.mark(from) {
		d.result.Kept = append(d.result.Kept, Kept{From: Redact(from), To: to, Note: note})
	}
}

func (d *draft) lose(from string, value any, why, instead string) {
	if !d.mark(from) {
		return
	}
	name := from[strings.LastIndexAny(from, ".[")+1:]
	lost := Lost{From: Redact(from), Value: show(value), Why: why, Instead: instead}
	if holdsKey(name, value) {
		lost.Value, lost.Why = hidden, "is a credential"
		lost.Instead = "Replace this key: it stands in a file. Keys travel in the header x-api-key only."
	}
	if keyWithin(name, value) {
		d.warn(warnKey)
	}
	d.result.Lost = append(d.result.Lost, lost)
}

const warnKey = "The old request holds a key. Make a new one at https://app.heygen.com/settings/api and delete the old one."

// object is an object of the old body, which knows where it stands.
type object struct {
	d      *draft
	path   string
	fields map[string]any
}

func (o object) at(name string) string { return join(o.path, name) }

// has tells whether a field has a value; null and "" are none.
func (o object) has(name string) bool {
	v := o.fields[name]
	return v != nil && v != ""
}

// first is the first of several names that has a value, or the first name.
func (o object) first(names ...string) string {
	if i := slices.IndexFunc(names, o.has); i >= 0 {
		return names[i]
	}
	return names[0]
}

// child gives a nested object; without one, an empty one and false.
func (o object) child(name string) (object, bool) {
	inner := object{d: o.d, path: o.at(name)}
	if !o.has(name) {
		return inner, false
	}
	fields, ok := o.fields[name].(map[string]any)
	if !ok {
		o.wrongType(name, "an object")
		return inner, false
	}
	inner.fields = fields
	return inner, true
}

func (o object) wrongType(name, want string) {
	o.d.fail(o.at(name), show(masked(name, o.fields[name])), "is not "+want, "Give "+want+", as HeyGen's old reference has it, or leave the field out")
}
