package heygentest

import (
	"io"
	"net/http"
	"path"
	"strconv"

	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// FaultKind is a way to fail.
type FaultKind = rest.FaultKind

// The ways to fail.
const (
	FaultFail500   = rest.FaultFail500
	Fault502HTML   = rest.Fault502HTML
	Fault429       = rest.Fault429
	FaultTimeout   = rest.FaultTimeout
	FaultDrop      = rest.FaultDrop
	FaultDropAfter = rest.FaultDropAfter
	FaultCutBody   = rest.FaultCutBody
	FaultHTML      = rest.FaultHTML
	// FaultExpired answers a signed link as if its time were over.
	FaultExpired  = rest.FaultExpired
	FaultLateURL  = rest.FaultLateURL
	FaultFailJob  = rest.FaultFailJob
	FaultStallJob = rest.FaultStallJob
	// FaultBusyItems refuses every other item of a batch, as by a service that is
	// busy, and tells the ids of some others late.
	FaultBusyItems = rest.FaultBusyItems
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
	s.account.Lock()
	defer s.account.Unlock()
	s.faults = append(s.faults, &f)
}

func (s *Server) faultFor(r *http.Request) FaultKind {
	s.account.Lock()
	defer s.account.Unlock()
	for _, f := range s.faults {
		if f.matches(r) {
			return f.Kind
		}
	}
	return ""
}

// write writes the answer, as far as a fault lets it.
func write(rec *recorder, a rest.Answer, fault FaultKind) {
	switch fault {
	case FaultDropAfter:
		panic(http.ErrAbortHandler)
	case FaultCutBody:
		rec.Header().Set("Content-Type", "application/json")
		rec.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
		rec.WriteHeader(a.Status)
		_, _ = rec.Write(a.Body[:len(a.Body)/2])
		_ = http.NewResponseController(rec).Flush()
		panic(http.ErrAbortHandler)
	default:
		a.Write(rec)
	}
}

// breakRequest fails the request itself, and is true where it has answered.
func (s *Server) breakRequest(w http.ResponseWriter, r *http.Request, fault FaultKind) bool {
	switch fault {
	case FaultFail500:
		writeFailure(w, rest.Fail(http.StatusInternalServerError, "internal_error", "", "something went wrong"))
	case Fault502HTML:
		writeHTML(w, http.StatusBadGateway)
	case FaultHTML:
		writeHTML(w, http.StatusOK)
	case Fault429:
		f := rest.Fail(http.StatusTooManyRequests, "rate_limit_exceeded", "", "too many requests")
		f.RetryAfter = 1
		writeFailure(w, f)
	case FaultExpired:
		sim.RefuseLink(w)
	case FaultTimeout:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	case FaultDrop:
		panic(http.ErrAbortHandler)
	case "", FaultDropAfter, FaultCutBody, FaultLateURL, FaultFailJob, FaultStallJob, FaultBusyItems:
		return false
	}
	return true
}

func writeHTML(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<!doctype html><title>Error</title><h1>The gateway could not handle the request</h1>")
}

// cutFile sends half of a file and breaks the connection.
func cutFile(w http.ResponseWriter, content io.ReadSeeker) {
	size, err := content.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = content.Seek(0, io.SeekStart)
	}
	if err == nil {
		w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
		_, _ = io.CopyN(w, content, size/2)
		_ = http.NewResponseController(w).Flush()
	}
	panic(http.ErrAbortHandler)
}
