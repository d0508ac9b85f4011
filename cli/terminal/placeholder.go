package terminal

import "strings"

// IsUnset tells whether a value counts as not given: it is empty, or what
// desktop hosts hand over for an option that the user left open, the literal
// `${user_config.api_key}` or `${HEYGEN_API_KEY}`.
func IsUnset(value string) bool {
	value = strings.TrimSpace(value)
	return value == "" || (strings.HasPrefix(value, "${") && strings.IndexByte(value, '}') == len(value)-1)
}
