package batch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/tables"
)

// batchVideoFlags are the pattern of avatar and image videos.
type batchVideoFlags struct {
	Script          string   `env:"HEYGEN_MCP_BATCH_SCRIPT" group:"pattern" placeholder:"TEXT" help:"What is said; @FILE reads it from a text file."`
	Avatar          string   `env:"HEYGEN_MCP_BATCH_AVATAR" group:"pattern" placeholder:"ID" help:"Who says it: an avatar_id (heygen-mcp call list_avatars)."`
	Voice           string   `env:"HEYGEN_MCP_BATCH_VOICE" group:"pattern" placeholder:"ID" help:"The voice (default the avatar's own)."`
	Title           string   `env:"HEYGEN_MCP_BATCH_TITLE" group:"pattern" placeholder:"TEXT" help:"The title of each."`
	ImageURL        string   `name:"image-url" env:"HEYGEN_MCP_BATCH_IMAGE_URL" group:"pattern" placeholder:"URL" help:"A picture that speaks, instead of an avatar."`
	AudioURL        string   `name:"audio-url" env:"HEYGEN_MCP_BATCH_AUDIO_URL" group:"pattern" placeholder:"URL" help:"A recording, instead of a script."`
	BackgroundURL   string   `name:"background-url" env:"HEYGEN_MCP_BATCH_BACKGROUND_URL" group:"pattern" placeholder:"URL" help:"A picture behind the avatar."`
	BackgroundColor string   `env:"HEYGEN_MCP_BATCH_BACKGROUND_COLOR" group:"pattern" placeholder:"#RRGGBB" help:"A colour behind the avatar."`
	CallbackID      string   `env:"HEYGEN_MCP_BATCH_CALLBACK_ID" group:"pattern" placeholder:"TEXT" help:"What HeyGen's webhooks name each by."`
	Engine          string   `env:"HEYGEN_MCP_BATCH_ENGINE" group:"pattern" placeholder:"NAME" help:"avatar_iii, avatar_iv or avatar_v."`
	AspectRatio     string   `env:"HEYGEN_MCP_BATCH_ASPECT_RATIO" group:"pattern" placeholder:"RATIO" help:"Such as 16:9 or 9:16."`
	Resolution      string   `env:"HEYGEN_MCP_BATCH_RESOLUTION" group:"pattern" placeholder:"NAME" help:"720p, 1080p or 4k."`
	VoiceSpeed      *float64 `env:"HEYGEN_MCP_BATCH_VOICE_SPEED" group:"pattern" placeholder:"N" help:"From 0.5 to 1.5."`
	BurnCaptions    bool     `env:"HEYGEN_MCP_BATCH_BURN_CAPTIONS" group:"pattern" help:"Put captions into the picture."`
}

// batchTemplateFlags fill a template of the account's.
type batchTemplateFlags struct {
	Template string            `env:"HEYGEN_MCP_BATCH_TEMPLATE" group:"pattern" placeholder:"ID" help:"Render a HeyGen template instead (heygen-mcp call list_templates)."`
	Var      map[string]string `env:"HEYGEN_MCP_BATCH_VAR" group:"pattern" mapsep:"none" placeholder:"NAME=VALUE" help:"A variable of the template; repeat for more (default the columns of their names)."`
}

// batchTranslationFlags dub videos.
type batchTranslationFlags struct {
	Translate    bool   `env:"HEYGEN_MCP_BATCH_TRANSLATE" group:"pattern" help:"Translate videos instead."`
	Languages    string `env:"HEYGEN_MCP_BATCH_LANGUAGES" group:"pattern" placeholder:"NAME,..." help:"Into these languages, by code or name."`
	Mode         string `env:"HEYGEN_MCP_BATCH_MODE" group:"pattern" placeholder:"NAME" help:"speed or precision."`
	VideoURL     string `name:"video-url" env:"HEYGEN_MCP_BATCH_VIDEO_URL" group:"pattern" placeholder:"URL" help:"The video to translate."`
	VideoID      string `name:"video-id" env:"HEYGEN_MCP_BATCH_VIDEO_ID" group:"pattern" placeholder:"ID" help:"The same as a video of HeyGen's."`
	VideoAssetID string `name:"video-asset-id" env:"HEYGEN_MCP_BATCH_VIDEO_ASSET_ID" group:"pattern" placeholder:"ID" help:"The same as an uploaded asset."`
}

