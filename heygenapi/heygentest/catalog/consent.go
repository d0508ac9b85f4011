package catalog

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// consentLink leads a person to the page on which they consent.
type consentLink struct {
	group *group
	until time.Time
	// back is where the person goes afterwards; empty for nowhere.
	back string
}

// consentOrder is what a request says of the consent.
type consentOrder struct {
	// filmed is true where a film of the consent comes along.
	filmed bool
	back   string
}

func (s *Catalog) readConsent(b *rest.Body) consentOrder {
	if strings.ContainsAny(b.Text("consent_text", 1000), "<>") {
		b.Fail("consent_text", "must be plain text")
	}
	s.ReadSource(b, "consent_video", false, true)
	o := consentOrder{filmed: b.Has("consent_video"), back: b.Link("reroute_url")}
	if o.filmed && (b.Has("consent_text") || b.Has("reroute_url")) {
		b.Fail("consent_video", "is not allowed with consent_text or reroute_url")
	}
	return o
}

func (s *Catalog) createConsent(r *rest.Request, g *group, o consentOrder) (any, error) {
	if !g.Private {
		return nil, rest.Forbidden("", "public avatars need no consent")
	}
	if o.filmed {
		s.approve(g)
		return rest.Object{"avatar_group": s.showGroup(r.Base, g)}, nil
	}
	g.ConsentStatus = "pending"
	id := s.NewID("")
	s.consents[id] = consentLink{group: g, until: s.Now().Add(s.ConsentLifetime), back: o.back}
	return rest.Object{"avatar_group": s.showGroup(r.Base, g), "url": r.Base + "/consent/" + id}, nil
}

// approve lets a person's looks be used.
func (s *Catalog) approve(g *group) {
	g.ConsentStatus, g.Status = "approved", sim.Completed
	for _, l := range s.looks.All() {
		if l.GroupID == g.ID && l.Status == "pending_consent" {
			l.Status = sim.Completed
		}
	}
}

// ServeConsent is the page on which a person consents, and takes what they send.
func (s *Catalog) ServeConsent(w http.ResponseWriter, r *http.Request) {
	s.Lock()
	defer s.Unlock()
	s.Settle()
	id := r.PathValue("id")
	link, known := s.consents[id]
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
	if !known || s.Now().After(link.until) {
		w.WriteHeader(http.StatusGone)
		_, _ = fmt.Fprintf(w, consentPage, "This link is no longer good", "It works for 24 hours and one submission. Ask for a new one.", "")
		return
	}
	name := html.EscapeString(link.group.Name)
	if r.Method == http.MethodPost {
		delete(s.consents, id)
		s.approve(link.group)
		back := ""
		if link.back != "" {
			back = `<p><a href="` + html.EscapeString(link.back) + `">Go on</a></p>`
		}
		_, _ = fmt.Fprintf(w, consentPage, "Thank you", name+" may now be used in videos.", back)
		return
	}
	_, _ = fmt.Fprintf(w, consentPage, "May "+name+" be used?",
		"At HeyGen the person films themselves here and reads a text aloud. In this simulation a click is enough.",
		`<form method="post"><button>I consent</button></form>`)
}

const consentPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Consent, simulated HeyGen</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 4rem auto; padding: 0 1rem; color: #1d2330; background: #fff }
  button { font: inherit; padding: .5rem 1.2rem }
  @media (prefers-color-scheme: dark) { body { color: #e6e9f0; background: #14171f } a { color: #8ab4ff } }
</style>
<h1>%s</h1>
<p>%s</p>
%s
</html>
`
