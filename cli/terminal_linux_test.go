package cli

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// pty is a person's: the command has one end of it, the test the other.
type pty struct {
	command *os.File
	person  *os.File
	reading sync.WaitGroup

	mu   sync.Mutex
	seen bytes.Buffer
	// heard wakes who waits for something to be shown.
	heard *sync.Cond
	ended bool
}

// newTerminal makes a terminal of some width, and skips where the system gives
// none.
func newTerminal(t *testing.T, columns uint16) *pty {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	fd := int(person.Fd())
	require.NoError(t, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	require.NoError(t, err)
	command, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	require.NoError(t, unix.IoctlSetWinsize(int(command.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: columns}))
	term := &pty{command: command, person: person}
	term.heard = sync.NewCond(&term.mu)
	term.reading.Go(term.read)
	t.Cleanup(func() {
		_ = command.Close()
		term.reading.Wait()
		_ = person.Close()
	})
	return term
}

// read keeps what the command shows, until it has closed its end.
func (term *pty) read() {
	part := make([]byte, 4096)
	for {
		n, err := term.person.Read(part)
		term.mu.Lock()
		term.seen.Write(part[:n])
		term.ended = err != nil
		term.heard.Broadcast()
		term.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// shows waits until the text is on the screen.
func (term *pty) shows(text string) {
	term.mu.Lock()
	defer term.mu.Unlock()
	for !bytes.Contains(term.seen.Bytes(), []byte(text)) && !term.ended {
		term.heard.Wait()
	}
}

// types is what the person types, once the text is on the screen.
func (term *pty) types(after, words string) {
	term.shows(after)
	_, _ = io.WriteString(term.person, words)
}

// screen closes the command's end and gives all that was shown.
func (term *pty) screen() string {
	_ = term.command.Close()
	term.reading.Wait()
	term.mu.Lock()
	defer term.mu.Unlock()
	return term.seen.String()
}
