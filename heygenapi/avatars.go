package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
)

// AvatarGroup is a person with one or more looks. Its id is no avatar_id.
type AvatarGroup struct {
	ID              string `json:"id"`
	Name            string `json:"name"`
	Gender          string `json:"gender"`
	DefaultVoiceID  string `json:"default_voice_id"`
	LooksCount      int    `json:"looks_count"`
	PreviewImageURL string `json:"preview_image_url"`
	PreviewVideoURL string `json:"preview_video_url"`
	// Status is processing, pending_consent, failed or completed; empty for
	// public groups.
	Status        Status     `json:"status"`
	ConsentStatus string     `json:"consent_status"`
	CreatedAt     Time       `json:"created_at"`
	Error         *ItemError `json:"error"`

	Extra map[string]json.RawMessage `json:"-"`
}

// AvatarLook is a ready-to-use appearance of a person: its id is the avatar_id
// of a video.
type AvatarLook struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// AvatarType is studio_avatar, digital_twin or photo_avatar.
	AvatarType     string `json:"avatar_type"`
	GroupID        string `json:"group_id"`
	Gender         string `json:"gender"`
	DefaultVoiceID string `json:"default_voice_id"`
	// PreferredOrientation is portrait, landscape or square.
	PreferredOrientation string `json:"preferred_orientation"`
	PreviewImageURL      string `json:"preview_image_url"`
	PreviewVideoURL      string `json:"preview_video_url"`
	// Status is processing, pending_consent, failed or completed; empty for
	// public looks.
	Status Status `json:"status"`
	// SupportedAPIEngines are some of avatar_iii, avatar_iv and avatar_v.
	SupportedAPIEngines []string `json:"supported_api_engines"`
	Tags                []string `json:"tags"`
	// ImageWidth and ImageHeight are in pixels.
	ImageWidth  *int       `json:"image_width"`
	ImageHeight *int       `json:"image_height"`
	Error       *ItemError `json:"error"`

	Extra map[string]json.RawMessage `json:"-"`
}

// AvatarRequest makes an avatar: [PromptAvatar], [DigitalTwin] or [PhotoAvatar].
type AvatarRequest interface {
	json.Marshaler
	avatarRequest()
}

// PromptAvatar is drawn from a description.
type PromptAvatar struct {
	Name string `json:"name"`
	// Prompt has at most 1,000 characters.
	Prompt string `json:"prompt"`
	// AspectRatio is auto, as when empty, 16:9, 9:16, 1:1, 4:5 or 5:4.
	AspectRatio string `json:"aspect_ratio,omitempty"`
	// ReferenceImages are at most 3.
	ReferenceImages []MediaSource `json:"reference_images,omitempty"`
	// AvatarGroupID adds the look to a group that exists.
	AvatarGroupID string `json:"avatar_group_id,omitempty"`
	// AvatarID is a look that serves as a picture to go by.
	AvatarID string `json:"avatar_id,omitempty"`
}

// DigitalTwin is made from footage of a person, who has to consent.
type DigitalTwin struct {
	Name          string      `json:"name"`
	File          MediaSource `json:"file"`
	AvatarGroupID string      `json:"avatar_group_id,omitempty"`
}

// PhotoAvatar is made from a photograph.
type PhotoAvatar struct {
	Name          string      `json:"name"`
	File          MediaSource `json:"file"`
	AvatarGroupID string      `json:"avatar_group_id,omitempty"`
}

func (PromptAvatar) avatarRequest() {}
func (DigitalTwin) avatarRequest()  {}
func (PhotoAvatar) avatarRequest()  {}

// MarshalJSON fills in the discriminator.
func (a PromptAvatar) MarshalJSON() ([]byte, error) {
	type plain PromptAvatar
	return tagged("type", "prompt", plain(a))
}

// MarshalJSON fills in the discriminator.
func (a DigitalTwin) MarshalJSON() ([]byte, error) {
	type plain DigitalTwin
	return tagged("type", "digital_twin", plain(a))
}

// MarshalJSON fills in the discriminator.
func (a PhotoAvatar) MarshalJSON() ([]byte, error) {
	type plain PhotoAvatar
	return tagged("type", "photo", plain(a))
}

// CreatedAvatar is the answer to an avatar's creation; it is ready when its
// look's status is completed.
type CreatedAvatar struct {
	Group *AvatarGroup `json:"avatar_group"`
	Look  *AvatarLook  `json:"avatar_item"`

	Extra map[string]json.RawMessage `json:"-"`
}

// AvatarConsentRequest asks the person shown for consent. A film of the consent
// excludes the other two fields.
type AvatarConsentRequest struct {
	ConsentText  string      `json:"consent_text,omitempty"`
	ConsentVideo MediaSource `json:"consent_video,omitempty"`
	RerouteURL   string      `json:"reroute_url,omitempty"`
}

// AvatarConsent is the state of a consent.
type AvatarConsent struct {
	Group AvatarGroup `json:"avatar_group"`
	// URL is the page on which the person consents, once and within 24 hours; empty
	// where a film of the consent was given.
	URL string `json:"url"`

	Extra map[string]json.RawMessage `json:"-"`
}

