package videos

import (
	"maps"
	"slices"
	"strings"

	"heygen-mcp/heygenapi"
	"heygen-mcp/tools/check"
)

// templateAloud warns of what the template's texts would say: those that its
// scenes speak, or all where it does not tell its scripts.
func templateAloud(t heygenapi.TemplateDetail, values map[string]string) []string {
	types := variableTypes(t)
	var scripts strings.Builder
	for _, s := range t.Scenes {
		scripts.WriteString(s.Script)
	}
	var warnings []string
	for _, name := range slices.Sorted(maps.Keys(values)) {
		spoken := scripts.Len() == 0 || strings.Contains(scripts.String(), "{{"+name+"}}")
		if spoken && (types[name] == "text" || types[name] == "") {
			warnings = append(warnings, check.ReadAloud(variablePrefix+name, values[name], check.Pauses)...)
		}
	}
	return check.Few(warnings)
}
