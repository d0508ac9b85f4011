package clitest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Table makes people.csv with this text in a folder of its own and gives its path.
func Table(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// Rows are the lines of an output in their cells, which tabs part.
func Rows(out *bytes.Buffer) [][]string {
	var rows [][]string
	for line := range strings.Lines(out.String()) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows
}

// Configs are the JSON objects that stand indented in a text for people.
func Configs(t testing.TB, text string) []map[string]any {
	t.Helper()
	var found []map[string]any
	for rest := text; ; {
		start := strings.Index(rest, "    {\n")
		if start < 0 {
			return found
		}
		decoder := json.NewDecoder(strings.NewReader(rest[start:]))
		var config map[string]any
		require.NoError(t, decoder.Decode(&config), "a configuration that can be pasted")
		found = append(found, config)
		rest = rest[start+int(decoder.InputOffset()):]
	}
}

// Reaction is an output that does something as soon as a text was written to it.
type Reaction struct {
	bytes.Buffer
	// To is the text; Do may be called again with each write after it.
	To string
	Do func()
}

// Write implements io.Writer.
func (r *Reaction) Write(p []byte) (int, error) {
	n, err := r.Buffer.Write(p)
	if strings.Contains(r.String(), r.To) {
		r.Do()
	}
	return n, err
}
