package translation

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/translation/srt"
)

// mostSRT bounds a subtitle file: hours of speech take a tenth of it.
const mostSRT = 2 << 20

// proofreadText is a proofread's text as it stands, with the text in the
// source's language where that was asked for and is there.
type proofreadText struct{ cues, original []srt.Cue }

func (p proofreadText) length() time.Duration {
	var last time.Duration
	for _, c := range p.cues {
		last = max(last, c.End)
	}
	return last
}

// readAttempts bounds how often a text is read by a fresh link.
const readAttempts = 3

// readProofread reads the text of a completed proofread. Links are asked for
// anew each time: they expire.
func readProofread(ctx context.Context, c *kit.Call, acct *account.Account, id string, withOriginal bool) (proofreadText, error) {
	var text proofreadText
	var err error
	for range readAttempts {
		var links heygenapi.ProofreadSRT
		if links, err = acct.API.GetProofreadSRT(ctx, id); err != nil {
			return text, err
		}
		if text.cues, err = readSRT(ctx, c, links.SRTURL); err == nil && withOriginal && links.OriginalSRTURL != "" {
			text.original, err = readSRT(ctx, c, links.OriginalSRTURL)
		}
		if err == nil || ctx.Err() != nil {
			return text, err
		}
	}
	return text, &fault.Error{
		Code: fault.CodeUnavailable, Message: "the proofread's text could not be read: " + err.Error(), Retryable: true, Cause: err,
		Hint: "Try again in a minute; the user can read and edit it in HeyGen too.",
	}
}

// readSRT reads a subtitle file at a signed link, without the credential. A
// blank one, as of a video without speech, has no cues.
func readSRT(ctx context.Context, c *kit.Call, link string) ([]srt.Cue, error) {
	file, err := c.Fetch.Read(ctx, link, mostSRT)
	switch {
	case errors.Is(err, files.ErrTooLong):
		return nil, &srt.Error{Reason: fmt.Sprintf("has more than %d MB", mostSRT>>20)}
	case err != nil:
		return nil, err
	case len(bytes.TrimSpace(file)) == 0:
		return nil, nil
	}
	return srt.Parse(file)
}

// srtHint says how a subtitle file looks.
const srtHint = "Give SubRip as UTF-8: a line with a number, one like 00:00:01,000 --> 00:00:02,500, the text, an empty line; and so on."

// checkSRTSource reads a file that HeyGen is to read. What cannot be read from
// here HeyGen may reach all the same: that is a warning.
func checkSRTSource(ctx context.Context, c *kit.Call, acct *account.Account, address, assetID string) (warnings []string, err error) {
	field, link := "srt_url", address
	if assetID != "" {
		field = "srt_asset_id"
		asset, err := acct.API.GetAsset(ctx, assetID)
		if heygenapi.IsNotFound(err) {
			return nil, fault.Invalid(field, fmt.Sprintf("is %q, and there is no such asset", fault.Cut(assetID)), "Send the file with upload_asset and pass its asset_id.")
		}
		if err != nil {
			return nil, err
		}
		link = asset.URL
	}
	if link == "" {
		return nil, nil
	}
	cues, err := readSRT(ctx, c, link)
	if status, ok := errors.AsType[files.StatusError](err); ok {
		return nil, fault.Invalid(field, fmt.Sprintf("answers with status %d", int(status)), "Give an address that needs no login and has not expired, or send the file with upload_asset.")
	}
	switch broken, isBroken := errors.AsType[*srt.Error](err); {
	case isBroken:
		return nil, fault.Invalid(field, "is no SRT file: "+broken.Error(), srtHint)
	case errors.Is(err, files.ErrPrivateAddress):
		return nil, fault.Invalid(field, "is inside a private network, where HeyGen cannot fetch it", "Send the file with upload_asset and pass its asset id as srt_asset_id.")
	case err != nil && ctx.Err() != nil:
		return nil, ctx.Err()
	case err == nil && len(cues) == 0:
		return nil, fault.Invalid(field, "is an empty file", srtHint)
	case err != nil:
		return []string{field + " could not be checked from here; HeyGen refuses it if it is no SRT file."}, nil
	default:
		return nil, checkOrder(field, cues)
	}
}

// checkOrder refuses lines that two voices would have to speak at once.
func checkOrder(field string, cues []srt.Cue) error {
	if n := srt.Overlap(cues); n > 0 {
		return fault.Invalid(field, fmt.Sprintf("has line %d start before line %d has ended", n, n-1), "Give each line times after those of the line before it.")
	}
	return nil
}