// CreateAvatar makes an avatar, which is paid for (POST /v3/avatars).
func (c *Client) CreateAvatar(ctx context.Context, req AvatarRequest, options ...CallOption) (CreatedAvatar, error) {
	return data[CreatedAvatar](ctx, c, call{op: "create avatar", kind: keyed, method: "POST", path: []string{"avatars"}, body: req, opts: options})
}

// CreateAvatarConsent asks for consent (POST /v3/avatars/{group_id}/consent).
func (c *Client) CreateAvatarConsent(ctx context.Context, groupID string, req AvatarConsentRequest, options ...CallOption) (AvatarConsent, error) {
	return data[AvatarConsent](ctx, c, call{op: "create avatar consent", kind: keyed, method: "POST", path: []string{"avatars", groupID, "consent"}, body: req, opts: options})
}

// ListAvatarGroupsOptions choose a page of groups; 50 at most.
type ListAvatarGroupsOptions struct {
	PageOptions
	// Ownership is public or private; empty for both.
	Ownership string
}

// ListAvatarGroups gives a page of groups (GET /v3/avatars).
func (c *Client) ListAvatarGroups(ctx context.Context, o ListAvatarGroupsOptions) (Page[AvatarGroup], error) {
	q := o.values()
	setNonEmpty(q, "ownership", o.Ownership)
	return page[AvatarGroup](ctx, c, call{op: "list avatar groups", method: "GET", path: []string{"avatars"}, query: q})
}

// AvatarGroups iterates over the groups.
func (c *Client) AvatarGroups(ctx context.Context, o ListAvatarGroupsOptions) iter.Seq2[AvatarGroup, error] {
	return iterate(o.PageOptions, func(p PageOptions) (Page[AvatarGroup], error) {
		o.PageOptions = p
		return c.ListAvatarGroups(ctx, o)
	})
}

// GetAvatarGroup gives a group (GET /v3/avatars/{group_id}).
func (c *Client) GetAvatarGroup(ctx context.Context, groupID string) (AvatarGroup, error) {
	return data[AvatarGroup](ctx, c, call{op: "get avatar group", method: "GET", path: []string{"avatars", groupID}})
}

// SetDefaultVoice makes a voice the one that a group of the account's own speaks
// with; an empty voiceID takes it away (PATCH /v3/avatars/{group_id}).
func (c *Client) SetDefaultVoice(ctx context.Context, groupID, voiceID string) (AvatarGroup, error) {
	body := struct {
		VoiceID *string `json:"default_voice_id"`
	}{}
	if voiceID != "" {
		body.VoiceID = &voiceID
	}
	return data[AvatarGroup](ctx, c, call{op: "set default voice", kind: idempotent, method: "PATCH", path: []string{"avatars", groupID}, body: body})
}

// DeleteAvatarGroup deletes a group with its looks (DELETE /v3/avatars/{group_id}).
func (c *Client) DeleteAvatarGroup(ctx context.Context, groupID string) error {
	return done(ctx, c, call{op: "delete avatar group", kind: idempotent, method: "DELETE", path: []string{"avatars", groupID}})
}

// ListAvatarLooksOptions choose a page of looks; 50 at most.
type ListAvatarLooksOptions struct {
	PageOptions
	GroupID string
	// AvatarType is studio_avatar, digital_twin or photo_avatar; empty for all.
	AvatarType string
	// Ownership is public or private; empty for both.
	Ownership string
}

// ListAvatarLooks gives a page of looks (GET /v3/avatars/looks).
func (c *Client) ListAvatarLooks(ctx context.Context, o ListAvatarLooksOptions) (Page[AvatarLook], error) {
	q := o.values()
	setNonEmpty(q, "group_id", o.GroupID)
	setNonEmpty(q, "avatar_type", o.AvatarType)
	setNonEmpty(q, "ownership", o.Ownership)
	return page[AvatarLook](ctx, c, call{op: "list avatar looks", method: "GET", path: []string{"avatars", "looks"}, query: q})
}

// AvatarLooks iterates over the looks.
func (c *Client) AvatarLooks(ctx context.Context, o ListAvatarLooksOptions) iter.Seq2[AvatarLook, error] {
	return iterate(o.PageOptions, func(p PageOptions) (Page[AvatarLook], error) {
		o.PageOptions = p
		return c.ListAvatarLooks(ctx, o)
	})
}

// GetAvatarLook gives a look (GET /v3/avatars/looks/{look_id}).
func (c *Client) GetAvatarLook(ctx context.Context, lookID string) (AvatarLook, error) {
	return data[AvatarLook](ctx, c, call{op: "get avatar look", method: "GET", path: []string{"avatars", "looks", lookID}})
}

// UpdateAvatarLook renames a look (PATCH /v3/avatars/looks/{look_id}).
func (c *Client) UpdateAvatarLook(ctx context.Context, lookID, name string) (AvatarLook, error) {
	body := struct {
		Name string `json:"name,omitempty"`
	}{name}
	return data[AvatarLook](ctx, c, call{op: "update avatar look", kind: idempotent, method: "PATCH", path: []string{"avatars", "looks", lookID}, body: body})
}

// DeleteAvatarLook deletes a look, and with its last one a group
// (DELETE /v3/avatars/looks/{look_id}).
func (c *Client) DeleteAvatarLook(ctx context.Context, lookID string) error {
	return done(ctx, c, call{op: "delete avatar look", kind: idempotent, method: "DELETE", path: []string{"avatars", "looks", lookID}})
}
