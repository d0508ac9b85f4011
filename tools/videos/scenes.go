package videos

import (
	"context"
	"fmt"
	"slices"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/pay"
)

func sceneTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "create_scene_video", Title: "Create video of scenes", Toolset: "videos",
			Description: "Render one MP4 of up to 50 scenes in their order: avatars, images, clips; narrated or silent. It is all or nothing. For one speaker use create_video. " +
				"Costs money by the second of the speaking scenes; dry_run checks and prices it. Returns at once: follow with get_video_status.",
		}, createSceneVideo),
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "create_cinematic_video", Title: "Create cinematic clip", Toolset: "videos",
			Description: "Render a clip of 4 to 15 s in which 1 to 3 looks act out a prompt; nobody speaks. Costs a fixed price a clip (about $7); dry_run says it. Returns at once: follow with get_video_status.",
		}, createCinematicVideo),
		kit.Define(kit.Tool{
			Spends: true, Saves: true, Name: "create_videos", Title: "Create avatar videos", Toolset: "videos",
			Description: "Render any number of avatar or image videos as one batch: listed in videos, or made from rows by filling {{columns}} into the arguments or into a template. " +
				"What is given beside videos holds for those that do not say otherwise. For one use create_video. " +
				"Costs money by the second of each; dry_run checks and prices all. Returns at once: follow with get_batch.",
		}, createVideos),
	}
}

type createSceneVideoArgs struct {
	Scenes      []scene `json:"scenes" jsonschema:"required,minItems=1,maxItems=50" jsonschema_description:"What is given makes the scene: avatar_id speaks; an image is a still, silent for duration or narrated, unless image_speaks; a video is a clip."`
	Title       string  `json:"title,omitempty"`
	AspectRatio string  `json:"aspect_ratio,omitempty" jsonschema:"enum=16:9,enum=9:16,enum=4:5,enum=5:4,enum=1:1,enum=auto"`
	Resolution  string  `json:"resolution,omitempty" jsonschema:"enum=720p,enum=1080p,enum=4k"`
	Captions    string  `json:"captions,omitempty" jsonschema:"enum=file,enum=burned" former:"burn_captions,true=burned,false=file"`
	CallbackURL string  `json:"callback_url,omitempty"`
	CallbackID  string  `json:"callback_id,omitempty"`
	DryRun      bool    `json:"dry_run,omitempty"`
}

func (a createSceneVideoArgs) Check() error {
	var f fault.List
	for i, s := range a.Scenes {
		if err := f.Add(sceneName(i), s.Check()); err != nil {
			return err
		}
	}
	return check.First(f.Err(), check.WebAddress("callback_url", a.CallbackURL))
}

func sceneName(i int) string { return fmt.Sprintf("scenes[%d]", i) }

func createSceneVideo(ctx context.Context, c *kit.Call, args createSceneVideoArgs) (createdVideo, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdVideo{}, err
	}
	plan, err := planScenes(ctx, c, acct, args)
	if err != nil {
		return createdVideo{}, err
	}
	out := createdVideo{Estimate: plan.estimate, Warnings: plan.warnings}
	if args.DryRun {
		out.Status, out.Next = pay.StatusDryRun, pay.NextDryRun
		return out, nil
	}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindVideo, Title: args.Title, Estimate: plan.estimate, Keyed: true}, videoIDs,
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.CreatedVideo, error) {
			return acct.API.CreateVideo(ctx, plan.request, options...)
		})
	if err != nil {
		return createdVideo{}, fault.NamedItem(err, createVideoFields)
	}
	out.VideoID, out.Status, out.Next = made.VideoID, string(made.Status), pay.NextFollow
	return out, nil
}

// planScenes checks all scenes against the account before anything is sent, and
// prices those that speak.
func planScenes(ctx context.Context, c *kit.Call, acct *account.Account, args createSceneVideoArgs) (plannedVideo, error) {
	card, err := c.RateCard()
	if err != nil {
		return plannedVideo{}, fmt.Errorf("reading the rate card: %w", err)
	}
	warmLooks(ctx, acct, len(args.Scenes))
	plans, err := fault.PlanAll(args.Scenes,
		func(s scene) (plannedScene, error) { return planScene(ctx, c, acct, s, args.Resolution) },
		func(f *fault.List, i int, err error) error { return f.Add(sceneName(i), err) })
	if err != nil {
		return plannedVideo{}, err
	}
	request := heygenapi.StudioVideo{
		Title: args.Title, AspectRatio: args.AspectRatio, Resolution: args.Resolution, Caption: burnedIn(args.Captions),
		CallbackURL: args.CallbackURL, CallbackID: args.CallbackID,
	}
	var spoken []pricing.Estimate
	var length pricing.Range
	var out plannedVideo
	var aloud []string
	for i, p := range plans {
		request.Scenes = append(request.Scenes, args.Scenes[i].request())
		length = pricing.Range{Min: length.Min + p.length.Min, Max: length.Max + p.length.Max}
		if p.estimate != nil {
			spoken = append(spoken, *p.estimate)
		}
		out.warnings = append(out.warnings, p.warnings...)
		for _, warning := range p.aloud {
			aloud = append(aloud, sceneName(i)+"."+warning)
		}
	}
	tooLong, err := pay.LengthWarnings("scenes", length)
	if err != nil {
		return plannedVideo{}, err
	}
	total := pricing.Sum(pricing.Video, spoken...)
	total.RateCard = card.AsOf
	if len(spoken) < len(plans) {
		total.Notes = append(total.Notes, "Still images and clips are left out: no price is published for them.")
	}
	out.request, out.estimate, out.warnings = request, &total, fault.Distinct(slices.Concat(out.warnings, tooLong, check.Few(aloud)))
	return out, nil
}

// warmLooks reads the list of looks where one request each would be more.
func warmLooks(ctx context.Context, acct *account.Account, items int) {
	const few = 5
	if items > few {
		// Where it cannot be read, each look is asked for by itself.
		_, _ = acct.Catalog.Looks(ctx)
	}
}

// plannedScene is a scene that was checked against the account.
type plannedScene struct {
	// estimate is nil where nobody speaks in the picture.
	estimate *pricing.Estimate
	// length is in seconds, as far as it is known.
	length          pricing.Range
	warnings, aloud []string
}

func planScene(ctx context.Context, c *kit.Call, acct *account.Account, s scene, resolution string) (plannedScene, error) {
	if s.Duration != nil {
		return plannedScene{length: pricing.Exactly(*s.Duration)}, nil
	}
	if s.kind() == sceneClip {
		return plannedScene{}, nil
	}
	speaking := s.spoken()
	speaking.Resolution = resolution
	video, err := planVideo(ctx, c, acct, speaking)
	if err != nil {
		return plannedScene{}, err
	}
	out := plannedScene{estimate: video.estimate, warnings: video.warnings, aloud: video.aloud}
	if video.estimate.Seconds != nil {
		out.length = *video.estimate.Seconds
	}
	if s.kind() == sceneStill {
		out.estimate = nil
	}
	return out, nil
}
