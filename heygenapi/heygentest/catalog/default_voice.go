package catalog

import (
	"net/http"

	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

// wantedVoice is the voice that a group gets; its id is empty where it loses its
// own.
type wantedVoice struct {
	id    string
	given bool
}

func readDefaultVoice(b *rest.Body) wantedVoice {
	_, given := b.Fields["default_voice_id"]
	return wantedVoice{b.Text("default_voice_id", 255), given}
}

func (s *Catalog) setDefaultVoice(r *rest.Request, g *group, wanted wantedVoice) (any, error) {
	if !g.Private {
		return nil, rest.Fail(http.StatusForbidden, "resource_access_denied", "", "public avatars cannot be changed")
	}
	if wanted.id != "" {
		if err := s.speakable(wanted.id); err != nil {
			return nil, err
		}
	}
	if wanted.given {
		g.DefaultVoiceID = wanted.id
	}
	return s.showGroup(r.Base, g), nil
}

// speakable refuses a voice that nobody can speak with.
func (s *Catalog) speakable(id string) error {
	v, ok := s.voices.ByID(id)
	switch {
	case !ok:
		return rest.Invalid("default_voice_id", "voice %s does not exist", id)
	case v.Status == "processing":
		return rest.Fail(http.StatusConflict, "resource_not_ready", "default_voice_id", "the voice is still being made")
	case v.Status == sim.Failed:
		return rest.Fail(http.StatusForbidden, "voice_not_usable", "default_voice_id", "the voice could not be made")
	default:
		return nil
	}
}
