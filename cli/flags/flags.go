package flags

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"heygen-mcp/cli/terminal"
)

// APIFlags say which HeyGen is talked to.
type APIFlags struct {
	Sandbox bool   `env:"HEYGEN_MCP_SANDBOX" group:"heygen" help:"Work on a simulated HeyGen inside this process: no key, no cost, invented avatars."`
	APIBase string `name:"api-base" env:"HEYGEN_API_BASE" group:"heygen" placeholder:"URL" help:"Another address of the HeyGen API: https, or http to loopback only (default https://api.heygen.com)."`
}

// AccountFlags say which HeyGen is talked to, and how.
type AccountFlags struct {
	APIFlags     `embed:""`
	SandboxSpeed float64 `env:"HEYGEN_MCP_SANDBOX_SPEED" group:"heygen" default:"60" placeholder:"N" help:"How many times faster than real time the simulated HeyGen renders (default ${default})."`
	RateCard     string  `env:"HEYGEN_MCP_RATE_CARD" group:"heygen" placeholder:"FILE" help:"Your own price list, a JSON file, instead of the built-in one."`
	MaxWait      Period  `env:"HEYGEN_MCP_MAX_WAIT" group:"heygen" default:"45s" placeholder:"TIME" help:"The longest that get_video_status may wait in one call (default ${default}). Many hosts drop a call after 60s."`
}

func (f AccountFlags) validate() error {
	if f.Sandbox && f.SandboxSpeed <= 0 {
		return terminal.UsageError("--sandbox-speed is %v; it must be above 0", f.SandboxSpeed)
	}
	if f.MaxWait < 0 {
		return terminal.UsageError("--max-wait is %v; it must not be negative", time.Duration(f.MaxWait))
	}
	return nil
}

// FileFlags say which part of the disk the tools may use.
type FileFlags struct {
	DownloadDir string   `env:"HEYGEN_MCP_DOWNLOAD_DIR" group:"files" placeholder:"DIR" help:"Where download_video writes (default the folder heygen in your downloads)."`
	UploadDir   []string `env:"HEYGEN_MCP_UPLOAD_DIR" group:"files" sep:"none" placeholder:"DIR" help:"Where upload_asset and the csv_path of batches may read; repeat for more, or separate them in the variable as in PATH (default your downloads, desktop, documents, videos, pictures and music)."`
}

// LogFlags say how much is logged. Logs go to stderr only.
type LogFlags struct {
	LogLevel  string `env:"HEYGEN_MCP_LOG_LEVEL" group:"logs" enum:"debug,info,warn,error" default:"${log_level}" placeholder:"LEVEL" help:"How much is logged to stderr: ${enum} (default ${default})."`
	LogFormat string `env:"HEYGEN_MCP_LOG_FORMAT" group:"logs" enum:"text,json" default:"text" placeholder:"FORMAT" help:"How it is written: ${enum} (default ${default})."`
}

// Logger makes the log that the flags ask for.
func (f LogFlags) Logger(w io.Writer) *slog.Logger {
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}
	options := &slog.HandlerOptions{Level: levels[f.LogLevel]}
	if f.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// Period is a duration written as 45s or 2m, or as a bare number of seconds,
// which is what desktop hosts send for a number.
type Period time.Duration

// UnmarshalText implements [encoding.TextUnmarshaler].
func (p *Period) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if seconds, err := strconv.ParseFloat(s, 64); err == nil {
		*p = Period(seconds * float64(time.Second))
		return nil
	}
	parsed, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("%q is no duration such as 45s or 2m", s)
	}
	*p = Period(parsed)
	return nil
}
