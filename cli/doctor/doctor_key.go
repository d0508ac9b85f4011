package doctor

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/heygenapi"
)

// checkPresent tells where the key comes from, by its fingerprint.
func (e *examination) checkPresent() check {
	c := check{Name: "key present", credential: true}
	broken, isBroken := errors.AsType[*flags.CredentialError](e.keyErr)
	switch {
	case isBroken && broken.Raw == "":
		c.Outcome, c.Detail, c.Remedy = failed, e.keyErr.Error(), "Mend or delete the file, or set "+flags.KeyVariable+", which wins over it."
	case e.keyErr != nil:
		c.Outcome, c.Detail = passed, "found, but unusable (see the next line)"
	case e.key.None():
		c.Outcome, c.Detail, c.Remedy = failed, "neither "+flags.KeyVariable+" nor "+flags.CredentialsFile(e.sys)+" has one", remedyNoKey
		if raw, set := e.sys.Lookup(flags.KeyVariable); set && terminal.IsUnset(raw) && strings.TrimSpace(raw) != "" {
			c.Detail = flags.KeyVariable + " is still the placeholder " + strings.TrimSpace(raw) + ", so no key was filled in"
		}
	case e.key.Warning != "":
		c.Outcome, c.Detail, c.Remedy = warned, e.found(), e.key.Warning+"."
	default:
		c.Outcome, c.Detail = passed, e.found()
	}
	return c
}

func (e *examination) found() string {
	return fmt.Sprintf("from %s, fingerprint %s", e.key.Source, e.key.Credential.Fingerprint())
}

// raw is the value as written, also of a key that cannot be used.
func (e *examination) raw() string {
	if broken, ok := errors.AsType[*flags.CredentialError](e.keyErr); ok {
		return broken.Raw
	}
	return e.key.Raw
}

// checkCharacters tells what of a pasted value is not part of a key.
func (e *examination) checkCharacters() check {
	c := check{Name: "no stray characters", credential: true}
	raw := e.raw()
	retype := "Copy the key again from " + flags.KeyPage + ", without anything around it."
	switch stray := strays(raw); {
	case raw == "":
		c.Outcome, c.Detail = skipped, "no key to look at"
	case e.keyErr != nil:
		c.Outcome, c.Detail, c.Remedy = failed, e.keyErr.Error(), retype
	case wrapping(raw) != "":
		c.Outcome, c.Detail, c.Remedy = failed, wrapping(raw), "Set the bare key, without it."
	case stray != "":
		c.Outcome, c.Detail, c.Remedy = warned, "stripped: "+stray, "It works, but other programs may not strip them. "+retype
	default:
		c.Outcome, c.Detail = passed, "nothing had to be stripped"
	}
	return c
}

// wrapping tells what was pasted around a key.
func wrapping(raw string) string {
	trimmed := strings.TrimFunc(raw, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) })
	lower := strings.ToLower(trimmed)
	for _, prefix := range []string{"bearer ", "x-api-key:", "x-api-key ", "authorization:", "heygen_api_key=", "export "} {
		if strings.HasPrefix(lower, prefix) {
			return fmt.Sprintf("the value starts with %q, which is not part of a key", strings.TrimSpace(trimmed[:len(prefix)]))
		}
	}
	switch {
	case strings.ContainsAny(trimmed, "\"'`"):
		return "the value has quotation marks in it"
	case strings.HasPrefix(trimmed, "<") || strings.Contains(lower, "your") && strings.Contains(lower, "key"):
		return "the value is an example from a manual, not a key"
	default:
		return ""
	}
}

// strays lists, by kind, the characters that had to be stripped.
func strays(raw string) string {
	kinds := []struct {
		name string
		is   func(rune) bool
	}{
		{"line break", func(r rune) bool { return r == '\n' || r == '\r' }},
		{"tab", func(r rune) bool { return r == '\t' }},
		{"no-break space", func(r rune) bool { return r == '\u00a0' || r == '\u202f' }},
		{"space", unicode.IsSpace},
		{"byte order mark", func(r rune) bool { return r == '\ufeff' }},
		{"zero-width character", func(r rune) bool { return unicode.Is(unicode.Cf, r) }},
		{"control character", unicode.IsControl},
	}
	counts := make([]int, len(kinds))
	for _, r := range raw {
		for i, kind := range kinds {
			if kind.is(r) {
				counts[i]++
				break
			}
		}
	}
	var named []string
	for i, n := range counts {
		switch {
		case n == 1:
			named = append(named, "1 "+kinds[i].name)
		case n > 1:
			named = append(named, fmt.Sprintf("%d %ss", n, kinds[i].name))
		}
	}
	return strings.Join(named, ", ")
}

