package cast_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/heygenapi/heygentest/cast"
)

func TestSoundsAreOfBothTypes(t *testing.T) {
	t.Parallel()
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		ids, types := map[string]bool{}, map[string]int{}
		for _, s := range c.Sounds {
			ids[s.ID] = true
			types[s.Type]++
			assert.NotEmpty(t, s.Name)
			assert.NotEmpty(t, s.Description)
			assert.GreaterOrEqual(t, len(s.Words), 3, s.Name)
			assert.Positive(t, s.Seconds)
			assert.Less(t, s.Seconds, 121.0)
			assert.GreaterOrEqual(t, s.PeakOffset, 0.0)
			assert.LessOrEqual(t, s.PeakOffset, s.Seconds)
			assert.Contains(t, []string{"background", "intro", "outro", "transition", "accent"}, s.Placement)
		}
		assert.Len(t, ids, len(c.Sounds))
		assert.Len(t, types, 2)
		assert.GreaterOrEqual(t, types["music"], 200)
		assert.GreaterOrEqual(t, types["sound_effects"], 100)
	})
}

func TestBrandsHaveColoursAndNames(t *testing.T) {
	t.Parallel()
	color := regexp.MustCompile(`^#[0-9A-F]{6}$`)
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		ids := map[string]bool{}
		for _, kit := range c.BrandKits {
			ids[kit.ID] = true
			assert.NotEmpty(t, kit.Name)
			assert.GreaterOrEqual(t, len(kit.Colors), 3)
			for _, c := range kit.Colors {
				assert.Regexp(t, color, c)
			}
		}
		for _, g := range c.BrandGlossaries {
			ids[g.ID] = true
			assert.NotEmpty(t, g.Name)
			assert.GreaterOrEqual(t, g.UpdatedAt, g.CreatedAt)
		}
		assert.Len(t, c.BrandKits, 6)
		assert.Len(t, c.BrandGlossaries, 14)
		assert.Len(t, ids, 20)
	})
}
