// Package e2e drives the built binary as a host does: the MCP library's real
// clients, over each transport.
package e2e

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// speed is how fast the sandbox renders: minutes become fractions of a second.
const speed = "1000"

func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "heygen-mcp")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", path, "heygen-mcp")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return path
}

func TestStoryOnEachTransport(t *testing.T) {
	t.Parallel()
	binary := build(t)
	t.Run("stdio", func(t *testing.T) {
		t.Parallel()
		downloads := t.TempDir()
		c, err := client.NewStdioMCPClient(binary, []string{"HOME=" + t.TempDir()}, "serve", "--sandbox", "--sandbox-speed", speed, "--download-dir", downloads)
		require.NoError(t, err)
		tell(t, connected(t, c), func(saved file) string { return saved.Path })
	})
	base := serveHTTP(t, binary)
	key := map[string]string{"X-Api-Key": "sk_of_a_caller"}
	t.Run("streamable HTTP", func(t *testing.T) {
		t.Parallel()
		c, err := client.NewStreamableHttpClient(base+"/mcp", transport.WithHTTPHeaders(key))
		require.NoError(t, err)
		tell(t, connected(t, c), func(saved file) string { return fetch(t, saved.URL) })
	})
	t.Run("SSE", func(t *testing.T) {
		t.Parallel()
		c, err := client.NewSSEMCPClient(base+"/sse", transport.WithHeaders(key))
		require.NoError(t, err)
		require.NoError(t, c.Start(t.Context()))
		tell(t, connected(t, c), func(saved file) string { return fetch(t, saved.URL) })
	})
}

// serveHTTP runs the binary as a service until the test ends.
func serveHTTP(t *testing.T, binary string) string {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	addr := ln.Addr().String()
	require.NoError(t, ln.Close())
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), binary, "serve", "--transport", "http", "--addr", addr, "--sandbox", "--sandbox-speed", speed)
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	require.Eventually(t, func() bool {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+"/healthz", nil)
		if err != nil {
			return false
		}
		resp, err := http.DefaultClient.Do(req)
		return err == nil && resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
	}, time.Minute, 20*time.Millisecond)
	return "http://" + addr
}

func connected(t *testing.T, c *client.Client) *client.Client {
	t.Helper()
	t.Cleanup(func() { _ = c.Close() })
	var hello mcp.InitializeRequest
	hello.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	hello.Params.ClientInfo = mcp.Implementation{Name: "story", Version: "1"}
	_, err := c.Initialize(t.Context(), hello)
	require.NoError(t, err)
	return c
}

func call(t *testing.T, c *client.Client, name string, args map[string]any, into any) {
	t.Helper()
	var req mcp.CallToolRequest
	req.Params.Name, req.Params.Arguments = name, args
	result, err := c.CallTool(t.Context(), req)
	require.NoError(t, err)
	require.Len(t, result.Content, 1)
	text, ok := result.Content[0].(mcp.TextContent)
	require.True(t, ok)
	require.False(t, result.IsError, "%s: %s", name, text.Text)
	require.NoError(t, json.Unmarshal([]byte(text.Text), into))
	structured, err := json.Marshal(result.StructuredContent)
	require.NoError(t, err)
	assert.JSONEq(t, text.Text, string(structured), "text and structured content say the same")
}

type file struct {
	Path string `json:"path"`
	URL  string `json:"url"`
}

type status struct {
	Done  bool `json:"done"`
	Items []struct {
		Status          string   `json:"status"`
		VideoURL        string   `json:"video_url"`
		DurationSeconds *float64 `json:"duration_seconds"`
	} `json:"items"`
}

// settle waits as an assistant does: as long as one call may, again and again.
func settle(t *testing.T, c *client.Client, ids ...string) status {
	t.Helper()
	for {
		var s status
		call(t, c, "get_video_status", map[string]any{"ids": ids, "wait_seconds": 20}, &s)
		if s.Done {
			return s
		}
	}
}