// batchOrder is what is to be made.
type batchOrder struct {
	tool string
	// fields are the tool's arguments but for dry_run.
	fields map[string]any
	// source names the table for people, and noun what is made of a row.
	source, noun string
}

// arguments are what the tool is called with.
func (o batchOrder) arguments(dry bool) map[string]any {
	all := maps.Clone(o.fields)
	all["dry_run"] = dry
	return all
}

// making is a way to make something of a row.
type making int

const (
	speaking making = 1 << iota
	filling
	dubbing
	every = speaking | filling | dubbing
)

// patternFlag is a flag of the pattern, with what was given for it and the ways
// in which it means something.
type patternFlag struct {
	name, argument string
	value          any
	of             making
}

func (c *Command) pattern() []patternFlag {
	var speed any
	if c.VoiceSpeed != nil {
		speed = *c.VoiceSpeed
	}
	captions := ""
	if c.BurnCaptions {
		captions = "burned"
	}
	return []patternFlag{
		{"script", "script", c.Script, speaking}, {"avatar", "avatar_id", c.Avatar, speaking}, {"voice", "voice_id", c.Voice, speaking},
		{"title", "title", c.Title, every}, {"image-url", "image_url", c.ImageURL, speaking}, {"audio-url", "audio_url", c.AudioURL, speaking},
		{"background-url", "background_url", c.BackgroundURL, speaking}, {"background-color", "background_color", c.BackgroundColor, speaking},
		{"callback-id", "callback_id", c.CallbackID, every}, {"engine", "engine", c.Engine, speaking}, {"aspect-ratio", "aspect_ratio", c.AspectRatio, speaking},
		{"resolution", "resolution", c.Resolution, speaking}, {"voice-speed", "voice_speed", speed, speaking}, {"burn-captions", "captions", captions, speaking},
		{"template", "template_id", c.Template, filling}, {"var", "variables", c.Var, filling},
		{"translate", "", c.Translate, dubbing}, {"languages", "output_languages", c.Languages, dubbing}, {"mode", "mode", c.Mode, dubbing},
		{"video-url", "video_url", c.VideoURL, dubbing}, {"video-id", "video_id", c.VideoID, dubbing}, {"video-asset-id", "video_asset_id", c.VideoAssetID, dubbing},
	}
}

// making is what the flags ask for.
func (c *Command) making() making {
	switch {
	case c.Translate:
		return dubbing
	case c.Template != "":
		return filling
	default:
		return speaking
	}
}

func (f patternFlag) given() bool {
	switch v := f.value.(type) {
	case string:
		return v != ""
	case bool:
		return v
	case map[string]string:
		return len(v) > 0
	default:
		return v != nil
	}
}

// check finds flags that do not go together.
func (c *Command) check() error {
	given := slices.DeleteFunc(c.pattern(), func(f patternFlag) bool { return !f.given() })
	switch {
	case c.NoLedger:
		return terminal.UsageError("batch and --no-ledger exclude each other: the rows are planned in the ledger")
	case c.Follow != "" && c.Cancel != "":
		return terminal.UsageError("--follow and --cancel exclude each other")
	case c.Follow != "" || c.Cancel != "":
		if c.File != "" || len(given) > 0 || c.DryRun || c.AllowDuplicate {
			return terminal.UsageError("--follow and --cancel are of a batch that there is: leave out the file and the flags that make one")
		}
		return nil
	case c.File == "":
		return terminal.UsageError("which table? Give a CSV file with a row for each video, or - for stdin")
	case len(given) == 0:
		return terminal.UsageError("what is to be made of each row? Give --script and --avatar, or --template, or --translate and --languages")
	}
	for _, f := range given {
		if f.of&c.making() != 0 {
			continue
		}
		switch {
		case c.making() == dubbing:
			return terminal.UsageError("--%s and --translate exclude each other", f.name)
		case c.making() == filling:
			return terminal.UsageError("--%s and --template exclude each other", f.name)
		case f.of == dubbing:
			return terminal.UsageError("--%s needs --translate", f.name)
		default:
			return terminal.UsageError("--%s needs --template", f.name)
		}
	}
	return nil
}

