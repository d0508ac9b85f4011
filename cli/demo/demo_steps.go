package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"heygen-mcp/cli/terminal"
)

// demoAvatar is what the demo reads of a look.
type demoAvatar struct {
	AvatarID   string   `json:"avatar_id"`
	Name       string   `json:"name"`
	AvatarType string   `json:"avatar_type"`
	Gender     string   `json:"gender"`
	Engines    []string `json:"engines"`
	Status     string   `json:"status"`
}

func (d *demo) findAvatar(ctx context.Context) (demoAvatar, error) {
	var page struct {
		Items []demoAvatar `json:"items"`
		Total int          `json:"total"`
	}
	search := map[string]any{"query": "office", "engine": "avatar_iv", "orientation": "landscape", "ownership": "public", "limit": 3}
	if err := d.call(ctx, "Find a presenter", "list_avatars", search, &page); err != nil {
		return demoAvatar{}, err
	}
	if len(page.Items) == 0 {
		return demoAvatar{}, fmt.Errorf("list_avatars: %w", errNothingFound)
	}
	for _, avatar := range page.Items {
		d.say("     %s (%s, %s)", avatar.Name, strings.ReplaceAll(avatar.AvatarType, "_", " "), strings.Join(avatar.Engines, ", "))
	}
	d.say("   -> %d looks match; the assistant takes %s.", page.Total, page.Items[0].Name)
	return page.Items[0], nil
}

type demoVoice struct {
	VoiceID  string `json:"voice_id"`
	Name     string `json:"name"`
	Language string `json:"language"`
	Gender   string `json:"gender"`
}

func (d *demo) findVoice(ctx context.Context, avatar demoAvatar) (demoVoice, error) {
	var page struct {
		Items []demoVoice `json:"items"`
		Total int         `json:"total"`
	}
	search := map[string]any{"language": "English", "limit": 3}
	if avatar.Gender == "female" || avatar.Gender == "male" {
		search["gender"] = avatar.Gender
	}
	if err := d.call(ctx, "Find a voice", "list_voices", search, &page); err != nil {
		return demoVoice{}, err
	}
	if len(page.Items) == 0 {
		return demoVoice{}, fmt.Errorf("list_voices: %w", errNothingFound)
	}
	for _, voice := range page.Items {
		d.say("     %s (%s, %s)", voice.Name, voice.Language, voice.Gender)
	}
	d.say("   -> %d voices match; the assistant takes %s.", page.Total, page.Items[0].Name)
	return page.Items[0], nil
}

func (d *demo) estimate(ctx context.Context, avatar demoAvatar) error {
	var cost struct {
		Estimate struct {
			USD      *terminal.Span `json:"usd"`
			Seconds  *terminal.Span `json:"seconds"`
			RateCard string         `json:"rate_card"`
		} `json:"estimate"`
		BalanceUSD   *float64       `json:"balance_usd"`
		BalanceAfter *terminal.Span `json:"balance_after_usd"`
	}
	ask := map[string]any{"product": "video", "avatar_id": avatar.AvatarID, "script": demoScript}
	if err := d.call(ctx, "Tell the price before spending", "estimate_cost", ask, &cost); err != nil {
		return err
	}
	if cost.Estimate.USD == nil || cost.Estimate.Seconds == nil {
		return fmt.Errorf("estimate_cost: %w", errNothingFound)
	}
	d.say("   -> about %s seconds, $%s by the rate card of %s", cost.Estimate.Seconds.Text("%.0f"), cost.Estimate.USD.Text("%.2f"), cost.Estimate.RateCard)
	if cost.BalanceUSD != nil && cost.BalanceAfter != nil {
		d.say("      the wallet has $%.2f and would have $%s", *cost.BalanceUSD, cost.BalanceAfter.Text("%.2f"))
	}
	return nil
}

func (d *demo) createVideo(ctx context.Context, video map[string]any) (string, error) {
	var made struct {
		VideoID string `json:"video_id"`
		Status  string `json:"status"`
	}
	if err := d.call(ctx, "Create the video", "create_video", video, &made); err != nil {
		return "", err
	}
	d.say("   -> %s, video_id %s", made.Status, made.VideoID)
	return made.VideoID, nil
}

func (d *demo) translate(ctx context.Context, videoID string) (string, error) {
	var made struct {
		IDs       []string `json:"video_translation_ids"`
		Languages []string `json:"output_languages"`
		Status    string   `json:"status"`
	}
	wanted := map[string]any{"video_id": videoID, "output_languages": []string{"es"}}
	if err := d.call(ctx, "Translate it", "translate_video", wanted, &made); err != nil {
		return "", err
	}
	if len(made.IDs) == 0 {
		return "", fmt.Errorf("translate_video: %w", errNothingFound)
	}
	d.say("   -> \"es\" is %s; %s, id %s", strings.Join(made.Languages, ", "), made.Status, made.IDs[0])
	return made.IDs[0], nil
}

// jobState is what the demo reads of a job's state.
type jobState struct {
	ID              string  `json:"id"`
	Status          string  `json:"status"`
	DurationSeconds float64 `json:"duration_seconds"`
	FailureMessage  string  `json:"failure_message"`
}

// waitSeconds is how long one call of get_video_status waits in the demo.
const waitSeconds = 15

// wait follows a job to its end, asking again as an assistant would.
func (d *demo) wait(ctx context.Context, title, id string, typical time.Duration) error {
	var state struct {
		Items []jobState `json:"items"`
		Done  bool       `json:"done"`
	}
	ask := map[string]any{"ids": []string{id}, "wait_seconds": waitSeconds}
	d.progress.Begin(time.Duration(float64(typical) / d.speed))
	err := d.call(ctx, title, "get_video_status", ask, &state)
	for err == nil && !state.Done {
		err = d.quietly(ctx, "get_video_status", ask, &state)
	}
	d.progress.End()
	if err != nil {
		return err
	}
	for _, job := range state.Items {
		if job.FailureMessage != "" {
			return fmt.Errorf("the render failed: %s", job.FailureMessage)
		}
		d.say("   -> %s, %.1f seconds of video", job.Status, job.DurationSeconds)
	}
	return nil
}

type demoFile struct {
	Path string `json:"path"`
	Size int64  `json:"size_bytes"`
}

func (d *demo) download(ctx context.Context, ids ...string) (files []demoFile, err error) {
	var saved struct {
		Items []struct {
			ID       string    `json:"id"`
			Title    string    `json:"title"`
			Video    *demoFile `json:"video"`
			Captions *demoFile `json:"captions"`
			Problem  string    `json:"problem"`
		} `json:"items"`
	}
	if err := d.call(ctx, "Bring the files", "download_video", map[string]any{"ids": ids}, &saved); err != nil {
		return nil, err
	}
	for _, item := range saved.Items {
		if item.Problem != "" {
			return nil, fmt.Errorf("downloading %s: %s", item.ID, item.Problem)
		}
		for _, file := range []*demoFile{item.Video, item.Captions} {
			if file != nil {
				files = append(files, *file)
			}
		}
	}
	d.say("   -> %d files saved", len(files))
	return files, nil
}

// size writes a number of bytes for people.
func size(bytes int64) string {
	switch {
	case bytes >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
	case bytes >= 1<<10:
		return fmt.Sprintf("%.0f KB", float64(bytes)/(1<<10))
	default:
		return fmt.Sprintf("%d bytes", bytes)
	}
}
