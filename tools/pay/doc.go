// Package pay is the only way to a request that costs money: [Spend] asks the
// person where the price is high, writes the ledger first, and answers a
// repeated call with what the first one made. It prices by the rate card and
// reads the wallet. It does not know which tool pays, or what becomes of what
// was paid for.
package pay
