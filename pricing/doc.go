// Package pricing estimates what HeyGen's products cost, from a dated rate card
// and the length that a script takes to speak. HeyGen has no endpoint that
// tells prices: the card is built in and can be replaced by a file. The package
// makes no requests and knows nothing of MCP.
package pricing
