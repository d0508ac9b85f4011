package tools

import (
	"errors"
	"fmt"
	"strings"

	"heygen-mcp/heygenapi"
	"heygen-mcp/jobs"
)

// checkID refuses what cannot be an id of HeyGen's, before it becomes part of
// an address or lead to another one. The list tool is the one that shows such ids.
func checkID(field, id, listTool string) error {
	if len(id) <= longestID && idForm.MatchString(id) && strings.Trim(id, ".") != "" {
		return nil
	}
	return invalid(field, fmt.Sprintf("is %q, which is no id", cut(id)), "Pass it as "+listTool+" shows it.")
}

// optionalID is checkID for an argument that may be left out.
func optionalID(field, id string) error {
	if id == "" {
		return nil
	}
	return checkID(field, id, "the list tool of its kind")
}

// assetIDs refuses what cannot be ids of uploads.
func assetIDs(field string, ids []string) error {
	for _, id := range ids {
		if err := checkID(field, id, "upload_asset or list_assets"); err != nil {
			return err
		}
	}
	return nil
}

// noSuch makes HeyGen's "not found" the failure of the argument that named it.
func noSuch(err error, field, id, what, listTool string) error {
	if !heygenapi.IsNotFound(err) {
		return err
	}
	refusal := invalid(field, fmt.Sprintf("is %q, and there is no such %s", cut(id), what), "See "+listTool+".")
	refusal.cause = err
	return refusal
}

// lookFirst says, of a request whose answer was lost, where its result would
// be.
func lookFirst(err error, where string) error {
	if _, kept := errors.AsType[*jobs.UncertainError](err); kept || !heygenapi.Uncertain(err) {
		// What is in the ledger is looked for by the server.
		return err
	}
	lost := *AsError(err)
	lost.Hint = "Do not send it again yet. Look for the result first, with " + where + "; only when it is not there, call again."
	return &lost
}
