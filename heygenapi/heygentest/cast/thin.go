package cast

import "slices"

// Thin leaves one public group in n, with all its looks, and one public voice in n
// besides those that a group or a look has. What is private stays.
func (c *Cast) Thin(n int) {
	kept := map[string]bool{}
	groups := 0
	c.Groups = slices.DeleteFunc(c.Groups, func(g Group) bool {
		if !g.Private {
			groups++
		}
		kept[g.ID] = g.Private || groups%n == 0
		return !kept[g.ID]
	})
	c.Looks = slices.DeleteFunc(c.Looks, func(l Look) bool { return !kept[l.GroupID] })
	spoken := map[string]bool{}
	for _, g := range c.Groups {
		spoken[g.DefaultVoiceID] = true
	}
	for _, l := range c.Looks {
		spoken[l.DefaultVoiceID] = true
	}
	voices := 0
	c.Voices = slices.DeleteFunc(c.Voices, func(v Voice) bool {
		if v.Type != "public" {
			return false
		}
		voices++
		return voices%n != 0 && !spoken[v.ID]
	})
}
