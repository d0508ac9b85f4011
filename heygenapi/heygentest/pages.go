package heygentest

import (
	"fmt"
	"html"
	"net/http"
)

// servePage says in a browser what this server is.
func (s *Server) servePage(w http.ResponseWriter, r *http.Request) {
	s.account.Lock()
	s.account.Settle()
	balance, now := s.account.Balance(), s.clock.Now().UTC().Format("2006-01-02 15:04")
	s.account.Unlock()
	base := html.EscapeString("http://" + r.Host)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, _ = fmt.Fprintf(w, welcomePage, base, balance, s.cfg.concurrency, now)
}

const welcomePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated HeyGen</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color: #1d2330; background: #fff }
  h1 { font-size: 1.6rem } dt { font-weight: 600; margin-top: .6rem } dd { margin: 0 }
  pre { background: #f2f4f8; padding: .8rem; overflow-x: auto; border-radius: .4rem }
  @media (prefers-color-scheme: dark) { body { color: #e6e9f0; background: #14171f } pre { background: #222733 } a { color: #8ab4ff } }
</style>
<h1>Simulated HeyGen</h1>
<p>This is a simulation of HeyGen's API v3, for trying things out and for tests. It is not HeyGen: people, voices and
videos are invented, nothing is rendered by AI, and nothing costs money.</p>
<dl>
  <dt>Address of the API</dt><dd><code>%[1]s/v3</code></dd>
  <dt>Key</dt><dd>any, except one with <code>invalid</code> in it</dd>
  <dt>Wallet</dt><dd>$%.2[2]f of play money</dd>
  <dt>Jobs at once</dt><dd>%[3]d</dd>
  <dt>Its clock</dt><dd>%[4]s UTC</dd>
</dl>
<p>Try it:</p>
<pre>curl -s -H 'x-api-key: sandbox' %[1]s/v3/users/me
curl -s -H 'x-api-key: sandbox' '%[1]s/v3/avatars/looks?limit=3'</pre>
</html>
`
