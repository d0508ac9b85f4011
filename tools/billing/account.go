package billing

import (
	"context"

	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/pay"
)

// Tools are the tools of this package.
func Tools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "get_current_user", Title: "Get account and balance",
			Description: "Who the key belongs to, which pool pays (prepaid API wallet, subscription or usage-based), and what is left in it.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getCurrentUser),
		kit.Define(kit.Tool{
			Name: "estimate_cost", Title: "Estimate cost",
			Description: "What a video, translation, speech or other product would cost, from a dated rate card, and what the balance would be after. Free; sends nothing paid. Call it before spending.",
			Hints:       kit.Hints{ReadOnly: true},
		}, estimateCost),
	}
}

func getCurrentUser(ctx context.Context, c *kit.Call, _ kit.NoArgs) (pay.Wallet, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return pay.Wallet{}, err
	}
	user, err := pay.CurrentUser(ctx, c, acct)
	if err != nil {
		return pay.Wallet{}, err
	}
	return pay.DescribeWallet(user), nil
}
