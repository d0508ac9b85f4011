package cast_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi/heygentest/cast"
)

// forSeeds runs a check that every cast must pass, whatever its seed.
func forSeeds(t *testing.T, check func(*testing.T, *cast.Cast)) {
	t.Helper()
	for _, seed := range []uint64{0, 1, 2, 42, 1 << 63} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			check(t, cast.New(seed))
		})
	}
}

// The catalog of seed 1 is part of what users of the sandbox see. Who changes it on purpose changes the hash too.
func TestNewIsTheSameEverywhere(t *testing.T) {
	t.Parallel()
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", *cast.New(1)))
	assert.Equal(t, "dfef640e2d14e723bbaef1a5f64213b13988625551769ca901582eac6684ebe4", hex.EncodeToString(sum[:]))
	assert.NotEqual(t, cast.New(1).Groups, cast.New(2).Groups)
}

func TestNewSharesNothing(t *testing.T) {
	t.Parallel()
	spoilt := cast.New(3)
	for i := range spoilt.Looks {
		spoilt.Looks[i].Engines[0], spoilt.Looks[i].Tags[0] = "spoilt", "spoilt"
	}
	spoilt.Styles[0].Tags[0], spoilt.Languages[0] = "spoilt", "spoilt"
	spoilt.Templates[0].Scenes[0].Variables[0].Name = "spoilt"
	assert.NotContains(t, fmt.Sprint(*cast.New(3)), "spoilt")
}

func TestSizes(t *testing.T) {
	t.Parallel()
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		assert.GreaterOrEqual(t, len(c.Groups), 250)
		assert.GreaterOrEqual(t, len(c.Looks), 1200)
		assert.GreaterOrEqual(t, len(c.Voices), 1500)
		assert.GreaterOrEqual(t, len(c.Languages), 175)
		assert.GreaterOrEqual(t, len(c.Styles), 60)
		assert.GreaterOrEqual(t, len(c.Templates), 12)
	})
}

func TestIDsAreUniqueAndLookReal(t *testing.T) {
	t.Parallel()
	hex32, digits, named := `[0-9a-f]{32}`, `\d{10}`, `[A-Za-z]+(?:_[A-Za-z]+)+_public`
	forms := map[string]*regexp.Regexp{}
	for _, form := range []string{hex32, hex32 + "|" + digits, hex32 + "|" + named} {
		forms[form] = regexp.MustCompile("^(?:" + form + ")$")
	}
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		seen := map[string]bool{}
		check := func(id, form string) {
			if !forms[form].MatchString(id) || seen[id] {
				t.Errorf("%s is not of the form %s, or is there twice", id, form)
			}
			seen[id] = true
		}
		for _, g := range c.Groups {
			check(g.ID, hex32+"|"+digits)
		}
		for _, l := range c.Looks {
			check(l.ID, hex32+"|"+named)
		}
		for _, v := range c.Voices {
			check(v.ID, hex32)
		}
		for _, s := range c.Styles {
			check(s.ID, hex32)
		}
		for _, template := range c.Templates {
			check(template.ID, hex32)
			for _, scene := range template.Scenes {
				check(scene.ID, hex32)
			}
		}
	})
}

func TestGroupsAndTheirLooksAgree(t *testing.T) {
	t.Parallel()
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		looks := map[string][]cast.Look{}
		for _, l := range c.Looks {
			looks[l.GroupID] = append(looks[l.GroupID], l)
		}
		assert.Len(t, looks, len(c.Groups), "every look has a group, every group a look")
		names := map[string]bool{}
		for _, g := range c.Groups {
			assert.False(t, names[g.Name], "%s is there twice", g.Name)
			names[g.Name] = true
			assert.Equal(t, g.LooksCount, len(looks[g.ID]))
			assert.Contains(t, []string{"female", "male"}, g.Gender)
			assert.True(t, g.CreatedAt >= 1_704_067_200 && g.CreatedAt < 1_790_467_200, "2024 to September 2026")
			assert.Equal(t, g.Private, g.Status != "", "public groups have no status")
			for _, l := range looks[g.ID] {
				assert.Equal(t, g.Gender, l.Gender)
				assert.Equal(t, g.Private, l.Private)
				assert.True(t, strings.HasPrefix(l.Name, g.Name+" in "), l.Name)
			}
		}
	})
}

