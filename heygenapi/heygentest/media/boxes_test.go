package media_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
)

// A reader of MP4 boxes that shares nothing with the writer: it believes no table until it fits the others.

type movie struct {
	order   []string // Of the boxes at the top.
	seconds float64  // As mvhd has it.
	tracks  []movieTrack
}

type movieTrack struct {
	handler                                   string
	headerSeconds, mediaSeconds, tableSeconds float64 // As tkhd, mdhd and stts have it.
	width, height                             int     // As tkhd has it.
	samples                                   []movieSample
	keys                                      map[int]bool // By sample number, from 1.
}

type movieSample struct{ at, size int }

type rawBox struct {
	kind string
	at   int // Of its body.
	body []byte
}

func parseMovie(t *testing.T, file []byte) movie {
	t.Helper()
	var m movie
	var data rawBox
	top := boxesIn(t, file, 0)
	for _, b := range top {
		m.order = append(m.order, b.kind)
		if b.kind == "mdat" {
			data = b
		}
	}
	scale := 0
	moov := only(t, top, "moov")
	for _, b := range boxesIn(t, moov.body, moov.at) {
		switch b.kind {
		case "mvhd":
			scale = u32(b.body, 12)
			m.seconds = float64(u32(b.body, 16)) / float64(scale)
		case "trak":
			m.tracks = append(m.tracks, parseTrack(t, b, scale, data))
		}
	}
	return m
}

func parseTrack(t *testing.T, trak rawBox, movieScale int, data rawBox) movieTrack {
	t.Helper()
	parts := boxesIn(t, trak.body, trak.at)
	header := only(t, parts, "tkhd").body
	track := movieTrack{
		headerSeconds: float64(u32(header, 20)) / float64(movieScale),
		width:         u32(header, 76) >> 16, height: u32(header, 80) >> 16,
		keys: map[int]bool{},
	}
	mdia := only(t, parts, "mdia")
	parts = boxesIn(t, mdia.body, mdia.at)
	clock := only(t, parts, "mdhd").body
	track.mediaSeconds = float64(u32(clock, 16)) / float64(u32(clock, 12))
	track.handler = string(only(t, parts, "hdlr").body[8:12])
	minf := only(t, parts, "minf")
	stbl := only(t, boxesIn(t, minf.body, minf.at), "stbl")
	tables := boxesIn(t, stbl.body, stbl.at)

	sizes := only(t, tables, "stsz").body
	require.Zero(t, u32(sizes, 4), "each sample has a size of its own")
	count, units, timed := u32(sizes, 8), 0, 0
	times := only(t, tables, "stts").body
	for i := range u32(times, 4) {
		timed += u32(times, 8+8*i)
		units += u32(times, 8+8*i) * u32(times, 12+8*i)
	}
	require.Equal(t, count, timed, "stts and stsz count the same samples")
	track.tableSeconds = float64(units) / float64(u32(clock, 12))
	for _, b := range tables {
		if b.kind == "stss" {
			for i := range u32(b.body, 4) {
				track.keys[u32(b.body, 8+4*i)] = true
			}
		}
	}
	track.samples = placeSamples(t, sizes, only(t, tables, "stsc").body, only(t, tables, "stco").body)
	require.Len(t, track.samples, count, "chunks hold as many samples as there are")
	for _, s := range track.samples {
		require.GreaterOrEqual(t, s.at, data.at)
		require.LessOrEqual(t, s.at+s.size, data.at+len(data.body))
	}
	return track
}

// placeSamples finds every sample in the file from the tables of chunks.
func placeSamples(t *testing.T, sizes, runs, offsets []byte) []movieSample {
	t.Helper()
	var placed []movieSample
	run, next, end := 0, 0, 0
	for i := range u32(offsets, 4) {
		if run < u32(runs, 4) && u32(runs, 8+12*run) == i+1 {
			run++
		}
		at := u32(offsets, 8+4*i)
		require.GreaterOrEqual(t, at, end, "chunks of a track follow each other")
		for range u32(runs, 8+12*(run-1)+4) {
			size := u32(sizes, 12+4*next)
			placed = append(placed, movieSample{at, size})
			at, next = at+size, next+1
		}
		end = at
	}
	require.Equal(t, u32(runs, 4), run, "every run of stsc is used")
	return placed
}

func boxesIn(t *testing.T, data []byte, at int) []rawBox {
	t.Helper()
	var found []rawBox
	for len(data) > 0 {
		require.GreaterOrEqual(t, len(data), 8)
		size := u32(data, 0)
		require.GreaterOrEqual(t, size, 8)
		require.LessOrEqual(t, size, len(data), "box %s", data[4:8])
		found = append(found, rawBox{string(data[4:8]), at + 8, data[8:size]})
		data, at = data[size:], at+size
	}
	return found
}

func only(t *testing.T, boxes []rawBox, kind string) rawBox {
	t.Helper()
	var found []rawBox
	for _, b := range boxes {
		if b.kind == kind {
			found = append(found, b)
		}
	}
	require.Len(t, found, 1, kind)
	return found[0]
}

func u32(data []byte, at int) int { return int(binary.BigEndian.Uint32(data[at:])) }
