package migration

import (
	"fmt"
	"math"
	"strings"

	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/lazyregexp"
)

var colorForm = lazyregexp.New(`^#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})$`)

// readColor writes a colour as #rrggbb; "" where it is none.
func readColor(text string) string {
	match := colorForm().FindStringSubmatch(strings.TrimSpace(text))
	if match == nil {
		return ""
	}
	digits := match[1]
	if len(digits) == 3 {
		digits = strings.Join([]string{digits[:1], digits[:1], digits[1:2], digits[1:2], digits[2:], digits[2:]}, "")
	}
	return "#" + digits
}

// readBackground reads the background behind a speaker. Only a video of its own
// can have a picture there; a scene has a plain colour.
func readBackground(o object, name string, p place) *heygenapi.Background {
	if !o.has(name) {
		return nil
	}
	if text, ok := o.fields[name].(string); ok {
		return o.plainBackground(name, text, p)
	}
	back, ok := o.child(name)
	if !ok {
		return nil
	}
	url, asset := back.first("url", "image_url"), back.first("image_asset_id", "asset_id")
	switch kind := strings.ToLower(back.peek("type")); {
	case kind == "video" || back.has("video_asset_id"):
		o.drop(name, "v3 has no moving background behind a speaker", "Use a still image; or render with transparent_background and lay it over the footage; or show the footage in a scene of its own.")
	case kind == "color" || (kind == "" && back.has("value")):
		return back.colorBackground(p)
	case kind != "" && kind != "image":
		o.d.fail(back.at("type"), show(kind), "is no kind of background that the old API had", "Use color, image or video")
	case back.has(url) && back.has(asset):
		o.d.fail(back.at(asset), show(back.fields[asset]), "is given beside "+url+", and there is one background", "Keep one of the two")
	case !p.alone:
		o.drop(name, "a scene's background is a plain colour in v3", "Give this scene a colour, or render it as a video of its own with background_url or background_asset_id.")
	case back.has(url):
		back.same("type", "image")
		if link := back.link(url, p.to("background.url")); link != "" {
			return &heygenapi.Background{Type: "image", URL: link}
		}
	case back.has(asset):
		back.same("type", "image")
		if id := back.text(asset, p.to("background.asset_id")); id != "" {
			return &heygenapi.Background{Type: "image", AssetID: id}
		}
	}
	return nil
}

func (o object) colorBackground(p place) *heygenapi.Background {
	color := readColor(o.peek("value"))
	if color == "" {
		o.drop("value", "is not a colour such as #1a2b3c", "Give it in that form.")
		return nil
	}
	o.same("type", "color")
	o.d.keep(o.at("value"), p.backgroundColor(), "")
	return &heygenapi.Background{Type: "color", Value: color}
}

// plainBackground is the background of v1: a colour or the address of a picture.
func (o object) plainBackground(name, text string, p place) *heygenapi.Background {
	color := readColor(text)
	switch {
	case color != "":
		o.d.keep(o.at(name), p.backgroundColor(), "")
		return &heygenapi.Background{Type: "color", Value: color}
	case isWeb(text) && p.alone:
		if link := o.text(name, p.to("background.url")); link != "" {
			return &heygenapi.Background{Type: "image", URL: link}
		}
	case isWeb(text):
		o.drop(name, "a scene's background is a plain colour in v3", "Give a colour, or render each scene as a video of its own with background_url.")
	default:
		o.drop(name, "is neither a colour nor a web address", "Give a colour such as #1a2b3c, or an https address of a picture.")
	}
	return nil
}

func (p place) backgroundColor() string {
	if p.alone {
		return p.to("background.value")
	}
	return p.to("background.color")
}

// format is a picture's shape and size in v3.
type format struct{ aspect, resolution string }

// ratios are the shapes that v3 renders, width by height.
var ratios = []struct {
	name  string
	ratio float64
}{{"16:9", 16. / 9}, {"9:16", 9. / 16}, {"4:5", 4. / 5}, {"5:4", 5. / 4}, {"1:1", 1}}

// readFormat reads the picture's size under any of the names that it had.
func readFormat(o object) format {
	var out format
	values := map[string]string{"4k": "4k", "1080p": "1080p", "720p": "720p"}
	shapes := map[string]string{"auto": "auto", "landscape": "16:9", "portrait": "9:16", "square": "1:1"}
	for _, r := range ratios {
		shapes[r.name] = r.name
	}
	size, given := o.child("dimension")
	for _, name := range []string{"aspect_ratio", "ratio", "video_orientation"} {
		if given || out.aspect != "" {
			o.drop(name, "is told by another field", "Keep one of them.")
			continue
		}
		out.aspect = o.mapped(name, "aspect_ratio", shapes)
	}
	if !given {
		out.resolution = o.mapped("resolution", "resolution", values)
		return out
	}
	o.drop("resolution", "is told by dimension", "Keep one of them.")
	return size.fit()
}

// fit finds the shape and size nearest to so many pixels.
func (o object) fit() format {
	var pixels [2]float64
	for i, name := range []string{"width", "height"} {
		n, ok := o.measure(name)
		if !ok {
			o.d.fail(o.at(name), "", "is missing or no number", "Give width and height in pixels, or leave dimension out")
			return format{}
		}
		if n < 1 || n > 1e5 {
			o.d.fail(o.at(name), show(o.fields[name]), "is no size of a picture", "Give pixels, such as 1920 by 1080")
			return format{}
		}
		pixels[i] = n
	}
	width, height := pixels[0], pixels[1]
	best, off := ratios[0], math.Inf(1)
	for _, r := range ratios {
		if d := math.Abs(math.Log(width / height / r.ratio)); d < off {
			best, off = r, d
		}
	}
	short := math.Min(width, height)
	out := format{aspect: best.name, resolution: "1080p"}
	switch {
	case short <= 720:
		out.resolution = "720p"
	case short >= 2160:
		out.resolution = "4k"
		o.d.warn("4k was reported to be unavailable on Avatar IV and V; 1080p is safe.")
	}
	if off < 0.01 && (short == 720 || short == 1080 || short == 2160) {
		o.d.keep(o.at("width"), "aspect_ratio", "as "+out.aspect)
		o.d.keep(o.at("height"), "resolution", "as "+out.resolution)
		return out
	}
	instead := fmt.Sprintf("Rendered as %s in %s, the nearest; scale or crop the file.", out.aspect, out.resolution)
	for _, name := range []string{"width", "height"} {
		o.d.lose(o.at(name), o.fields[name], "v3 has fixed shapes and sizes, and none is "+fmt.Sprintf("%.0f by %.0f", width, height), instead)
	}
	return out
}
