package live

import (
	"context"
	"math"
	"strconv"
	"strings"

	"heygen-mcp/account"
	"heygen-mcp/heygenapi/liveavatar"
	"heygen-mcp/tools/kit"
)

type getLiveSessionArgs struct {
	SessionID string `json:"session_id" jsonschema:"required,minLength=1"`
	Limit     int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=200" jsonschema_description:"Lines. Default 20."`
	Cursor    string `json:"cursor,omitempty"`
}

type liveLine struct {
	Role    string  `json:"role" jsonschema_description:"user or avatar."`
	Text    string  `json:"text"`
	Seconds float64 `json:"seconds" jsonschema_description:"Since the start."`
}

type liveTranscript struct {
	Active     bool       `json:"active"`
	Items      []liveLine `json:"items"`
	NextCursor string     `json:"next_cursor,omitempty"`
	Next       string     `json:"next"`
}

// transcriptLines is how many lines an answer has unless told otherwise.
const transcriptLines = 20

func getLiveAvatarSession(ctx context.Context, c *kit.Call, args getLiveSessionArgs) (liveTranscript, error) {
	from, err := readNumber(args.Cursor)
	if err != nil {
		return liveTranscript{}, err
	}
	acct, err := c.LiveAvatar(ctx)
	if err != nil {
		return liveTranscript{}, err
	}
	said, err := acct.API.Transcript(ctx, args.SessionID, from)
	if err != nil {
		return liveTranscript{}, err
	}
	most := args.Limit
	if most == 0 {
		most = transcriptLines
	}
	lines, next := firstLines(said, most)
	out := liveTranscript{Active: said.Active, Items: make([]liveLine, 0, len(lines))}
	for _, l := range lines {
		out.Items = append(out.Items, liveLine{Role: l.Role, Text: l.Text, Seconds: l.Seconds})
	}
	switch {
	case len(lines) < len(said.Lines):
		out.NextCursor, out.Next = writeNumber(next), "More was said: call again with next_cursor."
	case said.Active:
		out.NextCursor, out.Next = writeNumber(next), "It still runs: call again later with next_cursor for what is said from now on."
	default:
		out.Next = "The session is over, and this is the end of it."
	}
	return out, nil
}

// firstLines takes lines up to a number, and says from when on the others are.
// Lines of one second stay together: the API counts in whole ones.
func firstLines(t liveavatar.Transcript, most int) (lines []liveavatar.Line, next float64) {
	for i, l := range t.Lines {
		if i >= most && math.Floor(l.At) > math.Floor(t.Lines[i-1].At) {
			return t.Lines[:i], l.At
		}
	}
	return t.Lines, t.Next
}

// writeNumber makes a cursor of a time or a page.
func writeNumber(n float64) string { return kit.WriteCursor(strconv.FormatFloat(n, 'f', -1, 64)) }

// readNumber unwraps a cursor that writeNumber made; none is 0.
func readNumber(cursor string) (float64, error) {
	token, err := kit.ReadCursor(cursor)
	if err != nil || token == "" {
		return 0, err
	}
	n, err := strconv.ParseFloat(token, 64)
	if err != nil || !(n > 0) || math.IsInf(n, 0) {
		return 0, kit.BadCursor()
	}
	return n, nil
}

type listLiveArgs struct {
	Kind   string `json:"kind,omitempty" jsonschema:"enum=public,enum=own,enum=voices" jsonschema_description:"public avatars (default), the account's own, or voices."`
	Limit  int    `json:"limit,omitempty" jsonschema:"minimum=1,maximum=100" jsonschema_description:"Default 10."`
	Cursor string `json:"cursor,omitempty"`
}

type liveRow struct {
	ID             string `json:"id" jsonschema_description:"avatar_id or voice_id."`
	Name           string `json:"name"`
	Status         string `json:"status,omitempty"`
	Language       string `json:"language,omitempty"`
	Gender         string `json:"gender,omitempty"`
	DefaultVoiceID string `json:"default_voice_id,omitempty"`
}

