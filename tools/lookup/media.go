package lookup

import (
	"heygen-mcp/heygenapi"
)

// MediaSources makes the API's sources from addresses and assets, in that order.
func MediaSources(urls, assets []string) []heygenapi.MediaSource {
	var files []heygenapi.MediaSource
	for _, u := range urls {
		files = append(files, heygenapi.MediaURL{URL: u})
	}
	for _, id := range assets {
		files = append(files, heygenapi.MediaAsset{AssetID: id})
	}
	return files
}

// MediaRef makes the API's reference to a source given by address or by asset.
// Both empty give nil.
func MediaRef(address, assetID string) heygenapi.MediaRef {
	switch {
	case address != "":
		return heygenapi.MediaURL{URL: address}
	case assetID != "":
		return heygenapi.MediaAsset{AssetID: assetID}
	default:
		return nil
	}
}

// MediaSource makes the API's source from an address or an asset.
func MediaSource(address, assetID string) heygenapi.MediaSource {
	if address != "" {
		return heygenapi.MediaURL{URL: address}
	}
	return heygenapi.MediaAsset{AssetID: assetID}
}
