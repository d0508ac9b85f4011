package sim

import (
	"slices"

	"heygen-mcp/heygenapi/heygentest/rest"
)

// Resources keeps the resources of one kind by their ids, in the order in which
// they came, and answers what all kinds are asked.
type Resources[T any] struct {
	// Show is a resource as JSON; base is where the client reaches the server.
	Show func(base string, resource T) rest.Object

	noun, code string
	byID       map[string]T
	order      []string
}

// NewResources makes an empty collection. The noun and code say of an id that it
// does not exist; an empty code is not_found.
func NewResources[T any](noun, code string) *Resources[T] {
	if code == "" {
		code = "not_found"
	}
	return &Resources[T]{noun: noun, code: code, byID: map[string]T{}}
}

// Put keeps a resource.
func (s *Resources[T]) Put(id string, v T) {
	if _, known := s.byID[id]; !known {
		s.order = append(s.order, id)
	}
	s.byID[id] = v
}

// ByID gives a resource, where it exists.
func (s *Resources[T]) ByID(id string) (T, bool) {
	v, ok := s.byID[id]
	return v, ok
}

// Drop forgets a resource.
func (s *Resources[T]) Drop(id string) { delete(s.byID, id) }

// Len is how many there are.
func (s *Resources[T]) Len() int { return len(s.byID) }

// All gives what is there, oldest first.
func (s *Resources[T]) All() []T {
	out := make([]T, 0, len(s.byID))
	for _, id := range s.order {
		if v, ok := s.byID[id]; ok {
			out = append(out, v)
		}
	}
	return out
}

// Newest gives what is there, newest first.
func (s *Resources[T]) Newest() []T {
	all := s.All()
	slices.Reverse(all)
	return all
}

// Lookup gives a resource, or the failure that it does not exist.
func (s *Resources[T]) Lookup(id string) (T, error) {
	v, ok := s.byID[id]
	if !ok {
		return v, rest.NotFound(s.code, s.noun+" "+id)
	}
	return v, nil
}

// Find gives the resource whose {id} stands in the path.
func (s *Resources[T]) Find(r *rest.Request) (T, error) { return s.Lookup(r.PathValue("id")) }

// Get answers with the resource of the path.
func (s *Resources[T]) Get(r *rest.Request) (any, error) {
	v, err := s.Find(r)
	if err != nil {
		return nil, err
	}
	return s.Show(r.Base, v), nil
}

// List answers with a page of everything, newest first.
func (s *Resources[T]) List(r *rest.Request) (any, error) {
	return s.Page(r, s.Newest(), 10, 100)
}

// Page answers with a page of some of them; usual is its length where the
// request does not say, and most bounds it.
func (s *Resources[T]) Page(r *rest.Request, some []T, usual, most int) (any, error) {
	return rest.PageOf(r, some, usual, most, func(v T) rest.Object { return s.Show(r.Base, v) })
}
