package schema

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// Schema says what a value of a request has to look like. It is made by [Text],
// [OneOf], [Integer], [Number], [Flag], [List], [Map], [Object] and [Either], and
// narrowed by its methods, each of which returns the schema itself.
type Schema struct {
	kind kind
	null bool
	// least and most bound a number, and the length of a text or a list.
	least, most *float64
	above       bool
	values      []string
	form        func() *regexp.Regexp
	// item is that of a list and of a map.
	item *Schema
	// fields are those of an object, and the branches of a union.
	fields Fields
	needed []string
	open   bool
	// by is the field that tells the branch of a union.
	by string
}

// Fields are schemas by their names.
type Fields map[string]*Schema

type kind string

const (
	text    kind = "a string"
	integer kind = "an integer"
	number  kind = "a number"
	boolean kind = "a boolean"
	array   kind = "an array"
	mapping kind = "an object of values"
	object  kind = "an object"
	union   kind = "an object of one of several types"
)

// Text is a string.
func Text() *Schema { return &Schema{kind: text} }

// OneOf is a string that is one of some values.
func OneOf(values ...string) *Schema { return &Schema{kind: text, values: values} }

// Integer is a number without a fraction.
func Integer() *Schema { return &Schema{kind: integer} }

// Number is a number.
func Number() *Schema { return &Schema{kind: number} }

// Flag is true or false.
func Flag() *Schema { return &Schema{kind: boolean} }

// List is an array.
func List(item *Schema) *Schema { return &Schema{kind: array, item: item} }

// Map is an object with any names.
func Map(item *Schema) *Schema { return &Schema{kind: mapping, item: item} }

// Object is an object with these fields and no others.
func Object(fields Fields, needed ...string) *Schema {
	return &Schema{kind: object, fields: fields, needed: needed}
}

// Either is an object of which a field tells the branch.
func Either(by string, branches Fields) *Schema {
	return &Schema{kind: union, by: by, fields: branches}
}

// Null allows null, which is as if the value were not there.
func (s *Schema) Null() *Schema { s.null = true; return s }

// Open lets an object have other fields too.
func (s *Schema) Open() *Schema { s.open = true; return s }

// Like demands that a text matches a pattern.
func (s *Schema) Like(pattern string) *Schema {
	s.form = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
	return s
}

// Len bounds the characters of a text or the items of a list; most 0 is no bound.
func (s *Schema) Len(least, most float64) *Schema {
	s.least = &least
	if most > 0 {
		s.most = &most
	}
	return s
}

// Between bounds a number.
func (s *Schema) Between(least, most float64) *Schema { return s.AtLeast(least).AtMost(most) }

// AtLeast bounds a number from below.
func (s *Schema) AtLeast(least float64) *Schema { s.least = &least; return s }

// AtMost bounds a number from above.
func (s *Schema) AtMost(most float64) *Schema { s.most = &most; return s }

// Above bounds a number from below, and excludes the bound.
func (s *Schema) Above(bound float64) *Schema { s.above = true; return s.AtLeast(bound) }

// Fault is what is wrong with a value.
type Fault struct {
	// Path is the value's name, such as scenes.0.type.
	Path string
	// Problem is how it has to be, such as "must be a string".
	Problem string
}

func fault(path, format string, args ...any) Fault { return Fault{path, fmt.Sprintf(format, args...)} }

// Check tells all that is wrong with a JSON value; path is its name.
func (s *Schema) Check(value any, path string) []Fault {
	if value == nil {
		if s.null {
			return nil
		}
		return []Fault{fault(path, "must not be null")}
	}
	switch s.kind {
	case text:
		v, ok := value.(string)
		return s.checked(ok, path, func() []Fault { return s.checkText(v, path) })
	case integer, number:
		v, ok := value.(float64)
		return s.checked(ok && (s.kind == number || v == math.Trunc(v)), path, func() []Fault { return s.checkNumber(v, path) })
	case boolean:
		_, ok := value.(bool)
		return s.checked(ok, path, func() []Fault { return nil })
	case array:
		v, ok := value.([]any)
		return s.checked(ok, path, func() []Fault { return s.checkList(v, path) })
	default:
		v, ok := value.(map[string]any)
		return s.checked(ok, path, func() []Fault { return s.checkMembers(v, path) })
	}
}

