//go:build !windows

package flags

// knownFolders is for Windows.
func knownFolders() map[string]string { return nil }
