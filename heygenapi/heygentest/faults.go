package heygentest

import (
	"net/http"
	"path"
	"regexp"
	"strings"
)

// FaultKind is a way to fail.
type FaultKind string

// The ways to fail.
const (
	FaultFail500   FaultKind = "500"
	Fault502HTML   FaultKind = "502 html"
	Fault429       FaultKind = "429"
	FaultTimeout   FaultKind = "timeout"
	FaultDrop      FaultKind = "drop"
	FaultDropAfter FaultKind = "drop after"
	FaultCutBody   FaultKind = "cut body"
	FaultHTML      FaultKind = "html"
	// FaultExpired answers a signed link as if its time were over.
	FaultExpired  FaultKind = "expired"
	FaultLateURL  FaultKind = "late url"
	FaultFailJob  FaultKind = "fail job"
	FaultStallJob FaultKind = "stall job"
	// FaultBusyItems refuses every other item of a batch, as by a service that is
	// busy, and tells the ids of some others late.
	FaultBusyItems FaultKind = "busy items"
)

// Fault makes requests fail on demand.
type Fault struct {
	// Method is the request's; empty for any.
	Method string
	// Path is a pattern such as /v3/videos/*, one * a path element; empty for
	// any.
	Path string
	// Skip lets the first requests pass.
	Skip int
	// Times is how many requests fail; 0 for all.
	Times int
	// Kind is how they fail. Kinds of jobs apply to what the request starts.
	Kind FaultKind

	seen int
}

func (f *Fault) matches(r *http.Request) bool {
	if f.Method != "" && f.Method != r.Method {
		return false
	}
	if f.Path != "" {
		if ok, err := path.Match(f.Path, r.URL.Path); err != nil || !ok {
			return false
		}
	}
	f.seen++
	return f.seen > f.Skip && (f.Times == 0 || f.seen <= f.Skip+f.Times)
}

// AddFault makes requests fail from now on.
func (s *Server) AddFault(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

func (s *Server) faultFor(r *http.Request) FaultKind {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.matches(r) {
			return f.Kind
		}
	}
	return ""
}

// magic words in scripts, prompts, texts and titles make their request or job
// fail.
var magic = regexp.MustCompile(`(?i)\[\[(fail|stall|late-url|429|500|timeout|cut|html)\]\]`)

var magicFaults = map[string]FaultKind{
	"fail": FaultFailJob, "stall": FaultStallJob, "late-url": FaultLateURL, "429": Fault429, "500": FaultFail500,
	"timeout": FaultTimeout, "cut": FaultCutBody, "html": FaultHTML,
}

func magicIn(body []byte) FaultKind {
	match := magic.FindSubmatch(body)
	if match == nil {
		return ""
	}
	return magicFaults[strings.ToLower(string(match[1]))]
}

// jobFault is the fault that the words of one item of a batch ask for.
func jobFault(words string) FaultKind {
	if kind := magicIn([]byte(words)); kind.ofJob() {
		return kind
	}
	return ""
}

// ofJob is true for faults that befall a job and not its request.
func (k FaultKind) ofJob() bool {
	return k == FaultLateURL || k == FaultFailJob || k == FaultStallJob || k == FaultBusyItems
}
