package media

import (
	"image/color"
	"math/rand/v2"
)

// person is how an invented person looks, and what the moment's face does.
type person struct {
	skin, hair, shirt, iris color.RGBA
	top, bottom             color.RGBA // Of the background.
	hairStyle               hairStyle
	jacket, glasses, beard  bool
	earrings                bool
	mouth                   float32 // How far open, 0 to 1.
	blink                   bool
	bob                     float32 // How far the head is down, in points.
}

type hairStyle int

const (
	shortHair hairStyle = iota
	sideParted
	bobCut
	longHair
	bun
)

// newPerson makes a person up. The same seed is the same person; even seeds wear their hair long, odd ones short.
func newPerson(seed uint64) person {
	d := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // Repeatable by design.
	pick := func(colours ...uint32) color.RGBA { return rgb(colours[d.IntN(len(colours))]) }
	p := person{
		shirt:   pick(0xF4F4F2, 0x2E5AA8, 0x1F7A6D, 0xB8433E, 0x6A4C93, 0xE0A030, 0x37474F, 0xD98CA5, 0x8FB8DE),
		jacket:  d.IntN(100) < 45,
		glasses: d.IntN(100) < 22,
	}
	if d.IntN(100) < 60 {
		p.skin = pick(0xF6D7C0, 0xEFC2A2, 0xE0AC86, 0xC68E65)
		p.hair = pick(0x1E1A1A, 0x33241D, 0x4B3022, 0x6E4426, 0x9A6A36, 0xC99C58, 0x8C3A22, 0x8F8F94)
		p.iris = pick(0x3B2A20, 0x4A3B2A, 0x3F5E4E, 0x3E5C7E)
	} else {
		p.skin = pick(0xA46D48, 0x7D4F33, 0x5C3A26)
		p.hair = pick(0x151212, 0x1E1A1A, 0x2B1D18, 0x33241D, 0x77777C)
		p.iris = pick(0x2A1C15, 0x3B2A20)
	}
	if seed%2 == 0 {
		p.hairStyle = bobCut + hairStyle(d.IntN(3))
		p.earrings = d.IntN(100) < 40
	} else {
		p.hairStyle = shortHair + hairStyle(d.IntN(2))
		p.beard = d.IntN(100) < 30
	}
	backgrounds := [][2]uint32{{0x24456B, 0x3F78A0}, {0x2F5D50, 0x7DA58C}, {0x59406B, 0xA184A8}, {0x8A5A44, 0xD3A27C}, {0x3D4450, 0x7E8896}, {0x9DB7C9, 0xDCE6EA}, {0xB7A58F, 0xE9DFCF}}
	chosen := backgrounds[d.IntN(len(backgrounds))]
	p.top, p.bottom = rgb(chosen[0]), rgb(chosen[1])
	return p
}

// paint draws the person, from back to front.
func (p person) paint(c *canvas) {
	c.backdrop(p.top, p.bottom)
	p.paintBackHair(c)
	p.paintBody(c)
	p.paintHead(c)
	p.paintFace(c)
	p.paintFrontHair(c)
	if p.glasses {
		p.paintGlasses(c)
	}
}

func (p person) paintBackHair(c *canvas) {
	switch p.hairStyle {
	case bobCut:
		c.fill(symmetric(point{0, -0.66 + p.bob},
			[3]point{{0.36, -0.66}, {0.47, -0.4}, {0.46, -0.08}},
			[3]point{{0.46, 0.1}, {0.47, 0.24}, {0.4, 0.3}},
			[3]point{{0.25, 0.34}, {0.1, 0.3}, {0, 0.3}}), shade(p.hair, 0.88))
	case longHair:
		c.fill(symmetric(point{0, -0.66 + p.bob},
			[3]point{{0.36, -0.66}, {0.47, -0.4}, {0.46, -0.1}},
			[3]point{{0.46, 0.2}, {0.6, 0.45}, {0.5, 0.8}},
			[3]point{{0.3, 0.9}, {0.15, 0.8}, {0, 0.8}}), shade(p.hair, 0.88))
	case bun:
		c.fill(ellipse(0, -0.68+p.bob, 0.19, 0.17), shade(p.hair, 0.9))
	case shortHair, sideParted:
	}
}

func (p person) paintBody(c *canvas) {
	shoulders := symmetric(point{0, 0.42},
		[3]point{{0.1, 0.42}, {0.12, 0.46}, {0.2, 0.5}},
		[3]point{{0.42, 0.58}, {0.66, 0.6}, {0.74, 0.86}},
		[3]point{{0.8, 1.1}, {0.82, 4}, {0.82, 4}},
		[3]point{{0.82, 4}, {0, 4}, {0, 4}})
	c.fill(shoulders, p.shirt)
	if p.jacket {
		p.paintJacket(c, shoulders)
	}
	neck := symmetric(point{0, 0.1},
		[3]point{{0.15, 0.1}, {0.14, 0.3}, {0.15, 0.42}},
		[3]point{{0.16, 0.5}, {0.22, 0.5}, {0.22, 0.51}},
		[3]point{{0.18, 0.62}, {0.08, 0.66}, {0, 0.66}})
	c.fill(neck, shade(p.skin, 0.9))
	c.fill(symmetric(point{0, 0.2}, [3]point{{0.15, 0.2}, {0.15, 0.3}, {0.145, 0.36}}, [3]point{{0.1, 0.43}, {0.05, 0.44}, {0, 0.44}}), shade(p.skin, 0.8))
}

// paintJacket covers the shirt but for a V below the neck.
func (p person) paintJacket(c *canvas, shoulders shape) {
	cloth := mix(shade(p.shirt, 0.35), rgb(0x23283A), 0.5)
	c.fill(shoulders, cloth)
	c.fill(polygon(point{-0.2, 0.5}, point{0.2, 0.5}, point{0.05, 1.02}, point{0, 1.1}, point{-0.05, 1.02}), p.shirt)
	for _, side := range []float32{-1, 1} {
		lapel := polygon(point{side * 0.2, 0.49}, point{side * 0.3, 0.53}, point{side * 0.33, 0.72}, point{side * 0.26, 0.75}, point{side * 0.03, 1.1})
		c.fill(lapel, shade(cloth, 1.25))
	}
}

func (p person) paintHead(c *canvas) {
	for _, side := range []float32{-1, 1} {
		c.fill(ellipse(side*0.345, -0.07+p.bob, 0.055, 0.095), shade(p.skin, 0.9))
		if p.earrings {
			c.fill(ellipse(side*0.355, 0.05+p.bob, 0.022, 0.022), rgb(0xE8C66A))
		}
	}
	c.fill(p.headShape(0), p.skin)
	if p.beard {
		c.fill(symmetric(point{0, 0.1 + p.bob},
			[3]point{{0.1, 0.06}, {0.26, 0.14}, {0.345, -0.04}},
			[3]point{{0.35, 0.2}, {0.2, 0.4}, {0, 0.4 + p.bob}}), mix(p.hair, p.skin, 0.12))
		return
	}
	for _, side := range []float32{-1, 1} {
		c.fill(ellipse(side*0.21, 0.1+p.bob, 0.075, 0.05), fade(rgb(0xD9534F), 26))
	}
}

func (p person) headShape(grow float32) shape {
	return symmetric(point{0, -0.58 - grow + p.bob},
		[3]point{{0.25 + grow, -0.58 - grow}, {0.36 + grow, -0.4}, {0.35 + grow, -0.1 + p.bob}},
		[3]point{{0.34 + grow, 0.16}, {0.2, 0.38 + grow}, {0, 0.38 + grow + p.bob}})
}
