package heygenapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/heygenapi"
)

func TestWalletUSD(t *testing.T) {
	t.Parallel()
	left := 12.5
	assert.Nil(t, heygenapi.User{}.WalletUSD(), "no wallet")
	assert.Nil(t, heygenapi.User{Wallet: &heygenapi.Wallet{Currency: "credits", RemainingBalance: &left}}.WalletUSD(), "credits are no dollars")
	assert.Nil(t, heygenapi.User{Wallet: &heygenapi.Wallet{Currency: "usd"}}.WalletUSD(), "not told")
	assert.Same(t, &left, heygenapi.User{Wallet: &heygenapi.Wallet{Currency: "usd", RemainingBalance: &left}}.WalletUSD())
}
