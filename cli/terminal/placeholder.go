package terminal

import (
	"regexp"
	"strings"
)

// placeholder is how desktop hosts hand over an option that the user left
// open: the literal `${user_config.api_key}` or `${HEYGEN_API_KEY}`.
var placeholder = regexp.MustCompile(`^\$\{[^}]*\}$`)

// IsUnset tells whether a value counts as not given.
func IsUnset(value string) bool {
	value = strings.TrimSpace(value)
	return value == "" || placeholder.MatchString(value)
}
