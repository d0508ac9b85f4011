// Package ledger is the jobs and spend commands, which tell of the ledger of paid
// work. It knows no other command and sends nothing to HeyGen.
package ledger
