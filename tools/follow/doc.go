// Package follow tells how jobs stand and waits for them: of every kind that
// HeyGen has, mixed, by HeyGen's ids or the ledger's. What the ledger's watcher
// looks at is waited for there; for the rest HeyGen is asked. A new kind is one
// file, and a line in the list of kinds. It creates nothing, saves nothing, and
// knows no tool.
package follow
