package doctor

import (
	"context"
	"fmt"
	"time"

	"heygen-mcp/cli/flags"
	"heygen-mcp/cli/terminal"
	"heygen-mcp/cli/version"
	"heygen-mcp/heygenapi/liveavatar"
)

// checkLiveAvatar tells what LiveAvatar says to its key. Few have one: without
// it there is nothing to tell. In the sandbox the base is the simulated HeyGen's.
func (c *Command) checkLiveAvatar(ctx context.Context, sys *terminal.System, base string) (check, bool) {
	line := check{Name: "LiveAvatar key"}
	key, err := flags.LiveKey(sys)
	options := []liveavatar.Option{liveavatar.WithUserAgent("heygen-mcp/" + version.Read().Version), liveavatar.WithTimeout(time.Duration(c.Timeout))}
	if c.Sandbox {
		key, err = liveavatar.NewKey(flags.SandboxLiveKey)
		options = append(options, liveavatar.WithBaseURL(base+flags.SandboxLivePath))
	}
	if err == nil && key.IsZero() {
		return line, false
	}
	remedy := "Copy the key again from LiveAvatar's settings (https://app.liveavatar.com); HeyGen's key does not work there. Only the live tools need it."
	if err != nil {
		line.Outcome, line.Detail, line.Remedy = warned, err.Error(), remedy
		return line, true
	}
	left, err := credits(ctx, key, options)
	switch {
	case err == nil:
		line.Outcome, line.Detail = passed, fmt.Sprintf("fingerprint %s, %g credits left", key.Fingerprint(), left)
	case liveavatar.IsUnauthorized(err):
		line.Outcome, line.Detail, line.Remedy = warned, "LiveAvatar refuses it (fingerprint "+key.Fingerprint()+")", remedy
	default:
		line.Outcome, line.Detail, line.Remedy = warned, "no answer to it: "+err.Error(), "Try again in a minute."
	}
	return line, true
}

func credits(ctx context.Context, key liveavatar.Key, options []liveavatar.Option) (float64, error) {
	client, err := liveavatar.New(key, options...)
	if err != nil {
		return 0, err
	}
	return client.Credits(ctx)
}
