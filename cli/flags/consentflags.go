package flags

import (
	"crypto/rand"
	"crypto/sha256"

	"heygen-mcp/cli/terminal"
	"heygen-mcp/tools/consent"
)

// ConsentFlags say when a person is asked before money is spent.
type ConsentFlags struct {
	ConfirmAboveUSD *float64 `name:"confirm-above-usd" env:"HEYGEN_MCP_CONFIRM_ABOVE_USD" group:"ledger" placeholder:"USD" help:"Ask the person behind the client before a call that may cost more (default 10; on the sandbox nobody is asked unless this is given)."`
	ConfirmFallback string   `env:"HEYGEN_MCP_CONFIRM_FALLBACK" group:"ledger" enum:"deny,allow" default:"deny" placeholder:"WHAT" help:"What becomes of such a call where the client cannot ask: ${enum} (default ${default})."`
}

// confirmAbove is what a call may cost without a question, in US dollars.
const confirmAbove = 10

func (f ConsentFlags) validate() error {
	if f.ConfirmAboveUSD != nil && !(*f.ConfirmAboveUSD >= 0) {
		return terminal.UsageError("%s is %v; it must be an amount in US dollars, 0 to be asked each time", FlagAndVariable("confirm-above-usd"), *f.ConfirmAboveUSD)
	}
	return nil
}

// consent is nil where nobody is asked. Replicas on one database understand
// each other's questions: a client may bring the answer to another one.
func (f ConsentFlags) consent(sandbox bool, databaseURL string) *consent.Policy {
	if sandbox && f.ConfirmAboveUSD == nil {
		return nil
	}
	c := &consent.Policy{AboveUSD: confirmAbove, Allow: f.ConfirmFallback == "allow", Secret: []byte(rand.Text())}
	if f.ConfirmAboveUSD != nil {
		c.AboveUSD = *f.ConfirmAboveUSD
	}
	if databaseURL != "" {
		shared := sha256.Sum256([]byte("consent " + databaseURL))
		c.Secret = shared[:]
	}
	return c
}