// order reads the table and makes the tool's arguments.
func (c *Command) order(ctx context.Context, sys *terminal.System) (batchOrder, error) {
	o := batchOrder{tool: "create_videos", noun: "video", fields: map[string]any{}}
	if c.Translate {
		o.tool, o.noun = "translate_videos", "translation"
	}
	for _, f := range c.pattern() {
		if f.given() && f.argument != "" {
			o.fields[f.argument] = f.value
		}
	}
	if c.Languages != "" {
		o.fields["output_languages"] = flags.SplitOutside(c.Languages)
	}
	if path, ok := strings.CutPrefix(c.Script, "@"); ok {
		script, err := readScript(sys.Expand(path))
		if err != nil {
			return o, err
		}
		o.fields["script"] = script
	}
	for name, on := range map[string]bool{"download": c.Download, "allow_duplicate": c.AllowDuplicate} {
		if on {
			o.fields[name] = true
		}
	}
	rows, err := c.rows(ctx, sys)
	if err != nil {
		return o, err
	}
	o.source, o.fields["rows"] = c.source(), rows
	return o, nil
}

// source is what messages call the table.
func (c *Command) source() string {
	if c.File == "-" {
		return "stdin"
	}
	return terminal.PlainText(filepath.Base(c.File))
}

func (c *Command) rows(ctx context.Context, sys *terminal.System) ([]tables.Row, error) {
	in := sys.Stdin
	if c.File != "-" {
		file, err := os.Open(sys.Expand(c.File))
		if err != nil {
			return nil, terminal.UsageError("%s: %s", c.source(), pathFault(err))
		}
		defer file.Close() //nolint:errcheck // it is only read
		in = file
	}
	rows, err := terminal.Await(ctx, func() ([]tables.Row, error) { return tables.ReadRows(in) })
	if refusal, ok := errors.AsType[*fault.Error](err); ok {
		return nil, terminal.UsageError("%s: %s\n%s", c.source(), strings.TrimPrefix(refusal.Message, refusal.Field+" "), refusal.Hint)
	}
	return rows, err
}

// pathFault is why a file could not be opened, without its path.
func pathFault(err error) string {
	if fault, ok := errors.AsType[*fs.PathError](err); ok {
		return fault.Err.Error()
	}
	return err.Error()
}

// mostScript bounds a script's file: HeyGen takes 5,000 characters.
const mostScript = 64 << 10

func readScript(path string) (string, error) {
	file, err := os.Open(path) //nolint:gosec // the user names the file
	if err != nil {
		return "", terminal.UsageError("--script @%s: %s", filepath.Base(path), pathFault(err))
	}
	defer file.Close() //nolint:errcheck // it is only read
	text, err := io.ReadAll(io.LimitReader(file, mostScript+1))
	switch {
	case err != nil:
		return "", terminal.UsageError("--script @%s: %s", filepath.Base(path), pathFault(err))
	case len(text) > mostScript:
		return "", terminal.UsageError("--script @%s has more than %d KB, which is no script of one video", filepath.Base(path), mostScript>>10)
	case strings.TrimSpace(string(text)) == "":
		return "", terminal.UsageError("--script @%s is empty", filepath.Base(path))
	}
	return strings.TrimSpace(strings.TrimPrefix(string(text), "\ufeff")), nil
}

// counted is a number of things: 1 video, 3 videos.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
