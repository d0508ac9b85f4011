package terminal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// PrintJSON writes a result, indented for people and on one line for scripts.
func PrintJSON(w io.Writer, raw json.RawMessage) error {
	var out bytes.Buffer
	if IsTerminal(w) {
		if err := json.Indent(&out, raw, "", "  "); err != nil {
			return fmt.Errorf("reading the result: %w", err)
		}
	} else {
		out.Write(raw)
	}
	out.WriteByte('\n')
	_, err := out.WriteTo(w)
	return err
}

// PrintValue writes a value as JSON.
func PrintValue(sys *System, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("writing the answer: %w", err)
	}
	return PrintJSON(sys.Stdout, raw)
}
