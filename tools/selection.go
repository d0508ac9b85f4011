package tools

import (
	"fmt"
	"slices"
	"strings"

	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

// Selection says which tools to offer. Names choose first, then ReadOnly and
// NoDestructive leave out by the tools' own hints: no name overrules those.
// The zero value is the core toolset.
type Selection struct {
	// Toolsets are names of toolsets, or [Every].
	Toolsets []string
	// Tools are names of single tools, besides those of the toolsets.
	Tools []string
	// ExcludeTools are names of tools to leave out, whoever named them.
	ExcludeTools []string
	// ReadOnly leaves out every tool that changes, spends or writes anything.
	ReadOnly bool
	// NoDestructive leaves out every tool that may delete or overwrite.
	NoDestructive bool
}

// Apply gives the tools of all that are selected, in the order of all. Without
// toolsets it takes [Core]. The error is nil or an [*UnknownNameError].
func (s Selection) Apply(all []kit.Tool) ([]kit.Tool, error) {
	if err := s.Check(all); err != nil {
		return nil, err
	}
	if len(s.Toolsets) == 0 {
		s.Toolsets = []string{kit.Core}
	}
	return s.keep(all), nil
}

// Narrow gives the tools of offered that the selection keeps, in their order.
// It adds none: a name that is not among them has no effect. Without toolsets
// it keeps the single tools that are named, or, where none is, everything that
// is not left out.
func (s Selection) Narrow(offered []kit.Tool) []kit.Tool {
	if len(s.Toolsets) == 0 && len(s.Tools) == 0 {
		s.Toolsets = []string{Every}
	}
	return s.keep(offered)
}

func (s Selection) keep(from []kit.Tool) []kit.Tool {
	var kept []kit.Tool
	for _, t := range from {
		chosen := slices.Contains(s.Toolsets, Every) || slices.Contains(s.Toolsets, t.Toolset) || slices.Contains(s.Tools, t.Name)
		if chosen && s.hiddenBy(t) == "" {
			kept = append(kept, t)
		}
	}
	return kept
}

// LeftOutBy says which part of the selection leaves out a tool that Apply or
// Narrow did not keep: "exclude-tools", "read-only", "no-destructive", or that
// of the names which do not choose it, "toolsets" or "tools".
func (s Selection) LeftOutBy(t kit.Tool) string {
	if part := s.hiddenBy(t); part != "" {
		return part
	}
	if len(s.Toolsets) == 0 && len(s.Tools) > 0 {
		return "tools"
	}
	return "toolsets"
}

// hiddenBy is the part that leaves the tool out whatever names it, if one does.
func (s Selection) hiddenBy(t kit.Tool) string {
	switch {
	case slices.Contains(s.ExcludeTools, t.Name):
		return "exclude-tools"
	case s.ReadOnly && !t.Hints.ReadOnly:
		return "read-only"
	case s.NoDestructive && t.Hints.Destructive:
		return "no-destructive"
	default:
		return ""
	}
}

// Check tells of the first name that is neither a toolset nor, where it should
// name a tool, one of known. The error is nil or an [*UnknownNameError].
func (s Selection) Check(known []kit.Tool) error {
	if err := checkNames("toolsets", "toolset", s.Toolsets, ToolsetNames()); err != nil {
		return err
	}
	if len(s.Tools) == 0 && len(s.ExcludeTools) == 0 {
		return nil
	}
	names := make([]string, len(known))
	for i, t := range known {
		names[i] = t.Name
	}
	if err := checkNames("tools", "tool", s.Tools, names); err != nil {
		return err
	}
	return checkNames("exclude-tools", "tool", s.ExcludeTools, names)
}

func checkNames(list, kind string, names, known []string) error {
	for _, name := range names {
		if !slices.Contains(known, name) {
			return &UnknownNameError{List: list, Kind: kind, Name: name, Near: fault.Nearby(name, known), Known: known}
		}
	}
	return nil
}

// UnknownNameError is a name in a [Selection] that nothing has.
type UnknownNameError struct {
	// List is where it stands: "toolsets", "tools" or "exclude-tools".
	List string
	// Kind is what it should name: "toolset" or "tool".
	Kind string
	// Name is the name as given.
	Name string
	// Near are names that may have been meant, the likeliest first.
	Near []string
	// Known are all names that would do.
	Known []string
}

// Error says what is wrong and what to do.
func (e *UnknownNameError) Error() string {
	return fmt.Sprintf("there is no %s %s; %s", e.Kind, fault.Show(e.Name), e.Mend())
}

// Mend says which names would do.
func (e *UnknownNameError) Mend() string {
	mend := "the " + e.Kind + "s are: " + strings.Join(e.Known, ", ")
	if len(e.Near) > 0 {
		mend = "did you mean " + strings.Join(e.Near, " or ") + "? " + strings.ToUpper(mend[:1]) + mend[1:]
	}
	return mend
}
