package tools_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"heygen-mcp/tools"
)

const srtOfTwo = "1\n00:00:01,000 --> 00:00:03,000\nA\n\n2\n00:00:02,000 --> 00:00:04,000\nB\n"

// badPostInputs needs the id of a proofread of three lines.
func badPostInputs(proofread string) []badInput {
	with := func(base, change map[string]any) map[string]any {
		args := maps.Clone(base)
		maps.Copy(args, change)
		return args
	}
	lipsync := func(change map[string]any) map[string]any {
		return with(map[string]any{"video_asset_id": "x"}, change)
	}
	clips := lipsync
	text := func(change map[string]any) map[string]any {
		return with(map[string]any{"proofread_id": proofread}, change)
	}
	edits := func(edits ...map[string]any) map[string]any { return text(map[string]any{"edits": edits}) }
	edit := func(line any, text string) map[string]any { return map[string]any{"line": line, "text": text} }
	return []badInput{
		{"create_lipsync", lipsync(nil), "audio_url", "no audio", "audio_url, audio_asset_id, audio_urls", true},
		{"create_lipsync", map[string]any{"audio_url": "https://example.com/a.mp3"}, "video_url", "no source video", "video_id", true},
		{"create_lipsync", lipsync(map[string]any{"audio_url": "https://example.com/a.mp3", "audio_asset_id": "y"}), "audio_asset_id", "beside audio_url", "Keep one", true},
		{"create_lipsync", lipsync(map[string]any{"audio_urls": []string{}}), "audio_urls", "0 items", "at least 1", true},
		{"create_lipsync", lipsync(map[string]any{"audio_urls": links(101)}), "audio_urls", "101 items", "at most 100", true},
		{"create_lipsync", lipsync(map[string]any{"audio_urls": []string{"https://example.com/a.mp3", "https://youtu.be/1"}}), "audio_urls.1", "YouTube page", "upload_asset", true},
		{"create_lipsync", lipsync(map[string]any{"audio_urls": []string{""}}), "audio_urls.0", "is empty", "https", true},
		{"create_lipsync", lipsync(map[string]any{"audio_asset_id": "y", "start_time": 5, "end_time": 5}), "end_time", "not after start_time 5", "seconds", true},
		{"create_lipsync", lipsync(map[string]any{"audio_asset_id": "y", "mode": "fast"}), "mode", `"fast"`, "speed, precision", true},
		{"create_lipsync", map[string]any{"video_id": "nothing", "audio_asset_id": "y"}, "video_id", `"nothing"`, "list_videos", false},
		{"create_clips", map[string]any{}, "video_url", "no source video", "video_asset_id", true},
		{"create_clips", clips(map[string]any{"prompt": strings.Repeat("a", 501)}), "prompt", "501", "500", true},
		{"create_clips", clips(map[string]any{"prompt": "  "}), "prompt", "is blank", "leave prompt out", true},
		{"create_clips", clips(map[string]any{"duration_types": []string{"45"}}), "duration_types[0]", `"45"`, "30, 60, 180, long", true},
		{"create_clips", clips(map[string]any{"aspect_ratio": "9:16"}), "aspect_ratio", `"9:16"`, "portrait", true},
		{"remove_background", map[string]any{}, "video_url", "no source video", "video_asset_id", true},
		{"remove_background", map[string]any{"video_url": "https://vimeo.com/1"}, "video_url", "Vimeo page", "upload_asset", true},
		{"list_jobs", map[string]any{}, "source", "--no-ledger", "source heygen", true},
		{"list_jobs", map[string]any{"source": "disk"}, "source", `"disk"`, "ledger, heygen", true},
		{"list_jobs", map[string]any{"kind": "clip"}, "kind", `"clip"`, "clipping", true},
		{"list_jobs", map[string]any{"states": []string{"done"}}, "states[0]", `"done"`, "completed", true},
		{"list_jobs", map[string]any{"since": "yesterday"}, "since", `"yesterday"`, "2026-11-24", true},
		{"list_jobs", map[string]any{"tool": "create_vidoe"}, "tool", `"create_vidoe"`, "create_video", true},
		{"list_jobs", map[string]any{"source": "heygen"}, "kind", "is missing", "Add kind", true},
		{"list_jobs", map[string]any{"source": "heygen", "kind": "video"}, "kind", "is video", "list_videos", true},
		{"list_jobs", map[string]any{"source": "heygen", "kind": "lipsync", "states": []string{"failed"}}, "states", "the ledger only", "source ledger", true},
		{"list_jobs", map[string]any{"source": "heygen", "kind": "lipsync", "tool": "create_lipsync"}, "tool", "the ledger only", "source ledger", true},
		{"list_jobs", map[string]any{"source": "heygen", "kind": "lipsync", "batch_id": "b"}, "batch_id", "the ledger only", "source ledger", true},
		{"list_jobs", map[string]any{"source": "heygen", "kind": "lipsync", "since": "2026-11-24"}, "since", "the ledger only", "source ledger", true},
		{"list_jobs", map[string]any{"source": "heygen", "kind": "lipsync", "cursor": "forged"}, "cursor", "not one that this search gave", "without cursor", true},
		{"list_video_translations", map[string]any{"limit": 101}, "limit", "101", "at most 100", true},
		{"list_video_translations", map[string]any{"cursor": "forged"}, "cursor", "not one that this search gave", "without cursor", true},

		{"create_proofread", map[string]any{"video_asset_id": "x"}, "output_languages", "is missing", "Add", true},
		{"create_proofread", lipsync(map[string]any{"output_languages": []string{"es"}, "srt_url": "https://example.com/a.srt", "srt_asset_id": "y"}), "srt_asset_id", "beside srt_url", "Keep one", true},
		{"create_proofread", lipsync(map[string]any{"output_languages": []string{"es"}, "title": " "}), "title", "is blank", "leave title out", true},
		{"create_proofread", lipsync(map[string]any{"output_languages": []string{"Klingon"}}), "output_languages", `"Klingon"`, "list_video_translation_languages", false},
		{"create_proofread", lipsync(map[string]any{"output_languages": []string{"es"}, "srt_asset_id": "nothing"}), "srt_asset_id", `"nothing"`, "upload_asset", false},
		{"get_proofread", map[string]any{}, "proofread_id", "is missing", "Add", true},
		{"get_proofread", map[string]any{"proofread_id": "nothing"}, "proofread_id", `"nothing"`, "create_proofread", false},
		{"get_proofread", text(map[string]any{"from": 4}), "from", "is 4, and the text has 3 lines", "at most 3", false},
		{"update_proofread", text(nil), "edits", "no change", "edits, srt, srt_url, srt_asset_id", true},
		{"update_proofread", text(map[string]any{"srt": srtOfTwo, "edits": []any{edit(1, "x")}}), "srt", "beside edits", "Keep one", true},
		{"update_proofread", text(map[string]any{"srt": "Hello"}), "srt", "no line of times", "-->", true},
		{"update_proofread", text(map[string]any{"srt": srtOfTwo}), "srt", "line 2 start before line 1", "after those", true},
		{"update_proofread", edits(edit(0, "x")), "edits[0].line", "0", "at least 1", true},
		{"update_proofread", edits(edit(1, "")), "edits[0].text", "0 characters", "at least 1", true},
		{"update_proofread", edits(edit(1, " \n ")), "edits[0].text", "is blank", "srt", true},
		{"update_proofread", edits(edit(1, "a"), edit(1, "b")), "edits[1].line", "is 1, as in edits[0]", "one edit a line", true},
		{"update_proofread", edits(edit(1, "a\n\n2\n00:00:01,000 --> 00:00:02,000\nb")), "edits[0].text", "second line of times", "text alone", true},
		{"update_proofread", edits(edit(2, "a"), edit(4, "b")), "edits[1].line", "is 4, and the text has 3 lines", "get_proofread", false},
		{"update_proofread", edits(map[string]any{"line": 1, "txt": "a"}), "edits[0].text", "is missing", "Add text", true},
		{"update_proofread", text(map[string]any{"srt_asset_id": "nothing"}), "srt_asset_id", `"nothing"`, "upload_asset", false},
		{"update_proofread", map[string]any{"proofread_id": "nothing", "edits": []any{edit(1, "x")}}, "proofread_id", `"nothing"`, "create_proofread", false},
		{"generate_from_proofread", map[string]any{"proofread_id": ""}, "proofread_id", "0 characters", "at least 1", true},
		{"generate_from_proofread", map[string]any{"proofread_id": "nothing"}, "proofread_id", `"nothing"`, "create_proofread", false},
		{"generate_from_proofread", text(map[string]any{"callback_url": "ftp://x"}), "callback_url", "not a web address", "https", true},

		{"estimate_cost", map[string]any{"product": "lipsync", "mode": "audio_only"}, "mode", "audio_only", "speed or precision", true},
		{"estimate_cost", map[string]any{"product": "live", "seconds": 3601}, "seconds", "60 minutes", "several streams", true},
	}
}

func TestBadInputOfJobs(t *testing.T) {
	t.Parallel()
	b, _, id := proofread(t)
	before := len(b.heygen.Requests())
	covered := map[string]bool{}
	for _, row := range badPostInputs(id) {
		covered[row.tool] = true
		row.check(t, b)
	}
	for _, tool := range tools.All() {
		if tool.Toolset == "post" || (tool.Toolset == "translation" && tool.Name != "translate_videos") {
			assert.True(t, covered[tool.Name], "%s has no bad input here", tool.Name)
		}
	}
	for _, r := range b.heygen.Requests()[before:] {
		assert.NotEqual(t, 400, r.Status, "%s %s came back as a bad request", r.Method, r.Path)
		assert.NotEqual(t, "PUT", r.Method, "nothing was changed")
	}
}
