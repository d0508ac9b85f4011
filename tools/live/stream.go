package live

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/pay"
)

// Tools are the tools of this package.
func Tools() []kit.Tool {
	streams := []kit.Tool{
		kit.Define(kit.Tool{
			Spends: true, Name: "start_live_stream", Title: "Start live stream", Toolset: "live",
			Description: "Stream an avatar speaking as it is made: a text, an audio file, or with stream_text a text that append_live_text continues. 720p, at most an hour. Costs money by the second. For a file use create_video.",
		}, startLiveStream),
		kit.Define(kit.Tool{
			Name: "append_live_text", Title: "Add live text", Toolset: "live",
			Description: "Speak more on a stream started with stream_text. Without more text it ends after 30 s.",
		}, appendLiveText),
		kit.Define(kit.Tool{
			Name: "get_live_stream", Title: "Get live stream", Toolset: "live",
			Description: "A stream's state and its HLS playlist.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getLiveStream),
	}
	return slices.Concat(streams, liveAvatarTools())
}

type startLiveArgs struct {
	AvatarID     string `json:"avatar_id" jsonschema:"required,minLength=1"`
	Text         string `json:"text,omitempty" jsonschema:"maxLength=5000"`
	AudioURL     string `json:"audio_url,omitempty"`
	AudioAssetID string `json:"audio_asset_id,omitempty"`
	VoiceID      string `json:"voice_id,omitempty" jsonschema_description:"Default: the look's own."`
	StreamText   bool   `json:"stream_text,omitempty" jsonschema_description:"More text will follow; text may be empty."`
	DryRun       bool   `json:"dry_run,omitempty"`
}

func (a startLiveArgs) Check() error {
	audio := []check.Argument{check.Given("audio_url", a.AudioURL != ""), check.Given("audio_asset_id", a.AudioAssetID != "")}
	what := check.ExactlyOne
	first := check.Given("text", a.Text != "")
	if a.StreamText {
		// The text alone may be left out for later.
		what, first = check.AtMostOne, check.Given("stream_text", true)
	}
	return check.First(
		check.NotBlank("text", a.Text),
		what("speech source", append([]check.Argument{first}, audio...)...),
		check.Needs("voice_id", a.VoiceID != "", "text", a.Text != "" || a.StreamText),
		check.MediaAddress("audio_url", a.AudioURL),
	)
}

// request makes the API's request; the voice is the one that speaks.
func (a startLiveArgs) request(voiceID string) heygenapi.RealtimeRequest {
	switch {
	case a.StreamText:
		return heygenapi.RealtimeTextStream{AvatarID: a.AvatarID, VoiceID: voiceID, Text: a.Text}
	case a.Text != "":
		return heygenapi.RealtimeSpeech{AvatarID: a.AvatarID, VoiceID: voiceID, Text: a.Text}
	default:
		return heygenapi.RealtimeAudio{AvatarID: a.AvatarID, Audio: lookup.MediaSource(a.AudioURL, a.AudioAssetID)}
	}
}

type startedStream struct {
	StreamID    string            `json:"stream_id,omitempty"`
	Status      string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	PlaylistURL string            `json:"playlist_url,omitempty"`
	Estimate    *pricing.Estimate `json:"estimate,omitempty"`
	Warnings    []string          `json:"warnings,omitempty"`
	Next        string            `json:"next"`
}

func startLiveStream(ctx context.Context, c *kit.Call, args startLiveArgs) (startedStream, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return startedStream{}, err
	}
	voiceID, language, err := liveVoice(ctx, acct, args)
	if err != nil {
		return startedStream{}, err
	}
	var out startedStream
	if args.AudioURL != "" {
		warning, err := c.Fetch.Probe(ctx, "audio_url", args.AudioURL)
		if err != nil {
			return startedStream{}, err
		}
		if warning != "" {
			out.Warnings = append(out.Warnings, warning)
		}
	}
	item := pricing.Item{Product: pricing.Live}
	if !args.StreamText && args.Text != "" {
		item.Seconds = pricing.ScriptSeconds(args.Text, language, 1)
	}
	if out.Estimate, err = pay.Price(c, item); err != nil {
		return startedStream{}, err
	}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, "Nothing was sent or spent. Call again without dry_run to stream."
		return out, nil
	}
	stream, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindStream, Estimate: out.Estimate},
		func(s heygenapi.RealtimeStream) []string { return pay.SomeID(s.ID) },
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.RealtimeStream, error) {
			return acct.API.CreateRealtimeStream(ctx, args.request(voiceID), options...)
		})
	if err != nil {
		return startedStream{}, withHint(err, "Do not start it again at once: a stream that nobody feeds ends by itself after 30 s, and HeyGen lists none. Look at the wallet with get_current_user in a minute, then start anew.")
	}
	out.StreamID, out.Status, out.PlaylistURL = stream.ID, string(stream.Status), stream.Playlist()
	out.Next = "Call get_live_stream with the stream_id for the playlist, and give it to the user's player."
	if args.StreamText {
		out.Next = "Send the text with append_live_text within 30 s, the last piece with final. " + out.Next
	}
	return out, nil
}

