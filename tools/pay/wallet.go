package pay

import (
	"context"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/kit"
)

// CurrentUser reads the account, and keeps what its wallet holds at this moment.
func CurrentUser(ctx context.Context, c *kit.Call, acct *account.Account) (heygenapi.User, error) {
	user, err := acct.API.GetCurrentUser(ctx)
	if err == nil {
		noteBalance(ctx, c, acct.ID, user.WalletUSD())
	}
	return user, err
}

// longestNote is how long a call waits for the note of a balance. A ledger that
// is slow notes it behind the call's back.
const longestNote = 200 * time.Millisecond

// noteBalance notes a balance where a ledger is kept; no call fails over it.
func noteBalance(ctx context.Context, c *kit.Call, account string, usd *float64) {
	if c.Ledger == nil || usd == nil {
		return
	}
	noted := make(chan struct{})
	go func() {
		defer close(noted)
		if err := c.Ledger.RecordBalance(context.WithoutCancel(ctx), account, *usd); err != nil {
			c.Log.WarnContext(ctx, "the balance is not noted", "error", err)
		}
	}()
	select {
	case <-noted:
	case <-time.After(longestNote):
	}
}
