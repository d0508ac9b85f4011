// Package jobs keeps paid work from being lost or paid for twice.
//
// Its [Ledger] writes every call that spends before it is sent, with the
// idempotency key that it carries, and its outcome after. From there on
// everything is told from the ledger: what an assistant repeats is answered
// with the job that there is, what a crash left open is sent again under its
// old key or looked for, what renders is watched, and what was spent is counted
// against budgets.
//
// The ledger is a SQLite file, shared by all processes of a user, or a
// PostgreSQL database, shared by machines. River is the engine for what happens
// later: every few seconds each process looks into the ledger for what is due,
// and the work goes to whichever has the account's key. While nothing is
// unfinished it rests. Keys are never stored: an account is known by a digest
// of its key.
//
// The package knows nothing of MCP and nothing of single tools.
package jobs