// liveVoice checks the look and who speaks for it, and gives the voice and its
// language. Audio files need no voice.
func liveVoice(ctx context.Context, acct *account.Account, args startLiveArgs) (id, language string, err error) {
	look, err := lookup.ReadyLook(ctx, acct, "avatar_id", args.AvatarID)
	if err != nil || (args.Text == "" && !args.StreamText) {
		return "", "", err
	}
	if id = cmp.Or(args.VoiceID, look.DefaultVoiceID); id == "" {
		return "", "", fault.Invalid("voice_id", "is missing, and the look "+look.Name+" has no voice of its own", "Choose one with list_voices.")
	}
	voice, err := lookup.Voice(ctx, acct, "voice_id", id)
	if err != nil && args.VoiceID == "" && fault.AsError(err).Code == fault.CodeInvalid {
		return id, "", nil // the look's own voice may be one that the account cannot list
	}
	return id, voice.Language, err
}

type appendLiveArgs struct {
	StreamID string `json:"stream_id" jsonschema:"required,minLength=1"`
	Text     string `json:"text,omitempty" jsonschema:"maxLength=5000" jsonschema_description:"Spoken as it stands; mind the space between pieces."`
	Final    bool   `json:"final,omitempty" jsonschema_description:"Nothing follows."`
}

func (a appendLiveArgs) Check() error {
	if a.Text == "" && !a.Final {
		return fault.Invalid("text", "is missing", "Give the text to speak, or final to end the stream.")
	}
	return nil
}

type appendedText struct {
	StreamID      string `json:"stream_id"`
	BufferedBytes int    `json:"buffered_bytes" jsonschema_description:"Text that waits to be spoken."`
	Next          string `json:"next"`
}

func appendLiveText(ctx context.Context, c *kit.Call, args appendLiveArgs) (appendedText, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return appendedText{}, err
	}
	added, err := acct.API.AppendRealtimeText(ctx, args.StreamID, args.Text, args.Final)
	if api, ok := errors.AsType[*heygenapi.Error](err); ok && api.StatusCode == http.StatusGone {
		return appendedText{}, &fault.Error{
			Code: "stream_closed", Field: "stream_id", Message: "the stream is closed and takes no more text", RequestID: api.RequestID, Cause: err,
			Hint: "It ended with final, after 30 s without text, or after an hour. Start another with start_live_stream and stream_text, and send it only what has not been spoken yet.",
		}
	}
	if err != nil {
		return appendedText{}, withHint(err, "Text that is sent twice is spoken twice. Go on with the next piece, and look with get_live_stream whether the stream still runs.")
	}
	out := appendedText{StreamID: args.StreamID, BufferedBytes: added.BufferedBytes, Next: "Append the next piece within 30 s of the last spoken word, the last one with final."}
	if args.Final {
		out.Next = "The stream ends when this is spoken; get_live_stream says when."
	}
	return out, nil
}

// withHint says what to do where the outcome is not known; other failures stay.
func withHint(err error, hint string) error {
	if !heygenapi.Uncertain(err) {
		return err
	}
	failure := fault.AsError(err)
	failure.Hint = hint
	return failure
}

type getLiveArgs struct {
	StreamID string `json:"stream_id" jsonschema:"required,minLength=1"`
}

type liveStream struct {
	StreamID    string `json:"stream_id"`
	Status      string `json:"status"`
	Done        bool   `json:"done"`
	PlaylistURL string `json:"playlist_url,omitempty" jsonschema_description:"HLS. Expires."`
	Error       string `json:"error,omitempty"`
	Next        string `json:"next"`
}

func getLiveStream(ctx context.Context, c *kit.Call, args getLiveArgs) (liveStream, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return liveStream{}, err
	}
	s, err := acct.API.GetRealtimeStream(ctx, args.StreamID)
	if err != nil {
		return liveStream{}, err
	}
	out := liveStream{StreamID: cmp.Or(s.ID, args.StreamID), Status: string(s.Status), Done: s.Status.Final(), PlaylistURL: s.Playlist(), Error: s.Problem()}
	switch {
	case s.Status.Failed():
		out.Next = "It broke off. Start another with start_live_stream."
	case out.Done:
		out.Next = "It is over. For a file to keep, render the same text with create_video."
	case out.PlaylistURL == "":
		out.Next = "The playlist comes within seconds: ask again."
	default:
		out.Next = "Give the user the playlist for a player that knows HLS."
	}
	return out, nil
}