func TestLooksAreWhatTheirTypeAllows(t *testing.T) {
	t.Parallel()
	allowed := map[string][][]string{
		"studio_avatar": {{"avatar_iii", "avatar_iv"}},
		"digital_twin":  {{"avatar_iii", "avatar_iv"}, {"avatar_iii", "avatar_iv", "avatar_v"}},
		"photo_avatar":  {{"avatar_iv"}, {"avatar_iii", "avatar_iv"}},
	}
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		types, orientations, engines, names := map[string]int{}, map[string]int{}, map[string]int{}, map[string]bool{}
		for _, l := range c.Looks {
			require.Contains(t, allowed, l.AvatarType)
			assert.Contains(t, allowed[l.AvatarType], l.Engines)
			types[l.AvatarType]++
			orientations[l.PreferredOrientation]++
			engines[l.AvatarType+fmt.Sprint(l.Engines)]++
			assert.False(t, names[l.Name], "%s is there twice", l.Name)
			names[l.Name] = true
			assert.NotEmpty(t, l.Tags)
			assert.False(t, l.Matting && l.AvatarType == "photo_avatar", "a photo has no matting")
			switch l.PreferredOrientation {
			case "landscape":
				assert.Greater(t, l.Width, l.Height)
			case "portrait":
				assert.Less(t, l.Width, l.Height)
			default:
				assert.Equal(t, "square", l.PreferredOrientation)
				assert.Equal(t, l.Width, l.Height)
			}
		}
		assert.Len(t, types, 3)
		assert.Len(t, orientations, 3)
		assert.Len(t, engines, 5, "every combination occurs")
	})
}

func TestDefaultVoicesFit(t *testing.T) {
	t.Parallel()
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		voices := map[string]cast.Voice{}
		for _, v := range c.Voices {
			voices[v.ID] = v
		}
		fits := func(id, gender string) bool {
			if id == "" {
				return false
			}
			voice, ok := voices[id]
			require.True(t, ok, "voice %s exists", id)
			assert.Equal(t, gender, voice.Gender)
			assert.Equal(t, "complete", voice.Status)
			return true
		}
		without := 0
		for _, l := range c.Looks {
			if !fits(l.DefaultVoiceID, l.Gender) {
				without++
			}
		}
		for _, g := range c.Groups {
			fits(g.DefaultVoiceID, g.Gender)
		}
		assert.True(t, without > 0 && without < len(c.Looks)/10, "%d of %d looks without a voice", without, len(c.Looks))
	})
}

func TestPrivatePartHasEveryState(t *testing.T) {
	t.Parallel()
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		groups, looks, clones := map[string]int{}, map[string]int{}, map[string]int{}
		for _, g := range c.Groups {
			if g.Private {
				groups[g.Status]++
				assert.Equal(t, g.Status == "pending_consent", g.ConsentStatus == "pending")
			}
		}
		for _, l := range c.Looks {
			if l.Private {
				looks[l.Status]++
			} else {
				assert.Empty(t, l.Status)
			}
		}
		for _, v := range c.Voices {
			if v.Type == "private" {
				clones[v.Status]++
			} else {
				assert.Equal(t, "complete", v.Status)
			}
		}
		assert.Equal(t, map[string]int{"completed": 4, "processing": 1, "pending_consent": 1}, groups)
		assert.Equal(t, map[string]int{"completed": 16, "processing": 1, "pending_consent": 1, "failed": 1}, looks)
		assert.Equal(t, map[string]int{"complete": 8, "processing": 1, "failed": 1}, clones)
	})
}

