package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/server"
	"heygen-mcp/tools/fault"
)

// Command makes a video on the simulated HeyGen.
type Command struct {
	Out   string  `env:"HEYGEN_MCP_DEMO_OUT" placeholder:"DIR" help:"Where the files go (default a new directory among the temporary ones)."`
	Speed float64 `env:"HEYGEN_MCP_DEMO_SPEED" default:"100" placeholder:"N" help:"How many times faster than real time the simulated HeyGen renders (default ${default})."`

	flags.LogFlags `embed:""`
}

// demoLimit ends a demo that hangs: it is meant to take less than 20 seconds.
const demoLimit = 2 * time.Minute

// What the jobs of the demo take by the simulation's clock.
const (
	typicalRender      = 90 * time.Second
	typicalTranslation = 270 * time.Second
)

// demoPoll lets the progress bar move at the demo's pace.
const demoPoll = 250 * time.Millisecond

// Run plays the demo.
func (c *Command) Run(ctx context.Context, sys *terminal.System) error {
	if c.Speed <= 0 {
		return terminal.UsageError("--speed is %v; it must be above 0", c.Speed)
	}
	told := ctx
	ctx, cancel := context.WithTimeout(ctx, demoLimit)
	defer cancel()
	out, err := c.directory(sys)
	if err != nil {
		return err
	}
	r, err := flags.Start(sys, flags.Settings{
		Account: flags.AccountFlags{APIFlags: flags.APIFlags{Sandbox: true}, SandboxSpeed: c.Speed, MaxWait: flags.Period(demoLimit)},
		Files:   &flags.FileFlags{DownloadDir: out, UploadDir: []string{out}},
		Log:     c.Logger(sys.Stderr),
	})
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // the process ends
	r.Env.PollInterval = demoPoll
	d := &demo{out: sys.Stdout, progress: terminal.NewProgress(sys.Stdout, sys.Now), now: sys.Now, speed: c.Speed}
	client, err := r.Client(ctx, d.progress.Report)
	if err != nil {
		return err
	}
	defer client.Close() //nolint:errcheck // the process ends
	d.client = client
	if err := d.play(ctx); err != nil {
		d.progress.End()
		if told.Err() != nil {
			return terminal.Interrupted("it was simulated, and nothing goes on")
		}
		return err
	}
	_, err = io.WriteString(sys.Stdout, setup(sys))
	return err
}

func (c *Command) directory(sys *terminal.System) (string, error) {
	if c.Out == "" {
		dir, err := os.MkdirTemp("", "heygen-demo-")
		if err != nil {
			return "", fmt.Errorf("making a directory for the demo's files: %w (choose one with --out)", err)
		}
		return dir, nil
	}
	dir := sys.Expand(c.Out)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", terminal.UsageError("--out: %w", err)
	}
	return dir, nil
}

// demo tells, step by step, what an assistant does with the server's tools.
type demo struct {
	out      io.Writer
	client   *server.Client
	progress *terminal.Progress
	now      func() time.Time
	speed    float64
	step     int
}

// say writes a line of the story.
func (d *demo) say(format string, args ...any) { terminal.Tell(d.out, format+"\n", args...) }

// call calls a tool as one step of the story and decodes its result.
func (d *demo) call(ctx context.Context, title, tool string, arguments map[string]any, into any) error {
	d.step++
	d.say("\n%d. %s\n   %s %s", d.step, title, tool, shorten(arguments))
	return d.quietly(ctx, tool, arguments, into)
}

func (d *demo) quietly(ctx context.Context, tool string, arguments map[string]any, into any) error {
	result, err := d.client.CallTool(ctx, tool, arguments)
	if err != nil {
		return fmt.Errorf("calling %s: %w", tool, err)
	}
	if result.IsError {
		var failure fault.Error
		if err := json.Unmarshal(result.JSON, &failure); err != nil {
			return fmt.Errorf("%s: %s", tool, result.JSON)
		}
		return fmt.Errorf("%s: %w", tool, &failure)
	}
	if err := json.Unmarshal(result.JSON, into); err != nil {
		return fmt.Errorf("reading the result of %s: %w", tool, err)
	}
	return nil
}

// shorten writes arguments for people: on one line, long texts cut.
func shorten(arguments map[string]any) string {
	const most = 60
	shown := map[string]any{}
	for name, value := range arguments {
		if text, ok := value.(string); ok && len([]rune(text)) > most {
			value = string([]rune(text)[:most]) + "…"
		}
		shown[name] = value
	}
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(shown); err != nil {
		return ""
	}
	return strings.TrimSpace(b.String())
}

const demoIntro = `heygen-mcp demo, on a simulated HeyGen: no key, no cost, invented people.

What follows is what an AI assistant does over MCP when someone says:
"Make a short welcome video for our new customers, and a Spanish version of it."`

const demoScript = "Welcome aboard! I am so glad that you are here. In the next few minutes we set up your workspace, " +
	"invite your team, and send the first report. Let us begin."

// play goes through the main job from search to files.
func (d *demo) play(ctx context.Context) error {
	start := d.now()
	d.say(demoIntro)
	avatar, err := d.findAvatar(ctx)
	if err != nil {
		return err
	}
	voice, err := d.findVoice(ctx, avatar)
	if err != nil {
		return err
	}
	if err := d.estimate(ctx, avatar); err != nil {
		return err
	}
	video := map[string]any{"avatar_id": avatar.AvatarID, "voice_id": voice.VoiceID, "script": demoScript, "title": "Welcome aboard", "aspect_ratio": "16:9"}
	videoID, err := d.createVideo(ctx, video)
	if err != nil {
		return err
	}
	if err := d.wait(ctx, "Follow the render", videoID, typicalRender); err != nil {
		return err
	}
	translationID, err := d.translate(ctx, videoID)
	if err != nil {
		return err
	}
	if err := d.wait(ctx, "Follow the translation", translationID, typicalTranslation); err != nil {
		return err
	}
	files, err := d.download(ctx, videoID, translationID)
	if err != nil {
		return err
	}
	d.say("\nDone in %.1f seconds. Look at them:", d.now().Sub(start).Seconds())
	for _, file := range files {
		d.say("    %s  %s (%s)", fileKind(file.Path), file.Path, size(file.Size))
	}
	return nil
}

var errNothingFound = errors.New("the search found nothing")

// fileKind names a file for people by its ending.
func fileKind(path string) string {
	return strings.ToUpper(strings.TrimPrefix(filepath.Ext(path), "."))
}