func (s *Schema) checked(ok bool, path string, inside func() []Fault) []Fault {
	if !ok {
		return []Fault{fault(path, "must be %s", s.kind)}
	}
	return inside()
}

func (s *Schema) checkText(v, path string) []Fault {
	if s.values != nil {
		if !slices.Contains(s.values, v) {
			return []Fault{fault(path, "must be one of %s", strings.Join(s.values, ", "))}
		}
		return nil
	}
	if s.form != nil && !s.form().MatchString(v) {
		return []Fault{fault(path, "does not match %s", s.form())}
	}
	return s.checkLength(utf8.RuneCountInString(v), "characters", path)
}

func (s *Schema) checkLength(n int, of, path string) []Fault {
	switch {
	case s.least != nil && float64(n) < *s.least:
		return []Fault{fault(path, "has %d %s; at least %v are needed", n, of, *s.least)}
	case s.most != nil && float64(n) > *s.most:
		return []Fault{fault(path, "has %d %s; at most %v are allowed", n, of, *s.most)}
	}
	return nil
}

func (s *Schema) checkNumber(v float64, path string) []Fault {
	switch {
	case s.least != nil && (v < *s.least || s.above && v == *s.least):
		return []Fault{fault(path, "must be %s %v", map[bool]string{true: "above", false: "at least"}[s.above], *s.least)}
	case s.most != nil && v > *s.most:
		return []Fault{fault(path, "must be at most %v", *s.most)}
	}
	return nil
}

func (s *Schema) checkList(v []any, path string) []Fault {
	faults := s.checkLength(len(v), "items", path)
	for i, item := range v {
		faults = append(faults, s.item.Check(item, join(path, strconv.Itoa(i)))...)
	}
	return faults
}

func (s *Schema) checkMembers(v map[string]any, path string) []Fault {
	switch s.kind {
	case mapping:
		var faults []Fault
		for _, name := range slices.Sorted(maps.Keys(v)) {
			faults = append(faults, s.item.Check(v[name], join(path, name))...)
		}
		return faults
	case union:
		at := join(path, s.by)
		name, ok := v[s.by].(string)
		if v[s.by] == nil {
			return []Fault{fault(at, "is required")}
		}
		branch := s.fields[name]
		if !ok || branch == nil {
			return []Fault{fault(at, "must be one of %s", strings.Join(slices.Sorted(maps.Keys(s.fields)), ", "))}
		}
		return branch.checkFields(v, path, s.by)
	default:
		return s.checkFields(v, path, "")
	}
}

// checkFields checks the fields of an object; told is one that was checked before.
func (s *Schema) checkFields(v map[string]any, path, told string) []Fault {
	var faults []Fault
	for _, name := range s.needed {
		if _, ok := v[name]; !ok {
			faults = append(faults, fault(join(path, name), "is required"))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		field := s.fields[name]
		switch {
		case name == told:
		case field != nil:
			faults = append(faults, field.Check(v[name], join(path, name))...)
		case !s.open:
			faults = append(faults, fault(join(path, name), "is not a field that this request has"))
		}
	}
	return faults
}

// CheckQuery tells all that is wrong with a query's parameters, of which each
// counts once.
func (s *Schema) CheckQuery(query map[string][]string) []Fault {
	values := map[string]any{}
	for name, given := range query {
		field := s.fields[name]
		if field == nil {
			continue
		}
		values[name] = given[0]
		if field.kind == integer || field.kind == number {
			if n, err := strconv.ParseFloat(given[0], 64); err == nil {
				values[name] = n
			}
		}
	}
	return s.checkFields(values, "", "")
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
