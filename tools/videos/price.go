package videos

import (
	"strings"

	"heygen-mcp/heygenapi"
	"heygen-mcp/pricing"
	"heygen-mcp/tools/kit"
	"heygen-mcp/tools/pay"
)

// spoken is a video whose length follows from a script.
type spoken struct {
	engine, kind, script, language string
	speed                          float64
}

func priceSpokenVideo(c *kit.Call, s spoken) (*pricing.Estimate, []string, error) {
	item := pricing.Item{Product: pricing.Video, Engine: s.engine, Kind: s.kind}
	if s.script != "" {
		item.Seconds = pricing.ScriptSeconds(s.script, s.language, s.speed)
	}
	warnings, err := pay.LengthWarnings("script", item.Seconds)
	if err != nil {
		return nil, nil, err
	}
	estimate, err := pay.Price(c, item)
	return estimate, warnings, err
}

// priceTemplate counts the scripts of the scenes, with their texts filled in;
// the engines behind a template are not told, so its price is a range.
func priceTemplate(c *kit.Call, t heygenapi.TemplateDetail, scenes []string, values map[string]string) (*pricing.Estimate, []string, error) {
	keep := map[string]bool{}
	for _, id := range scenes {
		keep[id] = true
	}
	var script strings.Builder
	for _, s := range t.Scenes {
		if len(scenes) > 0 && !keep[s.SceneID] {
			continue
		}
		text := s.Script
		for name, value := range values {
			text = strings.ReplaceAll(text, "{{"+name+"}}", value)
		}
		script.WriteString(text + "\n")
	}
	item := pricing.Item{Product: pricing.Video, Seconds: pricing.ScriptSeconds(script.String(), "", 1)}
	warnings, err := pay.LengthWarnings("variables", item.Seconds)
	if err != nil {
		return nil, nil, err
	}
	estimate, err := pay.Price(c, item)
	return estimate, warnings, err
}
