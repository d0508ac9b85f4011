//go:build !windows

package cli

// knownFolders is for Windows.
func knownFolders() map[string]string { return nil }