func TestVoicesCoverEveryLanguage(t *testing.T) {
	t.Parallel()
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		speech, engines, languages, english := map[string]bool{}, map[string]int{}, map[string]int{}, 0
		for _, v := range c.Voices {
			assert.Contains(t, c.Languages, v.Language)
			engines[v.Engine]++
			languages[v.Language]++
			if strings.HasPrefix(v.Language, "English") {
				english++
			}
			if v.Engine == "starfish" && v.Type == "public" {
				speech[v.Language+v.Gender] = true
			}
		}
		assert.Len(t, languages, len(c.Languages))
		assert.Len(t, speech, 2*len(c.Languages), "both genders can make speech in every language")
		assert.Greater(t, english, len(c.Voices)/5)
		assert.Len(t, engines, 3)
		assert.InDelta(t, 0.6, float64(engines["starfish"])/float64(len(c.Voices)), 0.04)
	})
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	languages := cast.New(1).Languages
	assert.True(t, slices.IsSorted(languages))
	assert.Len(t, slices.Compact(slices.Clone(languages)), len(languages), "none twice")
	for _, name := range []string{"English", "Spanish (Spain)", "English (United States)", "Portuguese (Brazil)", "Chinese (Mandarin, Simplified)", "Norwegian (Bokmål, Norway)", "Zulu (South Africa)"} {
		assert.Contains(t, languages, name)
	}
	form := regexp.MustCompile(`^\p{Lu}[\p{L} ]*( \([\p{L}, ]+\))?$`)
	for _, name := range languages {
		assert.Regexp(t, form, name)
	}
}

func TestStylesCanBeFilteredByTag(t *testing.T) {
	t.Parallel()
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		names, tags, aspects := map[string]bool{}, map[string]int{}, map[string]int{}
		for _, s := range c.Styles {
			names[s.Name] = true
			aspects[s.AspectRatio]++
			for _, tag := range s.Tags {
				tags[tag]++
			}
			assert.Len(t, slices.Compact(slices.Sorted(slices.Values(s.Tags))), len(s.Tags), "no tag twice")
		}
		assert.Len(t, names, len(c.Styles))
		assert.Len(t, aspects, 3)
		for _, tag := range []string{"cinematic", "retro-tech", "iconic-artist", "pop-culture", "handmade", "print"} {
			assert.GreaterOrEqual(t, tags[tag], 8, tag)
		}
	})
}

func TestTemplatesHaveVariablesOfEveryType(t *testing.T) {
	t.Parallel()
	blank := regexp.MustCompile(`\{\{(\w+)\}\}`)
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		types := map[string]int{}
		for _, template := range c.Templates {
			assert.Contains(t, []string{"16:9", "9:16", "1:1"}, template.AspectRatio)
			assert.GreaterOrEqual(t, template.UpdatedAt, template.CreatedAt)
			require.NotEmpty(t, template.Scenes)
			kinds := map[string]string{}
			for _, scene := range template.Scenes {
				inScene := map[string]bool{}
				for _, v := range scene.Variables {
					types[v.Type]++
					inScene[v.Name] = true
					if kind, known := kinds[v.Name]; known {
						assert.Equal(t, kind, v.Type, "%s is one variable wherever it stands", v.Name)
					}
					kinds[v.Name] = v.Type
				}
				assert.Len(t, inScene, len(scene.Variables), "no variable twice in a scene")
				for _, match := range blank.FindAllStringSubmatch(scene.Script, -1) {
					assert.Equal(t, "text", kinds[match[1]], "%s: {{%s}} is declared", template.Name, match[1])
					assert.True(t, inScene[match[1]], "%s: {{%s}} is declared in its scene", template.Name, match[1])
				}
			}
		}
		assert.Len(t, types, 6)
		for _, kind := range []string{"text", "image", "video", "audio", "voice", "character"} {
			assert.GreaterOrEqual(t, types[kind], 3, kind)
		}
	})
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		cast.New(1)
	}
}

func TestThinKeepsACastWhole(t *testing.T) {
	t.Parallel()
	forSeeds(t, func(t *testing.T, c *cast.Cast) {
		whole := cast.New(1)
		whole.Thin(1)
		assert.Equal(t, cast.New(1), whole)
		looks, voices := len(c.Looks), len(c.Voices)
		c.Thin(10)
		assert.Less(t, len(c.Looks), looks/8)
		assert.Less(t, len(c.Voices), voices/5)
		groups, spoken := map[string]int{}, map[string]bool{"": true}
		for _, v := range c.Voices {
			spoken[v.ID] = true
		}
		for _, l := range c.Looks {
			groups[l.GroupID]++
			assert.True(t, spoken[l.DefaultVoiceID])
		}
		private := 0
		for _, g := range c.Groups {
			assert.Equal(t, g.LooksCount, groups[g.ID], g.Name)
			assert.True(t, spoken[g.DefaultVoiceID])
			if g.Private {
				private++
			}
		}
		assert.Len(t, groups, len(c.Groups))
		assert.Positive(t, private)
	})
}