// checkHeader tells which header the key travels in, as seen on the wire.
func (e *examination) checkHeader() check {
	c := check{Name: "right header", credential: true}
	sent := e.wire.credentialHeaders
	switch {
	case e.key.None():
		c.Outcome, c.Detail = skipped, "no key to send"
	case !e.key.Bearer && strings.HasPrefix(strings.TrimSpace(e.key.Raw), "eyJ"):
		c.Outcome, c.Detail = failed, flags.KeyVariable+" holds an OAuth access token, but it is sent as an API key"
		c.Remedy = "Set an API key from " + flags.KeyPage + "; access tokens expire within hours and belong to a login."
	case len(sent) == 0:
		c.Outcome, c.Detail = skipped, "nothing was sent"
	case len(sent) > 1:
		c.Outcome, c.Detail = failed, "both "+strings.Join(sent, " and ")+" are sent"
		c.Remedy = "A proxy may add one: HeyGen wants exactly one of them."
	case e.key.Bearer:
		c.Outcome, c.Detail = passed, "access token as Authorization: Bearer"
		if !e.key.Expires.IsZero() {
			c.Detail += ", until " + e.key.Expires.UTC().Format(time.RFC3339)
		}
	default:
		c.Outcome, c.Detail = passed, "API key as x-api-key"
	}
	return c
}

// checkActive tells what HeyGen says to the key.
func (e *examination) checkActive() check {
	c := check{Name: "key active", credential: true}
	switch {
	case e.key.None():
		c.Outcome, c.Detail = skipped, "no key to ask about"
	case e.network.Outcome == failed:
		c.Outcome, c.Detail = skipped, "HeyGen cannot be reached"
	case e.userErr == nil:
		c.Outcome, c.Detail = passed, "HeyGen knows the account"
	case heygenapi.IsUnauthorized(e.userErr):
		c.Outcome, c.Detail = failed, "HeyGen refuses it: "+e.userErr.Error()
		c.Remedy = "See at " + flags.KeyPage + " whether the key is there and active, and make a new one if not. " +
			"An account that never bought API credit is refused as well."
	case heygenapi.IsForbidden(e.userErr):
		c.Outcome, c.Detail, c.Remedy = failed, "HeyGen forbids it: "+e.userErr.Error(), "Ask the workspace's owner for API access, or use a key of your own workspace."
	case heygenapi.IsInsufficientCredit(e.userErr):
		c.Outcome, c.Detail = passed, "HeyGen knows it, but the account has no credit"
	default:
		c.Outcome, c.Detail, c.credential = failed, "HeyGen gave no answer to it: "+e.userErr.Error(), false
		c.Remedy = "Try again in a minute; see https://status.heygen.com."
	}
	return c
}

// low is the balance, in dollars or credits, below which a video may not be paid.
const low = 1.0

// checkWallet tells what the account can pay with.
func (e *examination) checkWallet() check {
	c := check{Name: "wallet funded"}
	topUp := "Top up at " + flags.KeyPage + " (the smallest is $5). An API key spends the prepaid API wallet, not the web plan."
	if heygenapi.IsInsufficientCredit(e.userErr) {
		c.Outcome, c.Detail, c.Remedy = failed, "no credit", topUp
		return c
	}
	if !e.asked || e.userErr != nil {
		c.Outcome, c.Detail = skipped, "the account is not known"
		return c
	}
	wallet := e.user.Wallet
	if wallet == nil || wallet.RemainingBalance == nil {
		c.Outcome, c.Detail = passed, "billing is "+billing(e.user)+", without a prepaid wallet"
		return c
	}
	left := fmt.Sprintf("%.2f %s", *wallet.RemainingBalance, currency(wallet))
	switch {
	case *wallet.RemainingBalance <= 0:
		c.Outcome, c.Detail, c.Remedy = failed, "the API wallet is empty", topUp
	case *wallet.RemainingBalance < low:
		c.Outcome, c.Detail, c.Remedy = warned, left+" left, which is not enough for most videos", topUp
	default:
		c.Outcome, c.Detail = passed, left
	}
	return c
}

func billing(user heygenapi.User) string {
	if user.BillingType == "" {
		return "not told"
	}
	return user.BillingType
}

func currency(wallet *heygenapi.Wallet) string {
	if wallet.Currency == "" {
		return "USD"
	}
	return strings.ToUpper(wallet.Currency)
}
