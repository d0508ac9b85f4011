//go:build !linux

package ledgertest

// memoryFolder is empty: other systems have no such folder by themselves.
func memoryFolder() string { return "" }
