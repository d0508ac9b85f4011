package heygentest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// shelf keeps things by their ids and in the order in which they came.
type shelf[T any] struct {
	byID  map[string]T
	order []string
}

func newShelf[T any]() *shelf[T] { return &shelf[T]{byID: map[string]T{}} }

func (s *shelf[T]) put(id string, v T) {
	if _, known := s.byID[id]; !known {
		s.order = append(s.order, id)
	}
	s.byID[id] = v
}

func (s *shelf[T]) get(id string) (T, bool) {
	v, ok := s.byID[id]
	return v, ok
}

func (s *shelf[T]) drop(id string) { delete(s.byID, id) }

// all gives what is there, oldest first.
func (s *shelf[T]) all() []T {
	out := make([]T, 0, len(s.byID))
	for _, id := range s.order {
		if v, ok := s.byID[id]; ok {
			out = append(out, v)
		}
	}
	return out
}

// newest gives what is there, newest first.
func (s *shelf[T]) newest() []T {
	all := s.all()
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all
}

// hexOf makes an id of 32 hex digits from what it is for.
func hexOf(parts ...any) string {
	sum := sha256.Sum256(fmt.Append(nil, parts...))
	return hex.EncodeToString(sum[:16])
}
