// Package resources offers what an account has and may know as MCP resources:
// catalogs a line an item, the account, prices, limits, guidance, and a page
// for each avatar, voice, template, video and agent session. A resource is one
// declaration; only mcp.go knows the MCP library.
package resources

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"
	"slices"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/catalog"
	"heygen-mcp/internal/clienterror"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
)

// Env is what the resources of one server work with.
type Env struct {
	// Accounts gives the account of the caller.
	Accounts *account.Accounts
	// RateCard gives the price list.
	RateCard func() (*pricing.Card, error)
	// Read reads the text behind one of HeyGen's links, up to so many bytes.
	Read func(ctx context.Context, link string, most int64) ([]byte, error)
	// Ledger keeps paid work; nil where none is kept.
	Ledger *jobs.Ledger
	// Log gets what goes wrong inside.
	Log *slog.Logger
}

// resource is one declaration.
type resource struct {
	// uri is the address, or a template (RFC 6570) with variables.
	uri         string
	name, title string
	description string
	mime        string
	// complete says what a variable's values are the ids of.
	complete map[string]catalog.Kind
	// query names what may stand behind the address's question mark.
	query []string
	// offline resources need no account.
	offline bool
	read    func(ctx context.Context, r request) (string, error)
}

// request is one read.
type request struct {
	env  *Env
	acct *account.Account
	// uri is the address as it was asked for.
	uri string
	// vars are the variables of a template.
	vars map[string]string
}

// readQuery takes the query from the address itself: the library knows its
// members in one order only, and clients write them in any.
func (r request) readQuery(takes []string) error {
	u, err := url.Parse(r.uri)
	if err != nil {
		return clienterror.New("the address %q cannot be read", r.uri)
	}
	for name, values := range u.Query() {
		if !slices.Contains(takes, name) {
			return clienterror.New("%q is no query of this resource; it takes: %s", name, strings.Join(takes, ", "))
		}
		r.vars[name] = values[0]
	}
	return nil
}

const (
	asJSON     = "application/json"
	asText     = "text/plain"
	asMarkdown = "text/markdown"
	asSubRip   = "application/x-subrip"
)

// all lists every resource, in the order in which hosts show them.
func all() []resource {
	return slices.Concat(facts(), ledger(), lists(), items())
}

// CompletionKind says what the values of a template's variable are the ids of;
// empty where they are not completed.
func CompletionKind(template, variable string) catalog.Kind {
	for _, r := range all() {
		if r.uri == template {
			return r.complete[variable]
		}
	}
	return ""
}

// compact writes a value as JSON in one line.
func compact(v any) (string, error) {
	raw, err := json.Marshal(v)
	return string(raw), err
}
