package renders

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/kit"
)

func itemTools() []kit.Tool {
	return []kit.Tool{
		kit.Define(kit.Tool{
			Name: "get_batch", Title: "Get batch", Toolset: "videos",
			Description: "How a batch stands: counts by state, failures with their reasons, when it is likely done, and a page of its items with ids and links.",
			Hints:       kit.Hints{ReadOnly: true},
		}, getBatch),
		kit.Define(kit.Tool{
			Name: "cancel_batch", Title: "Cancel batch", Toolset: "videos",
			Description: "Give up the items of a batch that are not sent yet. What HeyGen has taken goes on, and is paid for.",
			Hints:       kit.Hints{Destructive: true, Idempotent: true},
		}, cancelBatch),
		kit.Define(kit.Tool{
			Name: "delete_item", Title: "Delete item", Toolset: "videos",
			Description: "Delete a video, translation, lipsync, clipping job or background removal for good, files included. Ask the user first. What still runs is given up.",
			Hints:       kit.Hints{Destructive: true, Idempotent: true},
		}, deleteItem),
		kit.Define(kit.Tool{
			Name: "rename_item", Title: "Rename item", Toolset: "videos",
			Description: "Give a translation or lipsync another title. HeyGen cannot rename videos: set title when creating them.",
			Hints:       kit.Hints{Destructive: true, Idempotent: true},
		}, renameItem),
	}
}

// item is something in the account as far as deleting and renaming need it.
type item struct {
	kind   itemKind
	title  string
	status heygenapi.Status
}

// itemKind is what can be done with the items of one kind. rename is nil where
// HeyGen has no call for it.
type itemKind struct {
	name   string
	find   func(ctx context.Context, id string) (title string, status heygenapi.Status, err error)
	remove func(ctx context.Context, id string) error
	rename func(ctx context.Context, id, title string) error
	// running says what becomes of one that is deleted while it is at work.
	running string
}

const uncharged = "It had not finished; HeyGen bills what completes, and does not say whether deleting stops the work. See get_current_user if in doubt."

func itemKinds(api *heygenapi.Client) []itemKind {
	return []itemKind{
		{
			name: "video", remove: api.DeleteVideo, running: uncharged,
			find: func(ctx context.Context, id string) (string, heygenapi.Status, error) {
				v, err := api.GetVideo(ctx, id)
				return v.Title, v.Status, err
			},
		},
		{
			name: "translation", remove: api.DeleteTranslation, running: uncharged,
			find: func(ctx context.Context, id string) (string, heygenapi.Status, error) {
				t, err := api.GetTranslation(ctx, id)
				return t.Title, t.Status, err
			},
			rename: func(ctx context.Context, id, title string) error {
				_, err := api.RenameTranslation(ctx, id, title)
				return err
			},
		},
		{
			name: "lipsync", remove: api.DeleteLipsync, running: uncharged,
			find: func(ctx context.Context, id string) (string, heygenapi.Status, error) {
				l, err := api.GetLipsync(ctx, id)
				return l.Title, l.Status, err
			},
			rename: func(ctx context.Context, id, title string) error {
				_, err := api.RenameLipsync(ctx, id, title)
				return err
			},
		},
		{
			name: "clip", remove: api.DeleteClipping, running: "It was at work: HeyGen cancels such a job and may keep it listed as cancelled. Delete it again to be rid of it.",
			find: func(ctx context.Context, id string) (string, heygenapi.Status, error) {
				c, err := api.GetClipping(ctx, id)
				return c.Title, c.Status, err
			},
		},
		{
			name: "background_removal", remove: api.DeleteBackgroundRemoval, running: uncharged,
			find: func(ctx context.Context, id string) (string, heygenapi.Status, error) {
				b, err := api.GetBackgroundRemoval(ctx, id)
				if err == nil && b.Status == heygenapi.StatusDeleted {
					// HeyGen goes on telling of a deleted job.
					err = &fault.Error{Code: "resource_not_found", Field: "id", Message: "id is of a background removal that was deleted before", Hint: "There is nothing left to do."}
				}
				return "", b.Status, err
			},
		},
	}
}

