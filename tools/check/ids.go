package check

import (
	"fmt"
	"strings"

	"heygen-mcp/internal/lazyregexp"
	"heygen-mcp/tools/fault"
)

// ID refuses what cannot be an id of HeyGen's, before it becomes part of
// an address or lead to another one. The list tool is the one that shows such ids.
func ID(field, id, listTool string) error {
	if len(id) <= longestID && idForm().MatchString(id) && strings.Trim(id, ".") != "" {
		return nil
	}
	return fault.Invalid(field, fmt.Sprintf("is %q, which is no id", fault.Cut(id)), "Pass it as "+listTool+" shows it.")
}

// OptionalID is [ID] for an argument that may be left out.
func OptionalID(field, id string) error {
	if id == "" {
		return nil
	}
	return ID(field, id, "the list tool of its kind")
}

// AssetIDs refuses what cannot be ids of uploads.
func AssetIDs(field string, ids []string) error {
	for _, id := range ids {
		if err := ID(field, id, "upload_asset or list_assets"); err != nil {
			return err
		}
	}
	return nil
}

// idForm is what every id of HeyGen's looks like. A comma would make two ids
// of one in a bulk request.
var idForm = lazyregexp.New(`^[A-Za-z0-9_.:~-]+$`)

const longestID = 200

// IDs refuses what cannot be ids of jobs.
func IDs(ids []string) error {
	for _, id := range ids {
		if len(id) > longestID || !idForm().MatchString(id) {
			return fault.Invalid("ids", fmt.Sprintf("has %q, which is no id", fault.Cut(id)), "Pass each id as a create tool or list_videos gave it, one an item.")
		}
	}
	return nil
}
