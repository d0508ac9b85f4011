package media

import "image/color"

func (p person) paintFace(c *canvas) {
	y := p.bob
	for _, side := range []float32{-1, 1} {
		p.paintEye(c, side*0.145, -0.1+y)
		brow := shape{point{side * 0.07, -0.205 + y}, [][3]point{
			{{side * 0.12, -0.245 + y}, {side * 0.18, -0.24 + y}, {side * 0.225, -0.195 + y}},
			{{side * 0.18, -0.215 + y}, {side * 0.12, -0.215 + y}, {side * 0.07, -0.185 + y}},
		}}
		c.fill(brow, shade(mix(p.hair, p.skin, 0.1), 0.9))
	}
	nose := shape{point{-0.045, 0.06 + y}, [][3]point{
		{{-0.02, 0.095 + y}, {0.02, 0.095 + y}, {0.045, 0.06 + y}},
		{{0.02, 0.075 + y}, {-0.02, 0.075 + y}, {-0.045, 0.06 + y}},
	}}
	c.fill(nose, shade(p.skin, 0.72))
	p.paintMouth(c)
}

func (p person) paintEye(c *canvas, x, y float32) {
	if p.blink {
		c.fill(ellipse(x, y+0.01, 0.055, 0.008), shade(p.skin, 0.5))
		return
	}
	c.fill(ellipse(x, y, 0.06, 0.036), rgb(0xFDFDFB))
	c.fill(ellipse(x, y, 0.031, 0.033), p.iris)
	c.fill(ellipse(x, y, 0.016, 0.017), rgb(0x15110F))
	c.fill(ellipse(x+0.011, y-0.012, 0.008, 0.008), rgb(0xFFFFFF))
	lid := shape{point{x - 0.066, y - 0.004}, [][3]point{
		{{x - 0.04, y - 0.052}, {x + 0.04, y - 0.052}, {x + 0.066, y - 0.004}},
		{{x + 0.04, y - 0.036}, {x - 0.04, y - 0.036}, {x - 0.066, y - 0.004}},
	}}
	c.fill(lid, shade(p.skin, 0.38))
}

// paintMouth draws a smile: lips, and teeth when it is open.
func (p person) paintMouth(c *canvas) {
	y, open := 0.19+p.bob, 0.075*p.mouth
	lips := mix(p.skin, rgb(0xA5343C), 0.55)
	outline := func(grow float32) shape {
		return shape{point{-0.11 - grow, y - 0.01}, [][3]point{
			{{-0.05, y - 0.012 - 2*grow}, {0.05, y - 0.012 - 2*grow}, {0.11 + grow, y - 0.01}},
			{{0.07, y + 0.045 + open + grow}, {-0.07, y + 0.045 + open + grow}, {-0.11 - grow, y - 0.01}},
		}}
	}
	c.fill(outline(0.012), lips)
	c.fill(outline(0), shade(lips, 0.45))
	if p.mouth < 0.7 {
		teeth := outline(-0.014)
		c.fill(teeth, rgb(0xFBF7F2))
	}
}

func (p person) paintFrontHair(c *canvas) {
	y := p.bob
	top := point{0, -0.66 + y}
	switch p.hairStyle {
	case shortHair:
		c.fill(symmetric(top, [3]point{{0.3, -0.68 + y}, {0.42, -0.46 + y}, {0.37, -0.14 + y}},
			[3]point{{0.34, -0.2 + y}, {0.34, -0.32 + y}, {0.26, -0.38 + y}},
			[3]point{{0.15, -0.42 + y}, {0.08, -0.4 + y}, {0, -0.4 + y}}), p.hair)
	case sideParted:
		c.fill(shape{point{-0.37, -0.14 + y}, [][3]point{
			{{-0.44, -0.5 + y}, {-0.28, -0.7 + y}, {0, -0.69 + y}},
			{{0.32, -0.7 + y}, {0.44, -0.44 + y}, {0.37, -0.14 + y}},
			{{0.34, -0.24 + y}, {0.34, -0.3 + y}, {0.3, -0.35 + y}},
			{{0.1, -0.33 + y}, {-0.1, -0.4 + y}, {-0.18, -0.5 + y}},
			{{-0.22, -0.4 + y}, {-0.34, -0.36 + y}, {-0.37, -0.14 + y}},
		}}, p.hair)
	case bobCut, longHair:
		c.fill(symmetric(top, [3]point{{0.32, -0.67 + y}, {0.46, -0.44 + y}, {0.44, 0.02 + y}},
			[3]point{{0.42, 0.12 + y}, {0.37, 0.1 + y}, {0.345, 0.02 + y}},
			[3]point{{0.38, -0.26 + y}, {0.22, -0.3 + y}, {0, -0.46 + y}}), p.hair)
	case bun:
		c.fill(symmetric(top, [3]point{{0.3, -0.67 + y}, {0.42, -0.44 + y}, {0.37, -0.1 + y}},
			[3]point{{0.36, -0.3 + y}, {0.22, -0.36 + y}, {0, -0.44 + y}}), p.hair)
	}
}

func (p person) paintGlasses(c *canvas) {
	y := -0.095 + p.bob
	frame := rgb(0x2A2A30)
	for _, side := range []float32{-1, 1} {
		c.fill(ellipse(side*0.15, y, 0.112, 0.088), frame, ellipse(side*0.15, y, -0.099, 0.075))
		c.fill(ellipse(side*0.15, y, 0.099, 0.075), color.RGBA{26, 30, 32, 32})
		c.fill(polygon(point{side * 0.258, y - 0.012}, point{side * 0.35, y - 0.03}, point{side * 0.35, y - 0.012}, point{side * 0.26, y + 0.008}), frame)
	}
	c.fill(polygon(point{-0.042, y - 0.012}, point{0.042, y - 0.012}, point{0.042, y + 0.002}, point{-0.042, y + 0.002}), frame)
}

// shade darkens a colour (factor below 1) or lightens it.
func shade(c color.RGBA, factor float32) color.RGBA {
	if factor > 1 {
		return mix(c, rgb(0xFFFFFF), (factor-1)/2)
	}
	return mix(rgb(0), c, factor)
}

// fade makes a colour see-through: alpha 0 is invisible.
func fade(c color.RGBA, alpha uint8) color.RGBA {
	part := func(v uint8) uint8 { return uint8(uint16(v) * uint16(alpha) / 255) } //nolint:gosec // At most alpha.
	return color.RGBA{part(c.R), part(c.G), part(c.B), alpha}
}
