package ledgertest

import "syscall"

// memoryFolder is a folder in memory with 2 GB free, or empty.
func memoryFolder() string {
	const folder, enough = "/dev/shm", 2 << 30
	var at syscall.Statfs_t
	if err := syscall.Statfs(folder, &at); err != nil || at.Bavail*uint64(at.Bsize) < enough { //nolint:gosec // a block has a size
		return ""
	}
	return folder
}
