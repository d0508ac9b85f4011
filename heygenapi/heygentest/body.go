package heygentest

import (
	"encoding/base64"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// body reads a request's JSON and keeps the first thing that is wrong with it.
type body struct {
	fields map[string]any
	path   string
	first  **failure
}

func (r *request) read() (*body, *failureBox) {
	box := &failureBox{}
	return &body{fields: r.body.fields, first: &box.first}, box
}

// failureBox tells what was wrong once everything has been read.
type failureBox struct{ first *failure }

func (f *failureBox) err() error {
	if f.first == nil {
		return nil
	}
	return f.first
}

func (b *body) name(field string) string {
	if b.path == "" {
		return field
	}
	return b.path + "." + field
}

func (b *body) fail(field, format string, args ...any) {
	if *b.first == nil {
		*b.first = invalid(b.name(field), format, args...)
	}
}

func (b *body) has(field string) bool { return b.fields[field] != nil }

// text reads a string of at most so many characters.
func (b *body) text(field string, most int) string {
	v, ok := b.fields[field]
	if !ok || v == nil {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		b.fail(field, "must be a string")
		return ""
	}
	if n := utf8.RuneCountInString(s); n > most {
		b.fail(field, "has %d characters; at most %d are allowed", n, most)
	}
	return s
}

func (b *body) required(field string, most int) string {
	s := b.text(field, most)
	if strings.TrimSpace(s) == "" {
		b.fail(field, "is required")
	}
	return s
}

func (b *body) enum(field string, values ...string) string {
	s := b.text(field, 200)
	if s != "" && !slices.Contains(values, s) {
		b.fail(field, "must be one of %s", strings.Join(values, ", "))
	}
	return s
}

// number reads a number, or gives the fallback.
func (b *body) number(field string, least, most, fallback float64) float64 {
	v, ok := b.fields[field]
	if !ok || v == nil {
		return fallback
	}
	n, ok := v.(float64)
	if !ok || math.IsNaN(n) {
		b.fail(field, "must be a number")
		return fallback
	}
	if n < least || n > most {
		b.fail(field, "must be between %v and %v", least, most)
	}
	return n
}

func (b *body) integer(field string, least, most, fallback int) int {
	n := b.number(field, float64(least), float64(most), float64(fallback))
	if n != math.Trunc(n) {
		b.fail(field, "must be an integer")
	}
	return int(n)
}

func (b *body) boolean(field string) bool {
	v, ok := b.fields[field]
	if !ok || v == nil {
		return false
	}
	flag, ok := v.(bool)
	if !ok {
		b.fail(field, "must be a boolean")
	}
	return flag
}

// object reads a nested object; nil where there is none.
func (b *body) object(field string) *body {
	v, ok := b.fields[field]
	if !ok || v == nil {
		return nil
	}
	fields, ok := v.(map[string]any)
	if !ok {
		b.fail(field, "must be an object")
		return nil
	}
	return &body{fields: fields, path: b.name(field), first: b.first}
}

// list reads an array of objects.
func (b *body) list(field string, least, most int) []*body {
	values := b.array(field, least, most)
	var out []*body
	for i, v := range values {
		at := field + "." + strconv.Itoa(i)
		fields, ok := v.(map[string]any)
		if !ok {
			b.fail(at, "must be an object")
			continue
		}
		out = append(out, &body{fields: fields, path: b.name(at), first: b.first})
	}
	return out
}

// texts reads an array of strings.
func (b *body) texts(field string, least, most int) []string {
	var out []string
	for i, v := range b.array(field, least, most) {
		s, ok := v.(string)
		if !ok || s == "" {
			b.fail(field+"."+strconv.Itoa(i), "must be a string")
			continue
		}
		out = append(out, s)
	}
	return out
}

func (b *body) array(field string, least, most int) []any {
	v, ok := b.fields[field]
	if !ok || v == nil {
		if least > 0 {
			b.fail(field, "is required")
		}
		return nil
	}
	values, ok := v.([]any)
	if !ok {
		b.fail(field, "must be an array")
		return nil
	}
	if len(values) < least || len(values) > most {
		b.fail(field, "must have between %d and %d items", least, most)
	}
	return values
}

// link reads an address that HeyGen could fetch.
func (b *body) link(field string) string {
	raw := b.text(field, 4096)
	if raw == "" {
		return ""
	}
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		b.fail(field, "must be a web address")
	}
	return raw
}

