package translation

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/pause"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/translation/srt"
)

type updateProofreadArgs struct {
	ProofreadID string     `json:"proofread_id" jsonschema:"required,minLength=1"`
	Edits       []lineEdit `json:"edits,omitempty" jsonschema:"minItems=1,maxItems=500"`
	SRT         string     `json:"srt,omitempty" jsonschema:"minLength=1,maxLength=500000" jsonschema_description:"The whole text in SRT form."`
	SRTURL      string     `json:"srt_url,omitempty"`
	SRTAssetID  string     `json:"srt_asset_id,omitempty"`
}

type lineEdit struct {
	Line int    `json:"line" jsonschema:"required,minimum=1" jsonschema_description:"As get_proofread counts."`
	Text string `json:"text" jsonschema:"required,minLength=1,maxLength=2000"`
}

func (a updateProofreadArgs) Check() error {
	err := check.First(
		check.ExactlyOne("change", check.Given("edits", len(a.Edits) > 0), check.Given("srt", a.SRT != ""), check.Given("srt_url", a.SRTURL != ""), check.Given("srt_asset_id", a.SRTAssetID != "")),
		check.WebAddress("srt_url", a.SRTURL),
	)
	if err != nil {
		return err
	}
	seen := map[int]int{}
	for i, e := range a.Edits {
		if earlier, twice := seen[e.Line]; twice {
			return fault.Invalid(fmt.Sprintf("edits[%d].line", i), fmt.Sprintf("is %d, as in edits[%d]", e.Line, earlier), "Give one edit a line.")
		}
		seen[e.Line] = i
		if err := e.Check(fmt.Sprintf("edits[%d].text", i)); err != nil {
			return err
		}
	}
	if a.SRT == "" {
		return nil
	}
	cues, err := srt.Parse([]byte(a.SRT))
	if err != nil {
		return fault.Invalid("srt", "is no SRT file: "+err.Error(), srtHint)
	}
	return checkOrder("srt", cues)
}

// Check refuses a text that a line could not carry.
func (e lineEdit) Check(field string) error {
	if srt.Clean(e.Text) == "" {
		return fault.Invalid(field, "is blank", "Write what is to be spoken; to drop a line, replace the whole text by srt.")
	}
	_, err := srt.Parse(srt.Format([]srt.Cue{{End: time.Second, Text: e.Text}}))
	if broken, ok := errors.AsType[*srt.Error](err); ok {
		return fault.Invalid(field, strings.TrimPrefix(broken.Error(), "cue 1 "), "Write the text alone; the line keeps its times.")
	}
	return nil
}

type updatedProofread struct {
	ProofreadID string          `json:"proofread_id"`
	Items       []proofreadLine `json:"items,omitempty" jsonschema_description:"The edited lines as HeyGen has them now."`
	Total       int             `json:"total"`
	Confirmed   bool            `json:"confirmed" jsonschema_description:"HeyGen shows the new text."`
	Warnings    []string        `json:"warnings,omitempty"`
	Next        string          `json:"next"`
}

func updateProofread(ctx context.Context, c *kit.Call, args updateProofreadArgs) (updatedProofread, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return updatedProofread{}, err
	}
	if _, err := readyProofread(ctx, acct, args.ProofreadID); err != nil {
		return updatedProofread{}, err
	}
	out := updatedProofread{ProofreadID: args.ProofreadID}
	ref, wanted, err := newCues(ctx, c, acct, args, &out)
	if err != nil {
		return updatedProofread{}, retryable(err)
	}
	if _, err := acct.API.PutProofreadSRT(ctx, args.ProofreadID, ref); err != nil {
		return updatedProofread{}, retryable(fault.Named(err, proofreadFields))
	}
	if err := confirmText(ctx, c, acct, args, wanted, &out); err != nil {
		return updatedProofread{}, err
	}
	return out, nil
}

// retryable says what a lost answer means here: nothing is paid for, and the
// same text twice is the same text.
func retryable(err error) error {
	if !heygenapi.Uncertain(err) {
		return err
	}
	lost := *fault.AsError(err)
	lost.Retryable, lost.Hint = true, "Look with get_proofread whether the text is the new one; the same call again does no harm."
	return &lost
}

