package post

import (
	"heygen-mcp/pricing"
	"heygen-mcp/tools/kit"
)

type createdJob struct {
	JobID    string            `json:"job_id,omitempty"`
	Status   string            `json:"status" jsonschema_description:"dry_run where nothing was sent."`
	Estimate *pricing.Estimate `json:"estimate,omitempty"`
	Warnings []string          `json:"warnings,omitempty"`
	Next     string            `json:"next"`
}

// Tools are the tools of this package.
func Tools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "create_lipsync", Title: "Create lipsync", Toolset: "post",
			Description: "Put another recording on a video, with lips moving to it; several recordings make one video each. To dub into another language use translate_video. Costs money by the second.",
		}, createLipsync),
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "create_clips", Title: "Create clips", Toolset: "post",
			Description: "Cut the best moments of a long video into short clips. Costs $0.15 or so a clip; how many there will be is not known before.",
		}, createClips),
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "remove_background", Title: "Remove background", Toolset: "post",
			Description: "Separate the people in a video from its background, as layers. Costs money; no price is published.",
		}, removeBackground),
	}
}
