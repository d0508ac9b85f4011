package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sourcegraph/conc/pool"

	"heygen-mcp/heygenapi"
)

// Look is a look with what its own entry does not tell.
type Look struct {
	heygenapi.AvatarLook
	// GroupName is the person's name.
	GroupName string
	// Private is true for the account's own looks.
	Private bool
}

// LookQuery searches looks; empty fields admit everything.
type LookQuery struct {
	// Text is words of the name, the person, the tags; typos are forgiven.
	Text string
	// Gender is male or female.
	Gender string
	// Type is studio_avatar, digital_twin or photo_avatar.
	Type string
	// Engine is one that the look must support.
	Engine string
	// Orientation is portrait, landscape or square.
	Orientation string
	// Ownership is public or private.
	Ownership string
	// GroupID keeps one person's looks.
	GroupID string
	Limit   int
	Cursor  string
}

func (q LookQuery) String() string {
	return fmt.Sprintf("%q", []string{q.Text, q.Gender, q.Type, q.Engine, q.Orientation, q.Ownership, q.GroupID})
}

func (q LookQuery) admits(l Look) bool {
	return same(q.Gender, l.Gender) && same(q.Type, l.AvatarType) && same(q.Orientation, l.PreferredOrientation) && same(q.GroupID, l.GroupID) &&
		(q.Engine == "" || slices.Contains(l.SupportedAPIEngines, q.Engine)) &&
		(q.Ownership == "" || (q.Ownership == private) == l.Private)
}

func same(wanted, has string) bool { return wanted == "" || strings.EqualFold(wanted, has) }

// FindLooks searches the looks. Unless one group is asked for, the looks of one
// person do not crowd out the others: each person comes once before anyone
// comes twice.
func (c *Catalog) FindLooks(ctx context.Context, q LookQuery) (Result[Look], error) {
	looks, err := c.looks.get(ctx)
	if err != nil {
		return Result[Look]{}, err
	}
	found := looks.find(q.Text, q.admits)
	if q.GroupID == "" {
		found = varied(looks.items, found)
	} else if len(found) == 0 && !slices.ContainsFunc(looks.items, func(l Look) bool { return l.GroupID == q.GroupID }) {
		return Result[Look]{}, &UnknownError{Kind: KindGroup, ID: q.GroupID}
	}
	return cut(looks.items, found, q, q.Limit, q.Cursor)
}

// varied deals the looks out by person, keeping the order within each.
func varied(looks []Look, found []int) []int {
	round := map[string]int{}
	rounds := make([][]int, 0, 8)
	for _, i := range found {
		person := looks[i].GroupID
		if person == "" {
			person = looks[i].ID
		}
		n := round[person]
		round[person]++
		if n == len(rounds) {
			rounds = append(rounds, nil)
		}
		rounds[n] = append(rounds[n], i)
	}
	return slices.Concat(rounds...)
}

// Looks gives all looks, the account's own first.
func (c *Catalog) Looks(ctx context.Context) ([]Look, error) {
	looks, err := c.looks.get(ctx)
	if err != nil {
		return nil, err
	}
	return looks.items, nil
}

// Look gives one look, from the list if that is there already, else by a
// request of its own, as for one that is still being made. An id that is none
// is an [*UnknownError].
func (c *Catalog) Look(ctx context.Context, id string) (Look, error) {
	known := Look{}
	if looks, ok := c.looks.fresh(); ok {
		if known, ok = looks.get(id); ok && !known.Status.Unfinished() {
			return known, nil
		}
	}
	look, err := c.api.GetAvatarLook(ctx, id)
	if heygenapi.IsNotFound(err) {
		return Look{}, c.explainLook(ctx, id)
	}
	if err != nil {
		return Look{}, err
	}
	if known.ID != "" {
		known.AvatarLook = look
		return known, nil
	}
	return Look{AvatarLook: look, GroupName: look.Name, Private: look.Status != ""}, nil
}

func hasUnfinishedLook(l *searchIndex[Look]) bool {
	return slices.ContainsFunc(l.items, func(l Look) bool { return l.Status.Unfinished() })
}

// explainLook tells a group's id from one that is nothing: mixing them up is the
// commonest mistake.
func (c *Catalog) explainLook(ctx context.Context, id string) error {
	unknown := &UnknownError{Kind: KindAvatar, ID: id}
	looks, err := c.looks.get(ctx)
	if err != nil {
		return unknown
	}
	for _, l := range looks.items {
		if l.GroupID == id && len(unknown.Candidates) < 5 {
			unknown.Reason = "that is the id of the person " + l.GroupName + ", who has several looks"
			unknown.Candidates = append(unknown.Candidates, l.ID)
		}
	}
	return unknown
}

func (c *Catalog) fetchLooks(ctx context.Context) (*searchIndex[Look], error) {
	var groups *searchIndex[Group]
	var own, stock []Look
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError()
	p.Go(func(ctx context.Context) (err error) { groups, err = c.groups.get(ctx); return err })
	p.Go(func(ctx context.Context) (err error) { own, err = c.drainLooks(ctx, private); return err })
	p.Go(func(ctx context.Context) (err error) { stock, err = c.publicLooks.get(ctx); return err })
	if err := p.Wait(); err != nil {
		return nil, err
	}
	all := slices.Concat(own, stock)
	for i := range all {
		group, _ := groups.get(all[i].GroupID)
		all[i].GroupName = group.Name
	}
	return newSearchIndex(all, func(l Look) string { return l.ID }, func(l Look) []string {
		return append([]string{l.Name, l.GroupName, l.AvatarType}, l.Tags...)
	}), nil
}

func (c *Catalog) drainLooks(ctx context.Context, ownership string) ([]Look, error) {
	var looks []Look
	options := heygenapi.ListAvatarLooksOptions{PageOptions: heygenapi.PageOptions{Limit: 50}, Ownership: ownership}
	for look, err := range c.api.AvatarLooks(ctx, options) {
		if err != nil {
			return nil, err
		}
		looks = append(looks, Look{AvatarLook: look, Private: ownership == private})
	}
	return looks, nil
}
