package jobs

// ErrClosed is what a ledger answers after Close.
var ErrClosed = errClosed
