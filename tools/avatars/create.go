package avatars

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"heygen-mcp/account"
	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/lookup"
	"heygen-mcp/tools/pay"
)

func studioTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "list_avatar_groups", Title: "Search avatar groups", Toolset: "avatars",
			Description: "Search people (groups of looks) by name. A group_id is no avatar_id: list_avatars with it gives the looks.",
			Hints:       kit.Hints{ReadOnly: true},
		}, listAvatarGroups),
		kit.Define(kit.Tool{
			Name: "get_avatar_group", Title: "Get avatar group", Toolset: "avatars",
			Description: "A person with looks, consent and readiness, as they are now.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getAvatarGroup),
		kit.Define(kit.Tool{
			Spends: true, Name: "create_avatar", Title: "Create avatar", Toolset: "avatars",
			Description: "Make an avatar from a photo, from footage (a digital twin, whose person has to consent) or from a prompt; or with group_id another look of one's own person. Costs about $1. Takes minutes: follow with get_avatar_group.",
		}, createAvatar),
		kit.Define(kit.Tool{
			Name: "create_avatar_consent", Title: "Ask for avatar consent", Toolset: "avatars",
			Description: "Get a link, valid 24 hours, on which the person shown consents to a digital twin; or hand in a consent video.",
		}, createAvatarConsent),
		kit.Define(kit.Tool{
			Name: "update_avatar_look", Title: "Rename avatar look", Toolset: "avatars",
			Description: "Rename a look of one's own.",
			Hints:       kit.Hints{Destructive: true, Idempotent: true},
		}, updateAvatarLook),
		kit.Define(kit.Tool{
			Name: "delete_avatar", Title: "Delete avatar", Toolset: "avatars",
			Description: "Delete one look, or a person with all looks, for good. Ask the user first.",
			Hints:       kit.Hints{Destructive: true, Idempotent: true},
		}, deleteAvatar),
	}
}

type createAvatarArgs struct {
	Name          string   `json:"name" jsonschema:"required,minLength=1,maxLength=200"`
	ImageURL      string   `json:"image_url,omitempty"`
	ImageAssetID  string   `json:"image_asset_id,omitempty"`
	VideoURL      string   `json:"video_url,omitempty"`
	VideoAssetID  string   `json:"video_asset_id,omitempty"`
	Prompt        string   `json:"prompt,omitempty" jsonschema:"maxLength=2000"`
	ReferenceURLs []string `json:"reference_image_urls,omitempty" jsonschema_description:"For prompt; at most 3 with the asset ids."`
	ReferenceIDs  []string `json:"reference_image_asset_ids,omitempty"`
	AvatarID      string   `json:"avatar_id,omitempty" jsonschema_description:"For prompt: the look to vary."`
	GroupID       string   `json:"group_id,omitempty" jsonschema_description:"One's own person to add the look to."`
	DryRun        bool     `json:"dry_run,omitempty"`
}

// mostReferences is how many pictures may guide a prompt.
const mostReferences = 3

func (a createAvatarArgs) Check() error {
	references := len(a.ReferenceURLs) + len(a.ReferenceIDs)
	if references > mostReferences {
		return fault.Invalid("reference_image_urls", fmt.Sprintf("and reference_image_asset_ids have %d pictures together, more than 3", references), "Give at most 3.")
	}
	for _, u := range a.ReferenceURLs {
		if err := check.MediaAddress("reference_image_urls", u); err != nil {
			return err
		}
		if u == "" {
			return fault.Invalid("reference_image_urls", "has an empty address", "Leave it out.")
		}
	}
	return check.First(
		check.NotBlank("name", a.Name),
		check.ExactlyOne("source", check.Given("image_url", a.ImageURL != ""), check.Given("image_asset_id", a.ImageAssetID != ""),
			check.Given("video_url", a.VideoURL != ""), check.Given("video_asset_id", a.VideoAssetID != ""), check.Given("prompt", a.Prompt != "")),
		check.NotBlank("prompt", a.Prompt),
		check.Needs("reference_image_urls", len(a.ReferenceURLs) > 0, "prompt", a.Prompt != ""),
		check.Needs("reference_image_asset_ids", len(a.ReferenceIDs) > 0, "prompt", a.Prompt != ""),
		check.Needs("avatar_id", a.AvatarID != "", "prompt", a.Prompt != ""),
		check.MediaAddress("image_url", a.ImageURL),
		check.MediaAddress("video_url", a.VideoURL),
		check.OptionalID("group_id", a.GroupID),
		check.OptionalID("avatar_id", a.AvatarID),
		check.AssetIDs("reference_image_asset_ids", a.ReferenceIDs),
	)
}

