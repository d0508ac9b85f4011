package fault

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/sourcegraph/conc/iter"

	"heygen-mcp/internal/lazyregexp"
)

// List gathers what is wrong with the items of a list, so that one more call
// can mend them all.
type List struct {
	first  *Error
	others []*Error
}

// Add takes the failure of an item, such as scenes[2]. A field that the item
// has from the arguments that all share keeps the name it has there, and is
// told once. What is no fault of an argument comes back: it ends the call.
func (f *List) Add(item string, err error, shared ...string) error {
	fault, ok := errors.AsType[*Error](err)
	if err == nil || !ok || fault.Field == "" {
		return err
	}
	if !slices.Contains(shared, fault.Field) {
		fault = fault.inside(item)
	}
	switch {
	case f.first == nil:
		f.first = fault
	case fault.Message != f.first.Message && !slices.ContainsFunc(f.others, func(e *Error) bool { return e.Message == fault.Message }):
		f.others = append(f.others, fault)
	}
	return nil
}

// inside is the failure as one of an item's field.
func (e *Error) inside(item string) *Error {
	out := *e
	out.Field = Join(item, e.Field)
	if strings.HasPrefix(e.Message, e.Field) {
		out.Message = Join(item, e.Message)
	} else {
		out.Message = item + ": " + e.Message
	}
	return &out
}

// MostInFull is how many further faults are told in full; the rest are named.
const MostInFull = 9

// Err is nil, or the first fault in full with the others behind it.
func (f *List) Err() error {
	if f.first == nil {
		return nil
	}
	out := *f.first
	var told, named []string
	for i, e := range f.others {
		if i < MostInFull {
			told = append(told, e.Message)
		} else {
			named = append(named, e.Field)
		}
		out.Retryable = out.Retryable && e.Retryable
	}
	if len(named) > 0 {
		told = append(told, strings.Join(named, ", "))
	}
	if len(told) > 0 {
		out.Message += "; also: " + strings.Join(told, "; ")
	}
	return &out
}

// itemParam is a field of an item as HeyGen names it: scenes.2.input.voice_id,
// or with brackets.
var itemParam = lazyregexp.New(`^(\w+)[.\[](\d+)\]?\.(?:input\.|playback\.)?(.+)$`)

// NamedItem gives a refusal of an item the argument's own name, by the names of
// an item's fields where HeyGen's are others.
func NamedItem(err error, fields map[string]string) error {
	return renamed(err, func(param string) string {
		parts := itemParam().FindStringSubmatch(param)
		if parts == nil {
			return param
		}
		return parts[1] + "[" + parts[2] + "]." + cmp.Or(fields[parts[3]], parts[3])
	})
}

// itemsAtOnce bounds the items of a list that are checked against the account
// at the same time.
const itemsAtOnce = 8

// outcome is what became of one item.
type outcome[R any] struct {
	value R
	err   error
}

// PlanAll plans every item of a list, a few at a time, and gives the plans in
// the items' order, or all that is wrong with them.
func PlanAll[T, R any](items []T, plan func(T) (R, error), fault func(f *List, i int, err error) error) ([]R, error) {
	outcomes := iter.Mapper[T, outcome[R]]{MaxGoroutines: itemsAtOnce}.Map(items, func(item *T) outcome[R] {
		value, err := plan(*item)
		return outcome[R]{value, err}
	})
	var f List
	plans := make([]R, len(items))
	for i, o := range outcomes {
		if err := fault(&f, i, o.err); err != nil {
			return nil, err
		}
		plans[i] = o.value
	}
	return plans, f.Err()
}
