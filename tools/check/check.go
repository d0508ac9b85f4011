package check

import (
	"fmt"
	"net/url"
	"path"
	"strings"

	"heygen-mcp/tools/fault"
)

// Argument is one of several of which a rule counts how many are set.
type Argument struct {
	Field string
	Set   bool
}

// Given says of an argument whether it is set.
func Given(field string, set bool) Argument { return Argument{field, set} }

// ExactlyOne refuses none and refuses two of the arguments.
func ExactlyOne(what string, choices ...Argument) error {
	if err := AtMostOne(what, choices...); err != nil {
		return err
	}
	names := make([]string, len(choices))
	for i, c := range choices {
		if c.Set {
			return nil
		}
		names[i] = c.Field
	}
	return fault.Invalid(names[0], "is missing: no "+what+" is given", "Give exactly one of: "+strings.Join(names, ", ")+".")
}

// AtMostOne refuses two of the arguments.
func AtMostOne(what string, choices ...Argument) error {
	var names, set []string
	for _, c := range choices {
		names = append(names, c.Field)
		if c.Set {
			set = append(set, c.Field)
		}
	}
	if len(set) < 2 {
		return nil
	}
	return fault.Invalid(set[1], fmt.Sprintf("is given beside %s, and there can be one %s only", set[0], what), "Keep one of: "+strings.Join(names, ", ")+".")
}

// Needs refuses an argument that means nothing without another.
func Needs(field string, set bool, other string, otherSet bool) error {
	if !set || otherSet {
		return nil
	}
	return fault.Invalid(field, "has no meaning without "+other, "Add "+other+", or leave "+field+" out.")
}

// First gives the first failure of several rules.
func First(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// NotBlank refuses a text of white space alone.
func NotBlank(field, text string) error {
	if text != "" && strings.TrimSpace(text) == "" {
		return fault.Invalid(field, "is blank", "Write what is meant, or leave "+field+" out.")
	}
	return nil
}

// WebAddress refuses what is no address that HeyGen could fetch. It makes no
// request.
func WebAddress(field, raw string) error {
	if raw == "" {
		return nil
	}
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return fault.Invalid(field, "is not a web address", "Give an https:// address of the file itself; a local file goes through upload_asset first.")
	}
	if u.User != nil {
		return fault.Invalid(field, "has a user name or password in it", "Give an address without credentials, or use upload_asset.")
	}
	return nil
}

// PageAddress refuses what is no address that others could call or open.
func PageAddress(field, raw string) error {
	if raw == "" {
		return nil
	}
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" {
		return fault.Invalid(field, "is not a web address", "Give a whole address such as https://example.com/path.")
	}
	if u.User != nil {
		return fault.Invalid(field, "has a user name or password in it", "Give an address without credentials.")
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

// MediaAddress refuses addresses that are known to be web pages: HeyGen would
// fail to download from them, minutes later.
func MediaAddress(field, raw string) error {
	if err := WebAddress(field, raw); err != nil || raw == "" {
		return err
	}
	u, err := url.Parse(raw)
	if err != nil {
		return fault.Invalid(field, "is not a web address", "Give an https:// address of the file itself.")
	}
	if ext := strings.ToLower(path.Ext(u.Path)); ext == ".html" || ext == ".htm" || ext == ".php" {
		return fault.Invalid(field, "is a web page ("+ext+"), not a media file", "Give the address of the file itself, or send the file with upload_asset.")
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if name, ok := sharePages[host]; ok && (host != "dropbox.com" || u.Query().Get("dl") != "1") {
		return fault.Invalid(field, "is a "+name+" page, not a media file", "Download the file and send it with upload_asset, then pass its asset id; or give an address that answers with the file itself.")
	}
	return nil
}
