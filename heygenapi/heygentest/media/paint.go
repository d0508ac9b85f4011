package media

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"slices"

	"golang.org/x/image/vector"
)

// point is a place on the canvas: (0, 0) is the middle, and 1 half the shorter side, y downwards.
type point struct{ x, y float32 }

// shape is a closed outline of cubic curves, each two control points and an end.
type shape struct {
	start  point
	curves [][3]point
}

// ellipse runs clockwise; with a negative rx the other way round, for a hole.
func ellipse(x, y, rx, ry float32) shape {
	const k = 0.5523 // The control points' distance with which four curves come closest to a circle.
	return shape{point{x + rx, y}, [][3]point{
		{{x + rx, y + k*ry}, {x + k*rx, y + ry}, {x, y + ry}},
		{{x - k*rx, y + ry}, {x - rx, y + k*ry}, {x - rx, y}},
		{{x - rx, y - k*ry}, {x - k*rx, y - ry}, {x, y - ry}},
		{{x + k*rx, y - ry}, {x + rx, y - k*ry}, {x + rx, y}},
	}}
}

// polygon joins points by straight lines.
func polygon(first point, rest ...point) shape {
	s := shape{start: first}
	for _, p := range rest {
		s.curves = append(s.curves, [3]point{p, p, p})
	}
	return s
}

// symmetric is an outline whose right half is given, from top to bottom; the left half mirrors it.
func symmetric(top point, right ...[3]point) shape {
	s := shape{start: top, curves: right}
	for i, curve := range slices.Backward(right) {
		end := top
		if i > 0 {
			end = right[i-1][2]
		}
		mirrored := [3]point{curve[1], curve[0], end}
		for j := range mirrored {
			mirrored[j].x = -mirrored[j].x
		}
		s.curves = append(s.curves, mirrored)
	}
	return s
}

// canvas is a picture that is painted in points.
type canvas struct {
	*image.RGBA
	scale, dx, dy float32
}

func newCanvas(w, h int) *canvas {
	return &canvas{image.NewRGBA(image.Rect(0, 0, w, h)), float32(min(w, h)) / 2, float32(w) / 2, float32(h) / 2}
}

func (c *canvas) pixel(p point) (x, y float32) { return p.x*c.scale + c.dx, p.y*c.scale + c.dy }

// fill paints a shape with smooth edges, and leaves out a hole whose outline runs the other way round.
// Only the part of the canvas that the shape covers is worked on.
func (c *canvas) fill(s shape, paint color.Color, holes ...shape) {
	area := c.area(s)
	if area.Empty() {
		return
	}
	raster := vector.NewRasterizer(area.Dx(), area.Dy())
	at := func(p point) (x, y float32) {
		x, y = c.pixel(p)
		return x - float32(area.Min.X), y - float32(area.Min.Y)
	}
	for _, outline := range append(holes, s) {
		raster.MoveTo(at(outline.start))
		for _, curve := range outline.curves {
			x1, y1 := at(curve[0])
			x2, y2 := at(curve[1])
			x3, y3 := at(curve[2])
			raster.CubeTo(x1, y1, x2, y2, x3, y3)
		}
		raster.ClosePath()
	}
	raster.Draw(c, area, image.NewUniform(paint), image.Point{})
}

// area is the part of the canvas that holds a shape. A curve never leaves its control points' rectangle.
func (c *canvas) area(s shape) image.Rectangle {
	left, top := c.pixel(s.start)
	right, bottom := left, top
	for _, curve := range s.curves {
		for _, p := range curve {
			x, y := c.pixel(p)
			left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
		}
	}
	return image.Rect(int(left)-1, int(top)-1, int(right)+2, int(bottom)+2).Intersect(c.Bounds())
}

// backdrop paints a gradient from top to bottom with a soft light behind the head.
func (c *canvas) backdrop(top, bottom color.RGBA) {
	for y := range c.Bounds().Dy() {
		row := mix(top, bottom, float32(y)/float32(c.Bounds().Dy()))
		for x := range c.Bounds().Dx() {
			dx, dy := (float32(x)-c.dx)/c.scale-0.25, (float32(y)-c.dy)/c.scale+0.3
			light := float32(0.32 * math.Exp(-1.5*float64(dx*dx+dy*dy)))
			c.SetRGBA(x, y, mix(row, color.RGBA{255, 255, 255, 255}, light))
		}
	}
}

// band darkens the lowest rows of the picture, for a label.
func (c *canvas) band(rows int) {
	area := c.Bounds()
	area.Min.Y = area.Max.Y - rows
	draw.Draw(c, area, image.NewUniform(color.RGBA{A: 120}), image.Point{}, draw.Over)
}

// mix goes from one opaque colour (share 0) to another (share 1).
func mix(from, to color.RGBA, share float32) color.RGBA {
	blend := func(a, b uint8) uint8 { return uint8(float32(a) + (float32(b)-float32(a))*share + 0.5) }
	return color.RGBA{blend(from.R, to.R), blend(from.G, to.G), blend(from.B, to.B), 255}
}

// rgb spells a colour as 0xRRGGBB.
func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 255} //nolint:gosec // Each byte is cut out on purpose.
}
