package assets

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"slices"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/kit"
)

// Tools are the tools of this package.
func Tools() []kit.Tool { return slices.Concat(assetTools(), libraryTools()) }

func assetTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "upload_asset", Title: "Upload file",
			Description: "Send a picture, video, audio, PDF or SRT to HeyGen; its asset_id then serves wherever a tool takes one. From a local path (in the allowed folders) or a web address. Free.",
		}, uploadAsset),
	}
}

type uploadAssetArgs struct {
	Path string `json:"path,omitempty" jsonschema_description:"Local file. Give path or url."`
	URL  string `json:"url,omitempty"`
	Name string `json:"name,omitempty" jsonschema:"maxLength=200"`
}

func (a uploadAssetArgs) Check() error {
	return check.First(
		check.ExactlyOne("file", check.Given("path", a.Path != ""), check.Given("url", a.URL != "")),
		check.MediaAddress("url", a.URL),
	)
}

type uploadedAsset struct {
	AssetID   string `json:"asset_id"`
	Name      string `json:"name"`
	MimeType  string `json:"mime_type"`
	SizeBytes int64  `json:"size_bytes"`
	Next      string `json:"next"`
}

func uploadAsset(ctx context.Context, c *kit.Call, args uploadAssetArgs) (uploadedAsset, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return uploadedAsset{}, err
	}
	file, err := openUpload(ctx, c, args)
	if err != nil {
		return uploadedAsset{}, err
	}
	defer func() { _ = file.Close() }()
	c.Progress(0, float64(file.size), "uploading "+file.name)
	out := uploadedAsset{Name: file.name, MimeType: file.contentType, SizeBytes: file.size, Next: nextUploaded}
	sent := heygenapi.AssetFile{Name: file.name, ContentType: file.contentType, Body: file}
	if file.size > heygenapi.MaxUploadBytes {
		done, err := acct.API.UploadDirect(ctx, sent)
		out.AssetID = done.AssetID
		return out, err
	}
	done, err := acct.API.UploadAsset(ctx, sent)
	out.AssetID = done.AssetID
	return out, err
}

const nextUploaded = "Pass asset_id where a tool takes one, such as image_asset_id, audio_asset_id, video_asset_id or file_asset_ids."

// openUpload opens the file that is meant and looks at it. Whoever opens one
// closes it.
func openUpload(ctx context.Context, c *kit.Call, args uploadAssetArgs) (*upload, error) {
	field := "path"
	var opened *files.Opened
	var err error
	if args.Path != "" {
		opened, err = c.Files.Open(args.Path)
	} else {
		field = "url"
		opened, err = c.Fetch.Download(ctx, args.URL)
	}
	if err != nil {
		return nil, err
	}
	file := &upload{Opened: opened, name: cmp.Or(args.Name, filepath.Base(args.Path))}
	if field == "url" {
		file.name = cmp.Or(args.Name, files.NameFromURL(args.URL))
	}
	if file.size, file.contentType, err = files.Inspect(file.File, field, file.name); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// upload is a file to send.
type upload struct {
	*files.Opened
	// name is what HeyGen keeps it under.
	name, contentType string
	// size is in bytes.
	size int64
}