// tell is the story: find an avatar and a voice, know the price, make a video,
// follow it, translate it, get the file.
func tell(t *testing.T, c *client.Client, get func(file) string) {
	t.Helper()
	var looks struct {
		Items []struct {
			AvatarID       string `json:"avatar_id"`
			DefaultVoiceID string `json:"default_voice_id"`
			Gender         string `json:"gender"`
		} `json:"items"`
	}
	call(t, c, "list_avatars", map[string]any{"query": "office", "engine": "avatar_iv"}, &looks)
	require.NotEmpty(t, looks.Items)
	look := looks.Items[0]
	var voices struct {
		Items []struct {
			VoiceID string `json:"voice_id"`
		} `json:"items"`
	}
	call(t, c, "list_voices", map[string]any{"language": "english", "gender": look.Gender, "type": "public", "limit": 1}, &voices)
	require.NotEmpty(t, voices.Items)

	script := "Good morning. This film was asked for in a chat, priced before it was made, and brought home as a file."
	var price struct {
		Estimate struct{ USD struct{ Min, Max float64 } } `json:"estimate"`
		Enough   bool                                     `json:"enough"`
	}
	call(t, c, "estimate_cost", map[string]any{"product": "video", "avatar_id": look.AvatarID, "script": script}, &price)
	assert.Positive(t, price.Estimate.USD.Min)
	assert.True(t, price.Enough)

	var made struct {
		VideoID string `json:"video_id"`
	}
	call(t, c, "create_video", map[string]any{"avatar_id": look.AvatarID, "voice_id": voices.Items[0].VoiceID, "script": script, "title": "A story"}, &made)
	video := settle(t, c, made.VideoID)
	require.Equal(t, "completed", video.Items[0].Status)

	var dubbed struct {
		IDs []string `json:"video_translation_ids"`
	}
	call(t, c, "translate_video", map[string]any{"video_id": made.VideoID, "output_languages": []string{"es", "German"}}, &dubbed)
	require.Len(t, dubbed.IDs, 2)
	for _, item := range settle(t, c, dubbed.IDs...).Items {
		assert.Equal(t, "completed", item.Status)
	}

	var saved struct {
		Items []struct {
			Video    *file  `json:"video"`
			Captions *file  `json:"captions"`
			Problem  string `json:"problem"`
		} `json:"items"`
	}
	call(t, c, "download_video", map[string]any{"ids": []string{made.VideoID}}, &saved)
	require.Empty(t, saved.Items[0].Problem)
	require.NotNil(t, video.Items[0].DurationSeconds)
	assert.InDelta(t, *video.Items[0].DurationSeconds, seconds(t, get(*saved.Items[0].Video)), 0.05)
	srt, err := os.ReadFile(get(*saved.Items[0].Captions))
	require.NoError(t, err)
	assert.Contains(t, string(srt), "-->")
	assert.Contains(t, string(srt), "Good morning")
}

// fetch saves what a link shows.
func fetch(t *testing.T, link string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, link, nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { _ = resp.Body.Close() }()
	require.Equal(t, http.StatusOK, resp.StatusCode)
	path := filepath.Join(t.TempDir(), "file")
	f, err := os.Create(path)
	require.NoError(t, err)
	_, err = io.Copy(f, resp.Body)
	require.NoError(t, err)
	require.NoError(t, f.Close())
	return path
}

// seconds reads an MP4's length from its movie header, by a parser of its own.
func seconds(t *testing.T, path string) float64 {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	header := box(box(data, "moov"), "mvhd")
	require.GreaterOrEqual(t, len(header), 20)
	if header[0] == 1 {
		return float64(binary.BigEndian.Uint64(header[24:])) / float64(binary.BigEndian.Uint32(header[20:]))
	}
	return float64(binary.BigEndian.Uint32(header[16:])) / float64(binary.BigEndian.Uint32(header[12:]))
}

func box(data []byte, kind string) []byte {
	for len(data) >= 8 {
		size := int(binary.BigEndian.Uint32(data))
		if size < 8 || size > len(data) {
			return nil
		}
		if string(data[4:8]) == kind {
			return data[8:size]
		}
		data = data[size:]
	}
	return nil
}
