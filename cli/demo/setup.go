package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
)

// setup says how to plug this program into the common clients, with the path
// of this very binary.
func setup(s *terminal.System) string {
	binary, note := binary(s)
	var b strings.Builder
	b.WriteString("\nPlug it into your own client. A key is made at " + flags.KeyPage + "; leave HEYGEN_API_KEY out and add \"args\": [\"--sandbox\"] to go on playing.\n")
	b.WriteString(note)
	fmt.Fprintf(&b, "\nClaude Desktop, in %s:\n%s\n", claudeConfig(s), indent(serverConfig("mcpServers", binary, "YOUR_HEYGEN_KEY", nil)))
	fmt.Fprintf(&b, "\nVS Code, in .vscode/mcp.json:\n%s\n", indent(serverConfig("servers", binary, "${input:heygen-key}", []vsInput{{
		Type: "promptString", ID: "heygen-key", Description: "HeyGen API key", Password: true,
	}})))
	fmt.Fprintf(&b, "\nCursor, in %s:\n%s\n", filepath.Join("~", ".cursor", "mcp.json"), indent(serverConfig("mcpServers", binary, "YOUR_HEYGEN_KEY", nil)))
	return b.String()
}

// binary is the path to put into a configuration. What `go run` builds is gone
// a moment later, so then it is the path that `go build` would make.
func binary(s *terminal.System) (path, note string) {
	parts := strings.Split(filepath.ToSlash(s.Executable), "/")
	fromGoRun := slices.Contains(parts, "exe") && slices.ContainsFunc(parts, func(p string) bool { return strings.HasPrefix(p, "go-build") })
	if !fromGoRun && s.Executable != "" {
		return s.Executable, ""
	}
	name := "heygen-mcp"
	if s.Goos == "windows" {
		name += ".exe"
	}
	note = fmt.Sprintf("\nThis was run by `go run`, whose binary does not stay. First build one that does:\n    go build -o %s .      (or: go install . , which puts it into $(go env GOPATH)/bin)\n", name)
	return filepath.Join(s.Workdir, name), note
}

func claudeConfig(s *terminal.System) string {
	switch s.Goos {
	case "darwin":
		return "~/Library/Application Support/Claude/claude_desktop_config.json"
	case "windows":
		return `%APPDATA%\Claude\claude_desktop_config.json`
	default:
		return "~/.config/Claude/claude_desktop_config.json"
	}
}

// vsInput is how VS Code asks for a value and keeps it as a secret.
type vsInput struct {
	Type        string `json:"type"`
	ID          string `json:"id"`
	Description string `json:"description"`
	Password    bool   `json:"password"`
}

type launch struct {
	Type    string            `json:"type,omitempty"`
	Command string            `json:"command"`
	Env     map[string]string `json:"env"`
}

// serverConfig is a client's configuration with this server in it. Only VS
// Code has inputs, and wants the transport named.
func serverConfig(key, binary, apiKey string, inputs []vsInput) []byte {
	this := launch{Command: binary, Env: map[string]string{flags.KeyVariable: apiKey}}
	config := map[string]any{}
	if inputs != nil {
		this.Type, config["inputs"] = "stdio", inputs
	}
	config[key] = map[string]launch{"heygen": this}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(config); err != nil {
		return nil // maps of strings always encode
	}
	return bytes.TrimSpace(b.Bytes())
}

func indent(text []byte) string {
	return "    " + strings.ReplaceAll(string(text), "\n", "\n    ")
}
