//go:build unix

package jobs

import (
	"errors"
	"syscall"
)

// alive asks the system whether a process is there.
func alive(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
