package resources

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"heygen-mcp/catalog"
	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/clienterror"
)

// linesPerPage keeps a page below about 4,000 tokens.
const linesPerPage = 60

// lists are the catalogs: the address alone is the first page, and each page
// says where the next one is.
func lists() []resource {
	catalogs := []resource{
		{name: "avatars", title: "Avatars", description: "Looks, one a line, varied by person: id, name, type, engines, orientation.", query: []string{"cursor", "query", "ownership"}, read: readAvatars},
		{name: "voices", title: "Voices", description: "Voices, one a line: id, name, language, gender, type.", query: []string{"cursor", "query", "ownership", "language"}, read: readVoices},
		{name: "styles", title: "Video Agent styles", description: "Styles of create_video_agent, one a line: id, name, aspect ratio, tags.", query: []string{"cursor", "query"}, read: readStyles},
		{name: "glossaries", title: "Brand glossaries", description: "Word lists that translations keep to, one a line: id, name, when it was changed.", query: []string{"cursor"}, read: readGlossaries},
		{name: "templates", title: "Templates", description: "The account's templates, one a line: id, name, aspect ratio.", query: []string{"cursor", "query"}, read: readTemplates},
	}
	var out []resource
	for _, c := range catalogs {
		c.uri, c.mime = "heygen://"+c.name, asText
		out = append(out, c)
		c.uri += "{?" + strings.Join(c.query, ",") + "}"
		c.name += "-page"
		c.title += ", searched or paged"
		if slices.Contains(c.query, "language") {
			c.complete = map[string]catalog.Kind{"language": catalog.KindLanguage}
		}
		out = append(out, c)
	}
	return out
}

// listPage writes a page: what the columns are, the lines, and where it goes on.
func listPage[T any](r request, name, columns string, found catalog.Result[T], err error, line func(T) []string) (string, error) {
	if err != nil {
		return "", explain(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %d %s; columns: %s\n", found.Total, name, columns)
	for _, item := range found.Items {
		cells := line(item)
		for i, cell := range cells {
			// The separator never occurs in a cell.
			cells[i] = strings.ReplaceAll(cell, "|", "/")
		}
		b.WriteString(strings.Join(cells, " | ") + "\n")
	}
	if found.NextCursor != "" {
		// The template fixes the variables' order.
		query := []string{"cursor=" + url.QueryEscape(found.NextCursor)}
		for _, key := range []string{"query", "ownership", "language"} {
			if v := r.vars[key]; v != "" {
				query = append(query, key+"="+strings.ReplaceAll(url.QueryEscape(v), "+", "%20"))
			}
		}
		fmt.Fprintf(&b, "# next page: heygen://%s?%s\n", name, strings.Join(query, "&"))
	}
	return b.String(), nil
}

// explain says what a client can mend; the rest stays as it is.
func explain(err error) error {
	if unknown, ok := errors.AsType[*catalog.UnknownError](err); ok {
		return clienterror.New("%s", unknown.Error())
	}
	if language, ok := errors.AsType[*catalog.LanguageError](err); ok {
		return clienterror.New("%q is no language that HeyGen knows; nearest are: %s", language.Input, strings.Join(language.Candidates, ", "))
	}
	if cursor, ok := errors.AsType[*catalog.CursorError](err); ok {
		return clienterror.New("%s; read the list without a cursor first", cursor.Error())
	}
	return err
}

func readAvatars(ctx context.Context, r request) (string, error) {
	if o := r.vars["ownership"]; o != "" && o != "public" && o != "private" {
		return "", clienterror.New("ownership is %q; use public or private", o)
	}
	found, err := r.acct.Catalog.FindLooks(ctx, catalog.LookQuery{Text: r.vars["query"], Ownership: r.vars["ownership"], Limit: linesPerPage, Cursor: r.vars["cursor"]})
	return listPage(r, "avatars", "avatar_id | name | type | engines | orientation", found, err, func(l catalog.Look) []string {
		return []string{l.ID, l.Name, l.AvatarType, strings.Join(l.SupportedAPIEngines, ","), l.PreferredOrientation}
	})
}

func readVoices(ctx context.Context, r request) (string, error) {
	found, err := r.acct.Catalog.FindVoices(ctx, catalog.VoiceQuery{
		Text: r.vars["query"], Language: r.vars["language"], Type: r.vars["ownership"], Limit: linesPerPage, Cursor: r.vars["cursor"],
	})
	return listPage(r, "voices", "voice_id | name | language | gender | type", found, err, func(v catalog.Voice) []string {
		return []string{v.ID, v.Name, v.Language, v.Gender, v.Type}
	})
}

// readGlossaries pages as HeyGen does: they are few, and change without us.
func readGlossaries(ctx context.Context, r request) (string, error) {
	page, err := r.acct.API.ListBrandGlossaries(ctx, heygenapi.PageOptions{Limit: linesPerPage, Token: r.vars["cursor"]})
	if err != nil {
		if r.vars["cursor"] != "" && heygenapi.IsInvalidParameter(err) {
			return "", clienterror.New("the cursor is not one that this list gave; read the list without a cursor first")
		}
		return "", err
	}
	found := catalog.Result[heygenapi.BrandGlossary]{Items: page.Items, NextCursor: page.NextToken, Total: len(page.Items)}
	return listPage(r, "glossaries", "brand_glossary_id | name | updated_at", found, nil, func(g heygenapi.BrandGlossary) []string {
		return []string{g.ID, g.Name, g.UpdatedAt}
	})
}
