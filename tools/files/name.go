package files

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
	"unicode"
)

// NameFromURL is the file name at the end of an address; "file" where there is none.
func NameFromURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || path.Base(u.Path) == "/" || path.Base(u.Path) == "." {
		return "file"
	}
	return path.Base(u.Path)
}

// Name is a name that every file system takes: the title's letters and
// digits, and the whole id, so that no two jobs share one.
func Name(title, id string) string {
	clean := strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '.' {
			return '_'
		}
		return r
	}, id)
	if name := Letters(title); name != "" {
		return name + "-" + clean
	}
	return "heygen-" + clean
}

// Letters keeps a text's letters and digits, 60 bytes of them, with a dash for
// what was between.
func Letters(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

// Extension follows the link's own file name.
func Extension(link, fallback string) string {
	switch ext := strings.ToLower(filepath.Ext(NameFromURL(link))); ext {
	case ".mp4", ".webm", ".mov", ".mp3", ".wav", ".m4a":
		return ext
	default:
		return fallback
	}
}
