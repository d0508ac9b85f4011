package tools

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"path"
	"strings"
	"time"

	"heygen-mcp/heygenapi"
)

// argument is one of several of which a rule counts how many are set.
type argument struct {
	field string
	set   bool
}

// given says of an argument whether it is set.
func given(field string, set bool) argument { return argument{field, set} }

// exactlyOne refuses none and refuses two of the arguments.
func exactlyOne(what string, choices ...argument) error {
	if err := atMostOne(what, choices...); err != nil {
		return err
	}
	names := make([]string, len(choices))
	for i, c := range choices {
		if c.set {
			return nil
		}
		names[i] = c.field
	}
	return invalid(names[0], "is missing: no "+what+" is given", "Give exactly one of: "+strings.Join(names, ", ")+".")
}

// atMostOne refuses two of the arguments.
func atMostOne(what string, choices ...argument) error {
	var names, set []string
	for _, c := range choices {
		names = append(names, c.field)
		if c.set {
			set = append(set, c.field)
		}
	}
	if len(set) < 2 {
		return nil
	}
	return invalid(set[1], fmt.Sprintf("is given beside %s, and there can be one %s only", set[0], what), "Keep one of: "+strings.Join(names, ", ")+".")
}

// needs refuses an argument that means nothing without another.
func needs(field string, set bool, other string, otherSet bool) error {
	if !set || otherSet {
		return nil
	}
	return invalid(field, "has no meaning without "+other, "Add "+other+", or leave "+field+" out.")
}

// firstError gives the first failure of several rules.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// notBlank refuses a text of white space alone.
func notBlank(field, text string) error {
	if text != "" && strings.TrimSpace(text) == "" {
		return invalid(field, "is blank", "Write what is meant, or leave "+field+" out.")
	}
	return nil
}

// webAddress refuses what is no address that HeyGen could fetch. It makes no
// request.
func webAddress(field, raw string) error {
	if raw == "" {
		return nil
	}
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return invalid(field, "is not a web address", "Give an https:// address of the file itself; a local file goes through upload_asset first.")
	}
	if u.User != nil {
		return invalid(field, "has a user name or password in it", "Give an address without credentials, or use upload_asset.")
	}
	return nil
}

// pageAddress refuses what is no address that others could call or open.
func pageAddress(field, raw string) error {
	if raw == "" {
		return nil
	}
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" {
		return invalid(field, "is not a web address", "Give a whole address such as https://example.com/path.")
	}
	if u.User != nil {
		return invalid(field, "has a user name or password in it", "Give an address without credentials.")
	}
	return nil
}

// sharePages are hosts whose links are pages about a file, not the file.
var sharePages = map[string]string{
	"youtube.com": "YouTube", "youtu.be": "YouTube", "vimeo.com": "Vimeo", "loom.com": "Loom",
	"drive.google.com": "Google Drive", "docs.google.com": "Google Docs", "dropbox.com": "Dropbox",
	"1drv.ms": "OneDrive", "onedrive.live.com": "OneDrive", "wetransfer.com": "WeTransfer",
	"tiktok.com": "TikTok", "instagram.com": "Instagram", "facebook.com": "Facebook",
}

// mediaAddress refuses addresses that are known to be web pages: HeyGen would
// fail to download from them, minutes later.
func mediaAddress(field, raw string) error {
	if err := webAddress(field, raw); err != nil || raw == "" {
		return err
	}
	u, err := url.Parse(raw)
	if err != nil {
		return invalid(field, "is not a web address", "Give an https:// address of the file itself.")
	}
	if ext := strings.ToLower(path.Ext(u.Path)); ext == ".html" || ext == ".htm" || ext == ".php" {
		return invalid(field, "is a web page ("+ext+"), not a media file", "Give the address of the file itself, or send the file with upload_asset.")
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if name, ok := sharePages[host]; ok && (host != "dropbox.com" || u.Query().Get("dl") != "1") {
		return invalid(field, "is a "+name+" page, not a media file", "Download the file and send it with upload_asset, then pass its asset id; or give an address that answers with the file itself.")
	}
	return nil
}

// cursorMark tells our cursors from made-up ones, before HeyGen has to.
const cursorMark = "page:"

// writeCursor wraps HeyGen's page token; the last page has none.
func writeCursor(token string) string {
	if token == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(cursorMark + token))
}

// readCursor unwraps a cursor that writeCursor made.
func readCursor(cursor string) (token string, err error) {
	if cursor == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	token, ok := strings.CutPrefix(string(raw), cursorMark)
	if err != nil || !ok {
		return "", badCursor()
	}
	return token, nil
}

func badCursor() *Error {
	return invalid("cursor", "is not one that this search gave", "Repeat the search without cursor, then use its next_cursor with the same filters.")
}

// mediaRef makes the API's reference to a source given by address or by asset.
// Both empty give nil.
func mediaRef(address, assetID string) heygenapi.MediaRef {
	switch {
	case address != "":
		return heygenapi.MediaURL{URL: address}
	case assetID != "":
		return heygenapi.MediaAsset{AssetID: assetID}
	default:
		return nil
	}
}

// when writes a time as RFC 3339 in UTC; the zero time is left out.
func when(t heygenapi.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// plural counts things in words.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
