package heygenapi

import "encoding/json"

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

// tagged writes a struct as JSON with one more member in front: the
// discriminator of the union that it is a branch of.
func tagged(name, value string, v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	head, err := json.Marshal(map[string]string{name: value})
	if err != nil {
		return nil, err
	}
	if len(body) == len("{}") {
		return head, nil
	}
	return append(append(head[:len(head)-1], ','), body[1:]...), nil
}
