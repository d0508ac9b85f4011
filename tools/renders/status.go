package renders

import (
	"context"
	"fmt"
	"slices"
	"time"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/follow"
	"heygen-mcp/tools/kit"
)

// Tools are the tools of this package.
func Tools() []kit.Tool { return slices.Concat(statusTools(), itemTools()) }

func statusTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "get_video_status", Title: "Get status",
			Description: "State and links of videos, translations, sessions and other jobs, mixed. wait_seconds waits for them; when the time is over it answers how they stand: ask again. Links expire: fetch fresh ones here.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getVideoStatus),
		kit.Define(kit.Tool{
			Name: "download_video", Title: "Download video",
			Description: "Save finished videos, captions, clips and layers to the download folder, resuming what broke off. Without access to the disk it answers fresh links.",
			Hints:       kit.Hints{Idempotent: true},
		}, downloadVideo),
	}
}

type getStatusArgs struct {
	IDs         []string `json:"ids" jsonschema:"required,minItems=1,maxItems=100,uniqueItems=true"`
	WaitSeconds int      `json:"wait_seconds,omitempty" jsonschema:"minimum=0" jsonschema_description:"Usually at most 45."`
	Detail      bool     `json:"detail,omitempty" jsonschema_description:"Thumbnail and GIF links too."`
}

func (a getStatusArgs) Check() error { return check.IDs(a.IDs) }

type statusResult struct {
	Items []follow.JobStatus `json:"items"`
	Done  bool               `json:"done" jsonschema_description:"All are done."`
	Next  string             `json:"next"`
}

func checkWait(c *kit.Call, seconds int) error {
	if most := int(c.MaxWait.Seconds()); seconds > most {
		return fault.Invalid("wait_seconds", fmt.Sprintf("is %d, above the most %d", seconds, most), fmt.Sprintf("Use at most %d and ask again: hosts drop longer calls.", most))
	}
	return nil
}

func getVideoStatus(ctx context.Context, c *kit.Call, args getStatusArgs) (statusResult, error) {
	wait := time.Duration(args.WaitSeconds) * time.Second
	if err := checkWait(c, args.WaitSeconds); err != nil {
		return statusResult{}, err
	}
	acct, err := c.Account(ctx)
	if err != nil {
		return statusResult{}, err
	}
	f, err := follow.Start(ctx, c, acct, args.IDs, wait > 0)
	if err != nil {
		return statusResult{}, err
	}
	if err := f.Wait(ctx, wait); err != nil {
		return statusResult{}, err
	}
	out := statusResult{Items: f.Report(c.Now(), args.Detail), Done: f.Done()}
	out.Next = nextForStatus(out)
	return out, nil
}

func nextForStatus(r statusResult) string {
	var failed, asking, consents, ready, files, stalled int
	for _, item := range r.Items {
		switch {
		case item.Kind == follow.KindUnknown, item.FailureMessage != "" || item.FailureCode != "":
			failed++
		case item.Status == "waiting_for_input" || item.Status == "reviewing":
			asking++
		case item.Status == string(heygenapi.StatusPendingConsent):
			consents++
		case item.Done && item.HasFiles():
			files++
		case item.Done:
			ready++
		case item.Stalled:
			stalled++
		}
	}
	switch {
	case stalled > 0:
		return "Something makes no progress: tell the user what its note says, and let them decide. Ask again with the same ids; do not create anything again by yourself."
	case !r.Done:
		return "Still under way, which is normal for minutes. Ask again with the same ids and wait_seconds; do not create anything again."
	case asking > 0:
		return "A session waits for the user: read it with get_video_agent_session and answer with send_video_agent_message."
	case consents > 0:
		return "An avatar waits for the consent of the person shown: give the user the link of create_avatar_consent."
	case failed == len(r.Items):
		return "Failed jobs are not charged. Mend what the failure says before creating again."
	case files > 0:
		return "Give the user the links now, they expire; or save the files with download_video."
	case ready > 0:
		return "Ready; each item's note says how to go on."
	default:
		return "Nothing is left to wait for."
	}
}
