// Package jobs keeps paid work from being lost or paid for twice.
//
// Its [Ledger] writes every call that spends before it is sent, with the
// idempotency key that it carries, and its outcome after. From there on
// everything is told from the ledger: what an assistant repeats is answered
// with the job that there is, what a crash left open is sent again under its
// old key or looked for, what renders is polled, and what was spent is counted
// against budgets.
//
// The ledger is a SQLite file, shared by all processes of a user, or a
// PostgreSQL database, shared by machines. River is the engine for what happens
// later: every few seconds each process reads what is due from the ledger, and
// the work goes to whichever has the account's key. While nothing is unfinished
// it rests. Keys are never stored: an account is known by a digest of its key.
//
// # Where things are
//
//   - the store: schema.sql, database, sql, entry, entries, renders, list
//   - purchases: spend, outcome, budget, spending
//   - batches: plan, submit, chunk, progress
//   - answers that were lost: reconcile, lost
//   - work under way: poll, statuses (what HeyGen says), webhooks, downloads
//   - the engine: engine (River), background, due, retention, timing
//
// # Why it is one package
//
// The money rule is kept by transactions that cross these parts: one checks for
// a duplicate and against the budgets and writes the entry; another takes rows,
// their key and their lease at once; a third notes the answer, what is polled
// from then on and what it cost. Four of five references between the files lead
// to the store, which would have to export about forty names, each a way past
// the rule, and 18 pairs of files need each other. A door between them would be
// open all the time.
//
// The package knows nothing of MCP and nothing of single tools.
package jobs
