package terminal

import "golang.org/x/sys/windows"

// CanRedraw makes a console understand the sequences that move its cursor; false
// where it cannot.
func CanRedraw(fd uintptr) bool {
	var mode uint32
	if err := windows.GetConsoleMode(windows.Handle(fd), &mode); err != nil {
		return false
	}
	return windows.SetConsoleMode(windows.Handle(fd), mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
