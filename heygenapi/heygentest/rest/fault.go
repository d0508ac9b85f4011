package rest

import (
	"regexp"
	"strings"
	"sync"
)

// FaultKind is a way in which a request or a job fails.
type FaultKind string

// The faults of requests.
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
	FaultExpired FaultKind = "expired"
)

// The faults of jobs.
const (
	// FaultLateURL completes a video that has no links at the first two looks.
	FaultLateURL  FaultKind = "late url"
	FaultFailJob  FaultKind = "fail job"
	FaultStallJob FaultKind = "stall job"
	// FaultBusyItems refuses every other item of a batch, as by a service that is
	// busy, and tells the ids of some others late.
	FaultBusyItems FaultKind = "busy items"
)

// OfJob is true for faults that befall a job and not its request.
func (k FaultKind) OfJob() bool {
	return k == FaultLateURL || k == FaultFailJob || k == FaultStallJob || k == FaultBusyItems
}

// magicWords stand in scripts, prompts, texts and titles.
var magicWords = map[string]FaultKind{
	"fail": FaultFailJob, "stall": FaultStallJob, "late-url": FaultLateURL, "429": Fault429, "500": FaultFail500,
	"timeout": FaultTimeout, "cut": FaultCutBody, "html": FaultHTML,
}

// magicForm is compiled where it is first needed: a program that simulates
// nothing should not pay for it.
var magicForm = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\[\[(fail|stall|late-url|429|500|timeout|cut|html)\]\]`)
})

// FaultIn is the fault that the first magic word of a body asks for.
func FaultIn(body []byte) FaultKind {
	match := magicForm().FindSubmatch(body)
	if match == nil {
		return ""
	}
	return magicWords[strings.ToLower(string(match[1]))]
}

// JobFaultIn is the same for the words of one item of a batch, of which only the
// job can fail.
func JobFaultIn(words string) FaultKind {
	if kind := FaultIn([]byte(words)); kind.OfJob() {
		return kind
	}
	return ""
}