// newCues gives the file to put in the text's place, and what it says where it
// was written here.
func newCues(ctx context.Context, c *kit.Call, acct *account.Account, args updateProofreadArgs, out *updatedProofread) (heygenapi.MediaRef, []srt.Cue, error) {
	if ref := lookup.MediaRef(args.SRTURL, args.SRTAssetID); ref != nil {
		warnings, err := checkSRTSource(ctx, c, acct, args.SRTURL, args.SRTAssetID)
		out.Warnings = warnings
		return ref, nil, err
	}
	var cues []srt.Cue
	if args.SRT != "" {
		var err error
		if cues, err = srt.Parse([]byte(args.SRT)); err != nil {
			return nil, nil, err
		}
	} else {
		text, err := readProofread(ctx, c, acct, args.ProofreadID, false)
		if err != nil {
			return nil, nil, err
		}
		if cues, err = apply(text.cues, args.Edits); err != nil {
			return nil, nil, err
		}
	}
	ref, err := uploadSRT(ctx, acct, args.ProofreadID, cues)
	return ref, cues, err
}

// apply changes the texts of lines; their times stay.
func apply(cues []srt.Cue, edits []lineEdit) ([]srt.Cue, error) {
	for i, e := range edits {
		if e.Line > len(cues) {
			return nil, fault.Invalid(fmt.Sprintf("edits[%d].line", i), fmt.Sprintf("is %d, and the text has %s", e.Line, fault.Plural(len(cues), "line")), "Read the lines with get_proofread; nothing was changed.")
		}
		cues[e.Line-1].Text = srt.Clean(e.Text)
	}
	return cues, nil
}

// uploadSRT sends the text as an asset: a proofread takes no text itself.
func uploadSRT(ctx context.Context, acct *account.Account, id string, cues []srt.Cue) (heygenapi.MediaRef, error) {
	asset, err := acct.API.UploadAsset(ctx, heygenapi.AssetFile{
		Name: files.Name("proofread", id) + ".srt", ContentType: "application/x-subrip", Body: bytes.NewReader(srt.Format(cues)),
	})
	if refusedFile(err) {
		return nil, &fault.Error{
			Code: "srt_not_accepted", Message: "HeyGen refused the new text as an asset: " + fault.AsError(err).Message, Cause: err,
			Hint: "Nothing was changed. HeyGen is not known to take SRT files everywhere: put the whole text as an SRT file at an address that needs no login and pass it as srt_url, or let the user edit the proofread in HeyGen.",
		}
	}
	if err != nil {
		return nil, err
	}
	return heygenapi.MediaAsset{AssetID: asset.AssetID}, nil
}

// refusedFile is true where HeyGen does not take a file for what it is.
func refusedFile(err error) bool {
	api, ok := errors.AsType[*heygenapi.Error](err)
	if !ok {
		return false
	}
	switch api.StatusCode {
	case http.StatusBadRequest, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return true
	default:
		return false
	}
}

// confirmText reads the text back. HeyGen may take a moment to show it.
func confirmText(ctx context.Context, c *kit.Call, acct *account.Account, args updateProofreadArgs, wanted []srt.Cue, out *updatedProofread) error {
	var now proofreadText
	for attempt := range readAttempts {
		if attempt > 0 {
			if err := pause.For(ctx, c.PollInterval); err != nil {
				return err
			}
		}
		var err error
		if now, err = readProofread(ctx, c, acct, args.ProofreadID, false); err != nil {
			out.Warnings = append(out.Warnings, "The new text was accepted, but could not be read back.")
			out.Next = "Look with get_proofread before it is dubbed."
			return nil
		}
		if out.Confirmed = wanted == nil || sameText(now.cues, wanted); out.Confirmed {
			break
		}
	}
	out.Total = len(now.cues)
	for _, e := range args.Edits {
		if e.Line <= out.Total {
			out.Items = append(out.Items, now.line(e.Line))
		}
	}
	out.Next = "When the user agrees to the text, dub it with generate_from_proofread."
	if !out.Confirmed {
		out.Warnings = append(out.Warnings, "HeyGen took the new text, but still shows another one.")
		out.Next = "Look with get_proofread in a minute, before it is dubbed; the same call again does no harm."
	}
	return nil
}

// sameText compares what is said when; line breaks are HeyGen's to choose.
func sameText(a, b []srt.Cue) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Start != b[i].Start || a[i].End != b[i].End || strings.Join(strings.Fields(a[i].Text), " ") != strings.Join(strings.Fields(b[i].Text), " ") {
			return false
		}
	}
	return true
}