// request is the API's shape of the arguments.
func (a createAvatarArgs) request() heygenapi.AvatarRequest {
	switch {
	case a.Prompt != "":
		return heygenapi.PromptAvatar{Name: a.Name, Prompt: a.Prompt, ReferenceImages: lookup.MediaSources(a.ReferenceURLs, a.ReferenceIDs), AvatarGroupID: a.GroupID, AvatarID: a.AvatarID}
	case a.VideoURL != "" || a.VideoAssetID != "":
		return heygenapi.DigitalTwin{Name: a.Name, File: lookup.MediaSource(a.VideoURL, a.VideoAssetID), AvatarGroupID: a.GroupID}
	default:
		return heygenapi.PhotoAvatar{Name: a.Name, File: lookup.MediaSource(a.ImageURL, a.ImageAssetID), AvatarGroupID: a.GroupID}
	}
}

// fields are the arguments behind the fields of HeyGen's request.
func (a createAvatarArgs) fields() map[string]string {
	file := map[string]string{"file": "image_url", "file.url": "image_url", "file.asset_id": "image_asset_id"}
	if a.VideoURL != "" || a.VideoAssetID != "" {
		file = map[string]string{"file": "video_url", "file.url": "video_url", "file.asset_id": "video_asset_id"}
	}
	file["avatar_group_id"], file["reference_images"] = "group_id", "reference_image_urls"
	return file
}

type createdAvatar struct {
	AvatarID      string            `json:"avatar_id,omitempty"`
	GroupID       string            `json:"group_id,omitempty"`
	Status        string            `json:"status" jsonschema_description:"processing, pending_consent, completed or failed; dry_run where nothing was sent."`
	ConsentStatus string            `json:"consent_status,omitempty"`
	Estimate      *pricing.Estimate `json:"estimate,omitempty"`
	Warnings      []string          `json:"warnings,omitempty"`
	Next          string            `json:"next"`
}

func createAvatar(ctx context.Context, c *kit.Call, args createAvatarArgs) (createdAvatar, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return createdAvatar{}, err
	}
	if err := checkParents(ctx, acct, args); err != nil {
		return createdAvatar{}, err
	}
	out := createdAvatar{Status: pay.StatusDryRun, Next: pay.NextDryCreation}
	if out.Warnings, err = c.Fetch.ProbeAll(ctx, files.Source{Field: "image_url", Address: args.ImageURL}, files.Source{Field: "video_url", Address: args.VideoURL}); err != nil {
		return createdAvatar{}, err
	}
	if out.Estimate, err = pay.Price(c, pricing.Item{Product: pricing.AvatarCreation}); err != nil {
		return createdAvatar{}, err
	}
	if args.DryRun {
		return out, nil
	}
	made, err := pay.Spend(ctx, c, acct, pay.Purchase{Kind: jobs.KindAvatar, Title: args.Name, Estimate: out.Estimate, Keyed: true},
		func(a heygenapi.CreatedAvatar) []string {
			if a.Look == nil {
				return nil
			}
			return []string{a.Look.ID}
		},
		func(ctx context.Context, options ...heygenapi.CallOption) (heygenapi.CreatedAvatar, error) {
			return acct.API.CreateAvatar(ctx, args.request(), options...)
		})
	// Where the answer was lost it may be there all the same.
	acct.Catalog.InvalidateAvatars()
	if err != nil {
		return createdAvatar{}, fault.LookFirst(fault.Named(err, args.fields()), "list_avatars with ownership private")
	}
	out.Status = string(heygenapi.StatusProcessing)
	if g := made.Group; g != nil {
		out.GroupID, out.ConsentStatus, out.Status = g.ID, g.ConsentStatus, cmp.Or(string(g.Status), out.Status)
	}
	if l := made.Look; l != nil {
		out.AvatarID, out.GroupID, out.Status = l.ID, cmp.Or(out.GroupID, l.GroupID), cmp.Or(string(l.Status), out.Status)
	}
	out.Next = nextForAvatar(heygenapi.Status(out.Status), out.ConsentStatus) + " Do not create it again."
	return out, nil
}

// checkParents looks whether the person and the look to begin from are there.
func checkParents(ctx context.Context, acct *account.Account, args createAvatarArgs) error {
	if args.GroupID != "" {
		if _, err := ownGroup(ctx, acct, args.GroupID); err != nil {
			return err
		}
	}
	if args.AvatarID != "" {
		if _, err := lookup.ReadyLook(ctx, acct, "avatar_id", args.AvatarID); err != nil {
			return err
		}
	}
	return nil
}

