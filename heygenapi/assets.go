package heygenapi

import (
	"context"
	"encoding/json"
	"iter"
)

// Asset is an uploaded file.
type Asset struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Type       string `json:"type"`
	Owner      string `json:"owner"`
	SpaceID    string `json:"space_id"`
	FolderID   string `json:"folder_id"`
	URL        string `json:"url"`
	UploadedAt Time   `json:"uploaded_at"`

	Extra map[string]json.RawMessage `json:"-"`
}

// ListAssetsOptions choose a page of assets; 100 at most.
type ListAssetsOptions struct {
	PageOptions
	// Username is whose assets; HeyGen demands it (see GetCurrentUser).
	Username string
	FolderID string
}

func (c *Client) assets() resources[Asset] {
	return resources[Asset]{client: c, noun: "asset", path: []string{"assets"}}
}

// ListAssets gives a page of a user's assets (GET /v3/assets). HeyGen excludes the
// operation from its public reference: it may not be open to every account.
func (c *Client) ListAssets(ctx context.Context, o ListAssetsOptions) (Page[Asset], error) {
	q := o.values()
	q.Set("username", o.Username)
	setNonEmpty(q, "folder_id", o.FolderID)
	return c.assets().list(ctx, q)
}

// Assets iterates over a user's assets.
func (c *Client) Assets(ctx context.Context, o ListAssetsOptions) iter.Seq2[Asset, error] {
	return iterate(o.PageOptions, func(p PageOptions) (Page[Asset], error) {
		o.PageOptions = p
		return c.ListAssets(ctx, o)
	})
}

// GetAsset gives an asset with a fresh link (GET /v3/assets/{asset_id}).
func (c *Client) GetAsset(ctx context.Context, assetID string) (Asset, error) {
	return c.assets().get(ctx, assetID)
}

// DeleteAsset deletes an asset for good (DELETE /v3/assets/{asset_id}).
func (c *Client) DeleteAsset(ctx context.Context, assetID string) error {
	return c.assets().delete(ctx, assetID)
}

// SearchAssetsOptions search pictures; 50 a page at most.
type SearchAssetsOptions struct {
	PageOptions
	Query string
	// Type is image or icon.
	Type string
	// Scope is public or personal; HeyGen takes public when it is empty.
	Scope string
}

// FoundAsset is a picture that a search found.
type FoundAsset struct {
	ID string `json:"id"`
	// Type is image or icon.
	Type          string `json:"type"`
	URL           string `json:"url"`
	Orientation   string `json:"orientation"`
	IsTransparent *bool  `json:"is_transparent"`
	Width         *int   `json:"width"`
	Height        *int   `json:"height"`

	Extra map[string]json.RawMessage `json:"-"`
}

// SearchAssets gives a page of pictures (GET /v3/assets/search). HeyGen excludes
// the operation from its public reference: it may not be open to every account.
func (c *Client) SearchAssets(ctx context.Context, o SearchAssetsOptions) (Page[FoundAsset], error) {
	q := o.values()
	q.Set("query", o.Query)
	q.Set("type", o.Type)
	setNonEmpty(q, "scope", o.Scope)
	return page[FoundAsset](ctx, c, call{op: "search assets", method: "GET", path: []string{"assets", "search"}, query: q})
}

// AssetSearch iterates over the pictures found.
func (c *Client) AssetSearch(ctx context.Context, o SearchAssetsOptions) iter.Seq2[FoundAsset, error] {
	return iterate(o.PageOptions, func(p PageOptions) (Page[FoundAsset], error) {
		o.PageOptions = p
		return c.SearchAssets(ctx, o)
	})
}

// AssetStatuses gives the states of many uploads, 100 a request
// (GET /v3/assets/statuses).
func (c *Client) AssetStatuses(ctx context.Context, q StatusQuery) ([]JobStatus, error) {
	return c.assets().statuses(ctx, "asset_ids", q)
}

// GetAssetBatch gives a batch of uploads with a page of its items
// (GET /v3/assets/batches/{batch_id}).
func (c *Client) GetAssetBatch(ctx context.Context, batchID string, o PageOptions) (Batch, error) {
	return c.assets().getBatch(ctx, batchID, o)
}

// AssetBatchItems iterates over the items of a batch of uploads.
func (c *Client) AssetBatchItems(ctx context.Context, batchID string) iter.Seq2[BatchItem, error] {
	return c.assets().batchItems(ctx, batchID)
}

// MediaSource is a file that HeyGen reads: [MediaURL], [MediaAsset] or
// [MediaBase64].
type MediaSource interface {
	json.Marshaler
	mediaSource()
}

// MediaRef is a file that HeyGen reads where content inside the request is not
// accepted: [MediaURL] or [MediaAsset].
type MediaRef interface {
	MediaSource
	mediaRef()
}

// MediaURL is a file at an address that HeyGen can fetch without a login.
type MediaURL struct {
	// URL is the address of the file itself, not of a page about it.
	URL string `json:"url"`
}

// MediaAsset is a file that was uploaded before.
type MediaAsset struct {
	// AssetID is the id that the upload answered.
	AssetID string `json:"asset_id"`
}

// MediaBase64 is a small file inside the request itself.
type MediaBase64 struct {
	// MediaType is the MIME type, such as image/png.
	MediaType string `json:"media_type"`
	// Data is the content in standard base64.
	Data string `json:"data"`
}

func (MediaURL) mediaSource()    {}
func (MediaURL) mediaRef()       {}
func (MediaAsset) mediaSource()  {}
func (MediaAsset) mediaRef()     {}
func (MediaBase64) mediaSource() {}

// MarshalJSON fills in the discriminator.
func (m MediaURL) MarshalJSON() ([]byte, error) {
	type plain MediaURL
	return tagged("type", "url", plain(m))
}

// MarshalJSON fills in the discriminator.
func (m MediaAsset) MarshalJSON() ([]byte, error) {
	type plain MediaAsset
	return tagged("type", "asset_id", plain(m))
}

// MarshalJSON fills in the discriminator.
func (m MediaBase64) MarshalJSON() ([]byte, error) {
	type plain MediaBase64
	return tagged("type", "base64", plain(m))
}

// readMedia reads a source of media; nil where it is of no kind that this package
// knows.
func readMedia(raw []byte) MediaSource {
	var m struct {
		Type      string `json:"type"`
		URL       string `json:"url"`
		AssetID   string `json:"asset_id"`
		MediaType string `json:"media_type"`
		Data      string `json:"data"`
	}
	if json.Unmarshal(raw, &m) != nil {
		return nil
	}
	switch m.Type {
	case "url":
		return MediaURL{m.URL}
	case "asset_id":
		return MediaAsset{m.AssetID}
	case "base64":
		return MediaBase64{m.MediaType, m.Data}
	default:
		return nil
	}
}
