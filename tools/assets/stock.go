package assets

import (
	"cmp"
	"context"
	"math"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

type searchAssetsArgs struct {
	Query  string `json:"query" jsonschema:"required,minLength=1,maxLength=200"`
	Type   string `json:"type,omitempty" jsonschema:"enum=image,enum=icon" jsonschema_description:"Default image."`
	Scope  string `json:"scope,omitempty" jsonschema:"enum=public,enum=personal" jsonschema_description:"Default public."`
	Limit  int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=50" jsonschema_description:"Default 5."`
	Cursor string `json:"cursor,omitempty"`
}

func (a searchAssetsArgs) Check() error { return check.NotBlank("query", a.Query) }

// linkRows is a page's length where every row has a signed link, which is as
// long as several rows.
func linkRows(limit int) int {
	if limit == 0 {
		return 5
	}
	return limit
}

type pictureRow struct {
	ID            string `json:"id"`
	URL           string `json:"url"`
	Orientation   string `json:"orientation,omitempty"`
	Width         *int   `json:"width,omitempty"`
	Height        *int   `json:"height,omitempty"`
	IsTransparent bool   `json:"is_transparent,omitempty"`
}

type foundPictures struct {
	kit.Rows[pictureRow]
	Next string `json:"next"`
}

func searchAssets(ctx context.Context, c *kit.Call, args searchAssetsArgs) (foundPictures, error) {
	acct, page, err := c.Page(ctx, linkRows(args.Limit), args.Cursor)
	if err != nil {
		return foundPictures{}, err
	}
	found, err := acct.API.SearchAssets(ctx, heygenapi.SearchAssetsOptions{PageOptions: page, Query: args.Query, Type: cmp.Or(args.Type, "image"), Scope: args.Scope})
	if err != nil {
		return foundPictures{}, kit.PageError(err)
	}
	out := foundPictures{Rows: kit.RowsOf(found, pictureRowOf), Next: "Pass a url on at once, such as background_url, image_url or file_urls; it expires, and this search gives it anew."}
	if len(out.Items) == 0 {
		out.Next = "Nothing was found: use other or fewer words."
	}
	return out, nil
}

func pictureRowOf(p heygenapi.FoundAsset) pictureRow {
	return pictureRow{
		ID: p.ID, URL: p.URL, Orientation: p.Orientation, Width: p.Width, Height: p.Height, IsTransparent: p.IsTransparent != nil && *p.IsTransparent,
	}
}

type searchSoundsArgs struct {
	Query    string   `json:"query" jsonschema:"required,minLength=1,maxLength=200"`
	Type     string   `json:"type,omitempty" jsonschema:"enum=music,enum=sound_effects" jsonschema_description:"Default music."`
	MinScore *float64 `json:"min_score,omitempty" jsonschema:"minimum=0,maximum=1" jsonschema_description:"Fit. Default 0.7."`
	Limit    int      `json:"limit,omitempty" jsonschema:"minimum=1,maximum=50" jsonschema_description:"Default 5."`
	Cursor   string   `json:"cursor,omitempty"`
}

func (a searchSoundsArgs) Check() error { return check.NotBlank("query", a.Query) }

type soundRow struct {
	ID                string   `json:"id"`
	Name              string   `json:"name"`
	Description       string   `json:"description,omitempty"`
	Score             float64  `json:"score" jsonschema_description:"How well it fits, 0 to 1."`
	DurationSeconds   *float64 `json:"duration_seconds,omitempty"`
	PeakOffsetSeconds *float64 `json:"peak_offset_seconds,omitempty"`
	Placement         string   `json:"placement,omitempty"`
	AudioURL          string   `json:"audio_url"`
}

type foundSounds struct {
	kit.Rows[soundRow]
	Next string `json:"next"`
}

func searchAudioSounds(ctx context.Context, c *kit.Call, args searchSoundsArgs) (foundSounds, error) {
	acct, page, err := c.Page(ctx, linkRows(args.Limit), args.Cursor)
	if err != nil {
		return foundSounds{}, err
	}
	found, err := acct.API.SearchSounds(ctx, heygenapi.SearchSoundsOptions{PageOptions: page, Query: args.Query, Type: args.Type, MinScore: args.MinScore})
	if err != nil {
		return foundSounds{}, kit.PageError(err)
	}
	out := foundSounds{Rows: kit.RowsOf(found, soundRowOf), Next: "Pass an audio_url on at once; it expires, and this search gives it anew."}
	if len(out.Items) == 0 {
		out.Next = "Nothing fits that well: lower min_score, or use other words."
	}
	return out, nil
}

func soundRowOf(s heygenapi.Sound) soundRow {
	return soundRow{
		ID: s.ID, Name: s.Name, Description: fault.Shorten(s.Description, mostSoundText), Score: math.Round(s.Score*100) / 100,
		DurationSeconds: s.Duration, PeakOffsetSeconds: s.PeakOffset, Placement: s.Placement, AudioURL: s.AudioURL,
	}
}

// mostSoundText keeps a page of sounds small.
const mostSoundText = 120