// ownGroup finds a group that the account may change.
func ownGroup(ctx context.Context, acct *account.Account, id string) (catalog.Group, error) {
	group, err := acct.Catalog.Group(ctx, id)
	if err != nil {
		return catalog.Group{}, lookup.UnknownID("group_id", err, "Search with list_avatar_groups.")
	}
	if !group.Private {
		return catalog.Group{}, fault.Invalid("group_id", "is "+fault.Cut(group.Name)+", a public person of HeyGen's", "Name one of the user's own: list_avatar_groups with ownership private.")
	}
	return group, nil
}

// nextForAvatar says what an avatar waits for.
func nextForAvatar(status heygenapi.Status, consent string) string {
	switch {
	case status == heygenapi.StatusPendingConsent, consent == "pending" && !status.Failed():
		return "The person shown has to consent before it can be used: call create_avatar_consent with the group_id, unless that was done, and pass on the link."
	case status.Failed():
		return "Making it failed, without charge. Mend what the problem says, or choose another with list_avatars."
	case status.Unfinished():
		return "It is being made, which takes minutes: look again with get_avatar_group, until it is completed."
	default:
		return "Ready: pass a look's avatar_id to create_video."
	}
}

type createConsentArgs struct {
	GroupID    string `json:"group_id" jsonschema:"required,minLength=1"`
	Text       string `json:"consent_text,omitempty" jsonschema:"maxLength=5000" jsonschema_description:"What the person says."`
	VideoURL   string `json:"consent_video_url,omitempty" jsonschema_description:"The person consenting; then no link is needed."`
	VideoAsset string `json:"consent_video_asset_id,omitempty"`
	RerouteURL string `json:"reroute_url,omitempty" jsonschema_description:"Where the page leads afterwards."`
}

func (a createConsentArgs) Check() error {
	return check.First(
		check.ID("group_id", a.GroupID, "list_avatar_groups"),
		check.NotBlank("consent_text", a.Text),
		check.AtMostOne("consent video", check.Given("consent_video_url", a.VideoURL != ""), check.Given("consent_video_asset_id", a.VideoAsset != "")),
		check.MediaAddress("consent_video_url", a.VideoURL),
		check.PageAddress("reroute_url", a.RerouteURL),
	)
}

type avatarConsent struct {
	GroupID       string `json:"group_id"`
	ConsentStatus string `json:"consent_status,omitempty"`
	Status        string `json:"status,omitempty"`
	URL           string `json:"url,omitempty" jsonschema_description:"For the person shown."`
	ExpiresAt     string `json:"expires_at,omitempty"`
	Next          string `json:"next"`
}

// consentLasts is how long a consent link is valid.
const consentLasts = 24 * time.Hour

func createAvatarConsent(ctx context.Context, c *kit.Call, args createConsentArgs) (avatarConsent, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return avatarConsent{}, err
	}
	group, err := ownGroup(ctx, acct, args.GroupID)
	if err != nil {
		return avatarConsent{}, err
	}
	// A nil source must stay a nil interface.
	req := heygenapi.AvatarConsentRequest{ConsentText: args.Text, RerouteURL: args.RerouteURL}
	if args.VideoURL != "" || args.VideoAsset != "" {
		req.ConsentVideo = lookup.MediaSource(args.VideoURL, args.VideoAsset)
	}
	asked := c.Now()
	consent, err := acct.API.CreateAvatarConsent(ctx, args.GroupID, req)
	acct.Catalog.InvalidateAvatars()
	if err != nil {
		return avatarConsent{}, fault.Named(err, map[string]string{"consent_video": "consent_video_url", "consent_video.url": "consent_video_url", "consent_video.asset_id": "consent_video_asset_id"})
	}
	out := avatarConsent{GroupID: group.ID, ConsentStatus: consent.Group.ConsentStatus, Status: string(consent.Group.Status), URL: consent.URL}
	if out.URL == "" {
		out.Next = nextForAvatar(consent.Group.Status, consent.Group.ConsentStatus)
		return out, nil
	}
	out.ExpiresAt = asked.Add(consentLasts).UTC().Format(time.RFC3339)
	out.Next = "Give the user the link for " + group.Name + ": that person opens it before expires_at and records the consent there. " +
		"Then get_avatar_group says when the looks are ready; a new link can be made at any time."
	return out, nil
}
