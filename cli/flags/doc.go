// Package flags is the flags that several commands share, and the parts of the
// server that are put together from them: credentials, ledger, folders and the
// stack. It knows no command.
package flags