type getProofreadArgs struct {
	ProofreadID string `json:"proofread_id" jsonschema:"required,minLength=1"`
	From        int    `json:"from,omitempty" jsonschema:"minimum=1" jsonschema_description:"First line. Default 1."`
	Limit       int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=500" jsonschema_description:"Lines. Default: what fits a page."`
	Original    bool   `json:"original,omitempty" jsonschema_description:"The source's text beside each line."`
}

type proofreadLine struct {
	Line     int     `json:"line"`
	Start    float64 `json:"start" jsonschema_description:"Seconds."`
	End      float64 `json:"end"`
	Text     string  `json:"text"`
	Original string  `json:"original,omitempty"`
}

type proofreadResult struct {
	ProofreadID        string          `json:"proofread_id"`
	Status             string          `json:"status"`
	Title              string          `json:"title,omitempty"`
	InputLanguage      string          `json:"input_language,omitempty"`
	OutputLanguage     string          `json:"output_language,omitempty"`
	SubmittedForReview *bool           `json:"submitted_for_review,omitempty"`
	FailureMessage     string          `json:"failure_message,omitempty"`
	Items              []proofreadLine `json:"items"`
	Total              int             `json:"total"`
	NextFrom           int             `json:"next_from,omitempty"`
	Next               string          `json:"next"`
}

// A default page ends at either: about 1,500 tokens.
const (
	pageLines = 25
	pageBytes = 3200
)

func getProofread(ctx context.Context, c *kit.Call, args getProofreadArgs) (proofreadResult, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return proofreadResult{}, err
	}
	p, err := findProofread(ctx, acct, args.ProofreadID)
	if err != nil {
		return proofreadResult{}, err
	}
	out := proofreadResult{
		ProofreadID: args.ProofreadID, Status: string(p.Status), Title: p.Title, InputLanguage: p.InputLanguage, OutputLanguage: p.OutputLanguage,
		SubmittedForReview: p.SubmittedForReview, FailureMessage: p.FailureMessage, Items: []proofreadLine{},
	}
	switch {
	case p.Status.Failed():
		out.Next = "Mend what the failure says and create another one."
		return out, nil
	case !p.Status.Succeeded():
		out.Next = "It has no text yet: wait with get_video_status, then call again."
		return out, nil
	}
	text, err := readProofread(ctx, c, acct, args.ProofreadID, args.Original)
	if err != nil {
		return proofreadResult{}, err
	}
	out.Total = len(text.cues)
	if out.Total == 0 {
		out.Next = "It has no lines: nothing was heard in the video."
		return out, nil
	}
	if args.From > out.Total {
		return proofreadResult{}, fault.Invalid("from", fmt.Sprintf("is %d, and the text has %s", args.From, fault.Plural(out.Total, "line")), fmt.Sprintf("Use at most %d.", out.Total))
	}
	out.Items = text.page(max(1, args.From), args.Limit)
	if last := out.Items[len(out.Items)-1].Line; last < out.Total {
		out.NextFrom = last + 1
	}
	out.Next = "Change lines with update_proofread; when the user agrees to the text, dub it with generate_from_proofread."
	return out, nil
}

// page shows lines from one on: limit of them, or what fits a default page.
func (p proofreadText) page(from, limit int) []proofreadLine {
	var lines []proofreadLine
	size := 0
	for n := from; n <= len(p.cues); n++ {
		line := p.line(n)
		size += len(line.Text) + len(line.Original) + 60
		full := len(lines) >= limit
		if limit == 0 {
			full = len(lines) > 0 && (len(lines) >= pageLines || size > pageBytes)
		}
		if full {
			break
		}
		lines = append(lines, line)
	}
	return lines
}

func (p proofreadText) line(n int) proofreadLine {
	c := p.cues[n-1]
	return proofreadLine{Line: n, Start: c.Start.Seconds(), End: c.End.Seconds(), Text: c.Text, Original: p.originalOf(n)}
}

// originalOf is what is spoken at a line: the line of the same number where
// both texts are cut alike, else all that overlaps it.
func (p proofreadText) originalOf(n int) string {
	if len(p.original) == len(p.cues) {
		return p.original[n-1].Text
	}
	var texts []string
	for _, o := range p.original {
		if o.Start < p.cues[n-1].End && o.End > p.cues[n-1].Start {
			texts = append(texts, o.Text)
		}
	}
	return strings.Join(texts, " ")
}