// findItem reads the item, under every kind where none is named. Nothing is
// ever changed to find out what it is.
func findItem(ctx context.Context, acct *account.Account, id, kind string) (item, error) {
	var kinds []itemKind
	for _, k := range itemKinds(acct.API) {
		if kind == "" || kind == k.name {
			kinds = append(kinds, k)
		}
	}
	found, err := fault.PlanAll(kinds, func(k itemKind) (*item, error) {
		title, status, err := k.find(ctx, id)
		if heygenapi.IsNotFound(err) || (kind == "" && badID(err)) {
			return nil, nil //nolint:nilnil // it is none of this kind, which is no failure
		}
		return &item{kind: k, title: title, status: status}, err
	}, func(_ *fault.List, _ int, err error) error { return err })
	if err != nil {
		return item{}, err
	}
	var hits []item
	var names []string
	for _, f := range found {
		if f != nil {
			hits, names = append(hits, *f), append(names, f.kind.name)
		}
	}
	switch {
	case len(hits) == 1:
		return hits[0], nil
	case len(hits) > 1:
		return item{}, fault.Invalid("kind", "is missing, and the id is one of several kinds: "+strings.Join(names, ", "), "Say which is meant. Nothing was changed.")
	case kind != "":
		return item{}, fault.Invalid("id", fmt.Sprintf("is %q, and there is no such %s", fault.Cut(id), strings.ReplaceAll(kind, "_", " ")), "Leave kind out to look among all kinds, or find the id with the list tool of its kind.")
	default:
		return item{}, fault.Invalid("id", fmt.Sprintf("is %q, and there is no such item", fault.Cut(id)), "Find the id with list_videos or the list tool of its kind. Avatars, voices and assets have delete tools of their own.")
	}
}

// badID is true where HeyGen refuses an id by its form, as it may where the id is
// one of another kind.
func badID(err error) bool {
	api, ok := errors.AsType[*heygenapi.Error](err)
	return ok && api.StatusCode == http.StatusBadRequest
}

type deleteItemArgs struct {
	ID   string `json:"id" jsonschema:"required,minLength=1,maxLength=200"`
	Kind string `json:"kind,omitempty" jsonschema:"enum=video,enum=translation,enum=lipsync,enum=clip,enum=background_removal" jsonschema_description:"Found out when left out."`
}

func (a deleteItemArgs) Check() error { return check.ID("id", a.ID, "a create or list tool") }

type deletedItem struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Title   string `json:"title,omitempty"`
	Was     string `json:"was" jsonschema_description:"Its status before."`
	Deleted bool   `json:"deleted"`
	Note    string `json:"note,omitempty"`
}

func deleteItem(ctx context.Context, c *kit.Call, args deleteItemArgs) (deletedItem, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return deletedItem{}, err
	}
	it, err := findItem(ctx, acct, args.ID, args.Kind)
	if err != nil {
		return deletedItem{}, err
	}
	// It was there a moment ago: gone now means that an attempt whose answer was
	// lost has deleted it.
	if err := it.kind.remove(ctx, args.ID); err != nil && !heygenapi.IsNotFound(err) {
		return deletedItem{}, err
	}
	out := deletedItem{ID: args.ID, Kind: it.kind.name, Title: it.title, Was: string(it.status), Deleted: true}
	if !it.status.Final() {
		out.Note = it.kind.running
	}
	return out, nil
}

type renameItemArgs struct {
	ID    string `json:"id" jsonschema:"required,minLength=1,maxLength=200"`
	Title string `json:"title" jsonschema:"required,minLength=1,maxLength=1000"`
	Kind  string `json:"kind,omitempty" jsonschema:"enum=translation,enum=lipsync"`
}

func (a renameItemArgs) Check() error {
	return check.First(check.ID("id", a.ID, "a create or list tool"), check.NotBlank("title", a.Title))
}

type renamedItem struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Title    string `json:"title"`
	OldTitle string `json:"old_title,omitempty"`
}

func renameItem(ctx context.Context, c *kit.Call, args renameItemArgs) (renamedItem, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return renamedItem{}, err
	}
	it, err := findItem(ctx, acct, args.ID, args.Kind)
	if err != nil {
		return renamedItem{}, err
	}
	if it.kind.rename == nil {
		return renamedItem{}, fault.Invalid("id", "is of a "+strings.ReplaceAll(it.kind.name, "_", " ")+", which HeyGen has no way to rename", "Only translations and lipsyncs can be. The user can rename it at app.heygen.com; the next one gets its title when it is created.")
	}
	if err := it.kind.rename(ctx, args.ID, args.Title); err != nil {
		return renamedItem{}, err
	}
	return renamedItem{ID: args.ID, Kind: it.kind.name, Title: args.Title, OldTitle: it.title}, nil
}
