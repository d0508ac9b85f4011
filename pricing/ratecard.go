package pricing

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// Product is something that HeyGen sells.
type Product string

// The products of the rate card.
const (
	Video             Product = "video"
	Cinematic         Product = "cinematic"
	VideoAgent        Product = "video_agent"
	Translation       Product = "translation"
	Lipsync           Product = "lipsync"
	Speech            Product = "speech"
	AvatarCreation    Product = "avatar_creation"
	Clipping          Product = "clipping"
	BackgroundRemoval Product = "background_removal"
	VoiceClone        Product = "voice_clone"
	Proofread         Product = "proofread"
	// Live is HeyGen's real-time streaming, not LiveAvatar.
	Live              Product = "live"
	FillerWordRemoval Product = "filler_word_removal"
	// HyperFrames are renders of HTML compositions.
	HyperFrames Product = "hyperframes"
)

// products lists the products in the rate card's order.
func products() []Product {
	return []Product{
		Video, Cinematic, VideoAgent, Translation, Lipsync, Speech, AvatarCreation, Clipping, BackgroundRemoval, VoiceClone, Proofread, Live,
		FillerWordRemoval, HyperFrames,
	}
}

// Card is a dated price list.
type Card struct {
	// AsOf is the date of the newest list, YYYY-MM-DD.
	AsOf string `json:"as_of"`
	// PreviousAsOf is the date of the list before it.
	PreviousAsOf string `json:"previous_as_of,omitempty"`
	// Source says where the prices are from.
	Source string `json:"source,omitempty"`
	Note   string `json:"note,omitempty"`
	Rates  []Rate `json:"rates"`
}

// Rate is the price of one variant of a product.
type Rate struct {
	Product Product `json:"product"`
	// Engine is avatar_iii, avatar_iv or avatar_v, for videos.
	Engine string `json:"engine,omitempty"`
	// Kind is digital_twin, studio_avatar, photo_avatar or image, for videos.
	Kind string `json:"kind,omitempty"`
	// Mode is speed, precision or audio_only, for translations and lipsyncs;
	// 1080p or 4k for HyperFrames.
	Mode string `json:"mode,omitempty"`
	// Unit is what the price is for: second, minute, video, call or clip.
	Unit string `json:"unit"`
	// USD is the newest list's price of a unit; nil where it has none.
	USD *float64 `json:"usd,omitempty"`
	// PreviousUSD is the price of the list before. Where it differs from USD
	// nobody knows which holds, and estimates span both.
	PreviousUSD *float64 `json:"previous_usd,omitempty"`
	// Minimum is how many seconds or minutes are billed at least.
	Minimum float64 `json:"minimum,omitempty"`
}

// price spans what the lists say; nil where neither has a price.
func (r Rate) price() *Range {
	var span *Range
	for _, usd := range []*float64{r.USD, r.PreviousUSD} {
		if usd != nil {
			span = spanOf(span, new(Exactly(*usd)))
		}
	}
	return span
}

// disputed is true where the lists disagree.
func (r Rate) disputed() bool {
	return r.USD != nil && r.PreviousUSD != nil && *r.USD != *r.PreviousUSD
}

// variant names the rate among those of its product.
func (r Rate) variant() string {
	return strings.Join(slices.DeleteFunc([]string{r.Engine, r.Kind, r.Mode}, func(s string) bool { return s == "" }), "/")
}

//go:embed ratecard.json
var embedded []byte

// Default is the rate card that comes with this package. It is read anew by
// each call: keep it.
func Default() (*Card, error) { return parse(bytes.NewReader(embedded)) }

// Load reads a rate card from a file, in the form of the built-in one.
func Load(path string) (*Card, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file on the command line
	if err != nil {
		return nil, fmt.Errorf("opening the rate card: %w", err)
	}
	defer func() { _ = f.Close() }()
	card, err := parse(f)
	if err != nil {
		return nil, fmt.Errorf("rate card %s: %w", path, err)
	}
	return card, nil
}

func parse(r io.Reader) (*Card, error) {
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields()
	var card Card
	if err := decoder.Decode(&card); err != nil {
		return nil, fmt.Errorf("is not a rate card: %w; see docs/rate-card.md for its form", err)
	}
	return &card, card.check()
}

// Units that a length is counted in.
const (
	unitSecond = "second"
	unitMinute = "minute"
)

var units = []string{unitSecond, unitMinute, "video", "call", "clip"}

func (c *Card) check() error {
	if _, err := time.Parse(time.DateOnly, c.AsOf); err != nil {
		return fmt.Errorf("as_of is %q, which is no date; write it as 2026-09-16", c.AsOf)
	}
	if len(c.Rates) == 0 {
		return fmt.Errorf("rates is empty; list at least one product")
	}
	seen := map[string]int{}
	for i, r := range c.Rates {
		field := fmt.Sprintf("rates[%d]", i)
		name := string(r.Product) + " " + r.variant()
		switch earlier, twice := seen[name]; {
		case !slices.Contains(products(), r.Product):
			return fmt.Errorf("%s.product is %q, which is not sold; use one of %v", field, r.Product, products())
		case !slices.Contains(units, r.Unit):
			return fmt.Errorf("%s.unit is %q; use one of %v", field, r.Unit, units)
		case r.USD != nil && (*r.USD < 0 || *r.USD > 1000):
			return fmt.Errorf("%s.usd is %v; give US dollars a unit, from 0 to 1000", field, *r.USD)
		case r.PreviousUSD != nil && (*r.PreviousUSD < 0 || *r.PreviousUSD > 1000):
			return fmt.Errorf("%s.previous_usd is %v; give US dollars a unit, from 0 to 1000", field, *r.PreviousUSD)
		case r.Minimum < 0 || r.Minimum > 3600 || r.Minimum > 0 && r.Unit != unitSecond && r.Unit != unitMinute:
			return fmt.Errorf("%s.minimum is %v; give how many seconds or minutes are billed at least, up to 3600, and leave it out for other units", field, r.Minimum)
		case twice:
			return fmt.Errorf("%s repeats the product of rates[%d] (%s); keep one of them", field, earlier, name)
		}
		seen[name] = i
	}
	return nil
}