// pageHosts answer with web pages about files.
var pageHosts = []string{"youtube.com", "youtu.be", "vimeo.com", "drive.google.com", "docs.google.com", "loom.com", "tiktok.com", "instagram.com", "onedrive.live.com", "1drv.ms"}

// source reads a file: by address, asset, or in base64 where that is allowed.
func (b *body) source(s *Server, field string, required, inline bool) (link, assetID string) {
	o := b.object(field)
	if o == nil {
		if required {
			b.fail(field, "is required")
		}
		return "", ""
	}
	return o.file(s, inline)
}

// files reads a list of such files.
func (b *body) files(s *Server, field string, most int) {
	for _, o := range b.list(field, 0, most) {
		o.file(s, true)
	}
}

// file reads the object that says where a file is.
func (b *body) file(s *Server, inline bool) (link, assetID string) {
	switch kind := b.required("type", 20); {
	case kind == "url":
		link = b.link("url")
		if link == "" {
			b.fail("url", "is required")
		}
		b.downloadable("url", link)
	case kind == "asset_id":
		assetID = b.required("asset_id", 200)
		b.knownAsset(s, "asset_id", assetID)
	case kind == "base64" && inline:
		if strings.HasPrefix(b.required("media_type", 100), "text/html") {
			b.fail("media_type", "web pages are not accepted")
		}
		if _, err := base64.StdEncoding.DecodeString(b.required("data", mostBody)); err != nil {
			b.fail("data", "is not base64")
		}
	default:
		b.fail("type", "must be url, asset_id%s", map[bool]string{true: " or base64"}[inline])
	}
	return link, assetID
}

// downloadable refuses, as a failed download, what is known to be a web page.
func (b *body) downloadable(field, link string) {
	u, err := url.Parse(link)
	if err != nil || *b.first != nil {
		return
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	if slices.Contains(pageHosts, host) || strings.HasSuffix(u.Path, ".html") || strings.HasSuffix(u.Path, ".htm") {
		*b.first = fail(400, "download_failed", b.name(field), "the address does not answer with a media file")
	}
}

func (b *body) knownAsset(s *Server, field, id string) {
	if id == "" || *b.first != nil {
		return
	}
	switch a, ok := s.assets.get(id); {
	case !ok:
		*b.first = fail(404, "asset_not_found", b.name(field), "asset %s does not exist", id)
	case a.status != "completed":
		*b.first = fail(409, "resource_not_ready", b.name(field), "the upload of asset %s is not completed", id)
	}
}

// pageOf reads limit and token, and takes that page.
func pageOf[T any](r *request, all []T, usual, most int) ([]T, paged, error) {
	q := r.URL.Query()
	limit := usual
	if raw := q.Get("limit"); raw != "" {
		n, err := strconv.Atoi(raw)
		if err != nil || n < 1 || n > most {
			return nil, paged{}, invalid("limit", "must be between 1 and %d", most)
		}
		limit = n
	}
	start := 0
	if token := q.Get("token"); token != "" {
		raw, err := base64.RawURLEncoding.DecodeString(token)
		n, err2 := strconv.Atoi(strings.TrimPrefix(string(raw), "page:"))
		if err != nil || err2 != nil || n < 0 {
			return nil, paged{}, invalid("token", "is not a token that a list gave")
		}
		start = min(n, len(all))
	}
	end := min(start+limit, len(all))
	p := paged{more: end < len(all)}
	if p.more {
		p.token = base64.RawURLEncoding.EncodeToString([]byte("page:" + strconv.Itoa(end)))
	}
	return all[start:end], p, nil
}

// mapped makes a list of JSON from a list of things.
func mapped[T any](items []T, f func(T) object) []object {
	out := make([]object, 0, len(items))
	for _, item := range items {
		out = append(out, f(item))
	}
	return out
}

// orNull is null for what is empty.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
