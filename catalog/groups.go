package catalog

import (
	"context"
	"fmt"
	"slices"

	"github.com/sourcegraph/conc/pool"

	"heygen-mcp/heygenapi"
)

// Group is a person, with one look or several.
type Group struct {
	heygenapi.AvatarGroup
	// Private is true for the account's own.
	Private bool
}

// GroupQuery searches groups; empty fields admit everything.
type GroupQuery struct {
	// Text is words of the name; typos are forgiven.
	Text string
	// Gender is male or female.
	Gender string
	// Ownership is public or private.
	Ownership string
	Limit     int
	Cursor    string
}

func (q GroupQuery) String() string {
	return fmt.Sprintf("%q", []string{q.Text, q.Gender, q.Ownership})
}

// FindGroups searches the groups, the account's own first.
func (c *Catalog) FindGroups(ctx context.Context, q GroupQuery) (Result[Group], error) {
	groups, err := c.groups.get(ctx)
	if err != nil {
		return Result[Group]{}, err
	}
	found := groups.find(q.Text, func(g Group) bool {
		return same(q.Gender, g.Gender) && (q.Ownership == "" || (q.Ownership == private) == g.Private)
	})
	return cut(groups.items, found, q, q.Limit, q.Cursor)
}

// Group gives one group as it is now, by a request of its own. An id that is
// none is an [*UnknownError]; where it is a look's, the error says whose.
func (c *Catalog) Group(ctx context.Context, id string) (Group, error) {
	group, err := c.api.GetAvatarGroup(ctx, id)
	if heygenapi.IsNotFound(err) {
		unknown := &UnknownError{Kind: KindGroup, ID: id}
		if look, err := c.api.GetAvatarLook(ctx, id); err == nil && look.GroupID != "" {
			unknown.Reason = "that is the id of the look " + look.Name + ", not of a group"
			unknown.Candidates = []string{look.GroupID}
		}
		return Group{}, unknown
	}
	if err != nil {
		return Group{}, err
	}
	return Group{AvatarGroup: group, Private: group.Status != ""}, nil
}

func hasUnfinishedGroup(l *searchIndex[Group]) bool {
	return slices.ContainsFunc(l.items, func(g Group) bool { return g.Status.Unfinished() })
}

func (c *Catalog) fetchGroups(ctx context.Context) (*searchIndex[Group], error) {
	var own, stock []Group
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError()
	p.Go(func(ctx context.Context) (err error) { own, err = c.drainGroups(ctx, private); return err })
	p.Go(func(ctx context.Context) (err error) { stock, err = c.publicGroups.get(ctx); return err })
	if err := p.Wait(); err != nil {
		return nil, err
	}
	return newSearchIndex(slices.Concat(own, stock), func(g Group) string { return g.ID }, func(g Group) []string { return []string{g.Name} }), nil
}

func (c *Catalog) drainGroups(ctx context.Context, ownership string) ([]Group, error) {
	var groups []Group
	options := heygenapi.ListAvatarGroupsOptions{PageOptions: heygenapi.PageOptions{Limit: 50}, Ownership: ownership}
	for g, err := range c.api.AvatarGroups(ctx, options) {
		if err != nil {
			return nil, err
		}
		groups = append(groups, Group{AvatarGroup: g, Private: ownership == private})
	}
	return groups, nil
}