type liveRows struct {
	Items      []liveRow `json:"items"`
	NextCursor string    `json:"next_cursor,omitempty"`
	Total      int       `json:"total"`
}

func listLiveAvatars(ctx context.Context, c *kit.Call, args listLiveArgs) (liveRows, error) {
	page, err := readPage(args.Cursor)
	if err != nil {
		return liveRows{}, err
	}
	if page.Size == 0 {
		page.Size = kit.PageSize(args.Limit)
	}
	acct, err := c.LiveAvatar(ctx)
	if err != nil {
		return liveRows{}, err
	}
	out, more, err := liveKind(ctx, acct, args.Kind, page)
	if err != nil {
		return liveRows{}, err
	}
	if more {
		out.NextCursor = writePage(liveavatar.PageOptions{Page: max(1, page.Page) + 1, Size: page.Size})
	}
	return out, nil
}

func liveKind(ctx context.Context, acct *account.LiveAccount, kind string, page liveavatar.PageOptions) (out liveRows, more bool, err error) {
	if kind == "voices" {
		found, err := acct.API.ListVoices(ctx, page)
		out := liveRows{Items: make([]liveRow, 0, len(found.Items)), Total: found.Total}
		for _, v := range found.Items {
			out.Items = append(out.Items, liveRow{ID: v.ID, Name: v.Name, Language: v.Language, Gender: v.Gender})
		}
		return out, found.More, err
	}
	list := acct.API.ListPublicAvatars
	if kind == "own" {
		list = acct.API.ListAvatars
	}
	found, err := list(ctx, page)
	out = liveRows{Items: make([]liveRow, 0, len(found.Items)), Total: found.Total}
	for _, a := range found.Items {
		row := liveRow{ID: a.ID, Name: a.Name, Status: liveStatus(a)}
		if a.DefaultVoice != nil {
			row.DefaultVoiceID = a.DefaultVoice.ID
		}
		out.Items = append(out.Items, row)
	}
	return out, found.More, err
}

// liveStatus tells what keeps an avatar from being used; nothing mostly does.
func liveStatus(a liveavatar.Avatar) string {
	switch {
	case a.Expired:
		return "expired"
	case strings.EqualFold(a.Status, "active"):
		return ""
	default:
		return strings.ToLower(a.Status)
	}
}

// writePage makes a cursor of a page, which is counted in pages of one size.
func writePage(o liveavatar.PageOptions) string {
	return kit.WriteCursor(strconv.Itoa(o.Page) + "x" + strconv.Itoa(o.Size))
}

func readPage(cursor string) (liveavatar.PageOptions, error) {
	token, err := kit.ReadCursor(cursor)
	if err != nil || token == "" {
		return liveavatar.PageOptions{}, err
	}
	page, size, _ := strings.Cut(token, "x")
	var o liveavatar.PageOptions
	if o.Page, err = strconv.Atoi(page); err == nil {
		o.Size, err = strconv.Atoi(size)
	}
	if err != nil || o.Page < 1 || o.Size < 1 || o.Size > 100 {
		return liveavatar.PageOptions{}, kit.BadCursor()
	}
	return o, nil
}

type liveCredits struct {
	CreditsLeft float64 `json:"credits_left"`
	MinutesFull float64 `json:"minutes_full"`
	MinutesLite float64 `json:"minutes_lite"`
}

func getLiveAvatarCredits(ctx context.Context, c *kit.Call, _ kit.NoArgs) (liveCredits, error) {
	acct, err := c.LiveAvatar(ctx)
	if err != nil {
		return liveCredits{}, err
	}
	left, err := acct.API.Credits(ctx)
	if err != nil {
		return liveCredits{}, err
	}
	return liveCredits{CreditsLeft: left, MinutesFull: left / 2, MinutesLite: left}, nil
}
