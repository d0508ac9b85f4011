package heygenapi_test

import (
	"slices"
	"strings"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

// until looks until the job is over: each look moves the clock on.
func (w *walk) until(look func() (heygenapi.Status, error)) {
	w.t.Helper()
	for range 200 {
		status, err := look()
		require.NoError(w.t, err)
		if status.Final() {
			assert.True(w.t, status.Succeeded(), status)
			return
		}
	}
	require.FailNow(w.t, "the job never ends")
}

func (w *walk) lipsyncs() {
	ctx := w.t.Context()
	request := heygenapi.LipsyncRequest{
		Video: heygenapi.MediaURL{URL: "https://example.com/talk.mp4"}, Audio: heygenapi.MediaURL{URL: "https://example.com/talk.mp3"},
		Mode: "precision", Title: "New words", EnableCaption: true, StartTime: new(0.0), EndTime: new(9.5), EnableDynamicDuration: new(false),
		EnableSpeechEnhancement: true, EnableWatermark: true, DisableMusicTrack: true, KeepTheSameFormat: new(true), FPSMode: "vfr",
		FolderID: "folder", CallbackURL: "https://example.com/hook", CallbackID: "6",
	}
	id, err := w.c.CreateLipsync(ctx, request)
	require.NoError(w.t, err)
	batch, err := w.c.CreateLipsyncBatch(ctx, heygenapi.LipsyncBatch{Title: "Many", CallbackURL: "https://example.com/hook", Lipsyncs: []heygenapi.LipsyncRequest{request, request}})
	require.NoError(w.t, err)
	item := first(w.t, w.c.LipsyncBatchItems(ctx, batch.BatchID))
	var made heygenapi.Lipsync
	w.until(func() (heygenapi.Status, error) {
		made, err = w.c.GetLipsync(ctx, id)
		return made.Status, err
	})
	assert.NotEmpty(w.t, made.CaptionURL)
	states, err := w.c.LipsyncStatuses(ctx, heygenapi.StatusQuery{IDs: []string{id}, BatchIDs: []string{batch.BatchID}})
	require.NoError(w.t, err)
	assert.Len(w.t, states, 3)
	renamed, err := w.c.RenameLipsync(ctx, id, "Other words")
	require.NoError(w.t, err)
	assert.Equal(w.t, "Other words", renamed.Title)
	first(w.t, w.c.Lipsyncs(ctx, heygenapi.PageOptions{Limit: 1}))
	require.NoError(w.t, w.c.DeleteLipsync(ctx, item.ID))
}

func (w *walk) clippings() {
	ctx := w.t.Context()
	id, err := w.c.CreateClipping(ctx, heygenapi.ClippingRequest{
		Video: heygenapi.MediaURL{URL: "https://example.com/long.mp4"}, Title: "Best of", InputLanguage: "English",
		OutputSettings: &heygenapi.ClippingOutput{AspectRatio: "square", Captions: new(false), CaptionStyle: "bold", DurationTypes: []string{"30", "long"}, Prompt: "the jokes"},
		CallbackURL:    "https://example.com/hook", CallbackID: "7",
	})
	require.NoError(w.t, err)
	require.NotEmpty(w.t, id)
	var made heygenapi.Clipping
	w.until(func() (heygenapi.Status, error) {
		made, err = w.c.GetClipping(ctx, id)
		return made.Status, err
	})
	require.NotEmpty(w.t, made.Clips)
	assert.NotEmpty(w.t, made.Clips[0].VideoURL)
	listed := first(w.t, w.c.Clippings(ctx, heygenapi.PageOptions{Limit: 1}))
	require.NoError(w.t, w.c.DeleteClipping(ctx, listed.ID))
}

func (w *walk) removals() {
	ctx := w.t.Context()
	request := heygenapi.BackgroundRemovalRequest{Video: heygenapi.MediaURL{URL: "https://example.com/talk.mp4"}, Title: "Cut out", Layers: []string{"foreground", "alpha"}, RequestID: "order-7"}
	made, err := w.c.CreateBackgroundRemoval(ctx, request)
	require.NoError(w.t, err)
	again, err := w.c.CreateBackgroundRemoval(ctx, request)
	require.NoError(w.t, err)
	assert.Equal(w.t, made.ID, again.ID, "the request id is the key")
	w.until(func() (heygenapi.Status, error) {
		made, err = w.c.GetBackgroundRemoval(ctx, made.ID)
		return made.Status, err
	})
	assert.Len(w.t, made.LayerURLs(), 2)
	listed := first(w.t, w.c.BackgroundRemovals(ctx, heygenapi.PageOptions{Limit: 1}))
	require.NoError(w.t, w.c.DeleteBackgroundRemoval(ctx, listed.ID))
}

func (w *walk) fillerWords() {
	ctx := w.t.Context()
	id, err := w.c.CreateFillerWordRemoval(ctx, heygenapi.FillerWordRemovalRequest{
		Video: heygenapi.MediaURL{URL: "https://example.com/talk.mp4"}, Title: "Um", CallbackURL: "https://example.com/hook", CallbackID: "9",
	})
	require.NoError(w.t, err)
	var made heygenapi.FillerWordRemoval
	w.until(func() (heygenapi.Status, error) {
		made, err = w.c.GetFillerWordRemoval(ctx, id)
		return made.Status, err
	})
	assert.NotEmpty(w.t, made.VideoURL)
	assert.Less(w.t, *made.OutputDuration, *made.OriginalDuration)
}

func (w *walk) hyperFrames() {
	ctx := w.t.Context()
	id, err := w.c.CreateHyperFramesRender(ctx, heygenapi.HyperFramesRequest{
		Project: heygenapi.MediaURL{URL: "https://example.com/intro.zip"}, Composition: "intro.html", Variables: map[string]any{"name": "Ada"}, Title: "Intro",
		AspectRatio: "1:1", Resolution: "4k", FPS: new(60), Quality: "high", Format: "webm", CallbackURL: "https://example.com/hook", CallbackID: "10",
	})
	require.NoError(w.t, err)
	var made heygenapi.HyperFramesRender
	w.until(func() (heygenapi.Status, error) {
		made, err = w.c.GetHyperFramesRender(ctx, id)
		return made.Status, err
	})
	assert.NotEmpty(w.t, made.VideoURL)
	assert.Equal(w.t, id, first(w.t, w.c.HyperFramesRenders(ctx, heygenapi.PageOptions{Limit: 1})).ID)
	require.NoError(w.t, w.c.DeleteHyperFramesRender(ctx, id))
}

func (w *walk) realtime() {
	ctx := w.t.Context()
	made, err := w.c.CreateRealtimeStream(ctx, heygenapi.RealtimeTextStream{AvatarID: w.look.ID, VoiceID: w.voice.ID, Text: "Hello."})
	require.NoError(w.t, err)
	_, err = w.c.AppendRealtimeText(ctx, made.ID, "And goodbye.", true)
	require.NoError(w.t, err)
	_, err = w.c.GetRealtimeStream(ctx, made.ID)
	require.NoError(w.t, err)
}

func (w *walk) proofreads() {
	ctx := w.t.Context()
	srt, err := w.c.UploadAsset(ctx, heygenapi.AssetFile{Name: "talk.srt", ContentType: "application/x-subrip", Body: strings.NewReader("1\n00:00:00,000 --> 00:00:02,000\nHola a todos.\n")})
	require.NoError(w.t, err)
	subtitles := heygenapi.MediaAsset{AssetID: srt.AssetID}
	made, err := w.c.CreateProofreads(ctx, heygenapi.ProofreadRequest{
		Video: heygenapi.MediaURL{URL: "https://example.com/talk.mp4"}, OutputLanguages: []string{"Spanish (Spain)"}, Title: "A talk", Mode: "precision", SRT: subtitles,
		SpeakerNum: new(2), DisableMusicTrack: true, EnableSpeechEnhancement: true, EnableVideoStretching: true, KeepTheSameFormat: true,
		BrandGlossaryID: "glossary", BrandVoiceID: "brand", FolderID: "folder",
	})
	require.NoError(w.t, err)
	require.Len(w.t, made.IDs, 1)
	id := made.IDs[0]
	w.until(func() (heygenapi.Status, error) {
		p, err := w.c.GetProofread(ctx, id)
		return p.Status, err
	})
	links, err := w.c.GetProofreadSRT(ctx, id)
	require.NoError(w.t, err)
	assert.NotEqual(w.t, links.SRTURL, links.OriginalSRTURL)
	_, err = w.c.PutProofreadSRT(ctx, id, subtitles)
	require.NoError(w.t, err)
	rendered, err := w.c.GenerateProofread(ctx, id, heygenapi.ProofreadGeneration{Captions: true, TranslateAudioOnly: true, CallbackURL: "https://example.com/hook", CallbackID: "8"})
	require.NoError(w.t, err)
	translation, err := w.c.GetTranslation(ctx, rendered.VideoTranslationID)
	require.NoError(w.t, err)
	assert.Equal(w.t, "Spanish (Spain)", translation.OutputLanguage)
}

func (w *walk) library() {
	ctx := w.t.Context()
	assert.NotEmpty(w.t, first(w.t, w.c.BrandKits(ctx, heygenapi.PageOptions{})).Colors)
	w.brandKit()
	w.brandGlossary()
	assert.NotEmpty(w.t, first(w.t, w.c.BrandGlossaries(ctx, heygenapi.PageOptions{Limit: 1})).Name)
	sound := first(w.t, w.c.SoundSearch(ctx, heygenapi.SearchSoundsOptions{Query: "calm piano", Type: "music", MinScore: new(0.1)}))
	assert.NotEmpty(w.t, sound.AudioURL)
}

func (w *walk) brandKit() {
	ctx := w.t.Context()
	made, err := w.c.CreateBrandKit(ctx, heygenapi.BrandKitRequest{URL: "https://example.com", Name: "Example"})
	require.NoError(w.t, err)
	assert.Equal(w.t, heygenapi.StatusLoading, made.Status)
	var kit heygenapi.BrandKit
	w.until(func() (heygenapi.Status, error) {
		kit, err = w.c.GetBrandKit(ctx, made.ID)
		return kit.Status, err
	})
	require.NotEmpty(w.t, kit.Fonts)
	require.NotEmpty(w.t, kit.Logos)
	font := &heygenapi.FontRole{FontID: kit.Fonts[0].ID, Weight: new(700)}
	changed, err := w.c.UpdateBrandKit(ctx, made.ID, heygenapi.BrandKitUpdate{
		Name: "Another", ColorRoles: &heygenapi.ColorRoles{Primary: "#112233", Secondary: "#223344", Tertiary: "#334455", Accent: "#445566"},
		FontRoles: &heygenapi.FontRoles{TitleText: font, BodyText: font}, LogoRoles: &heygenapi.LogoRoles{Primary: kit.Logos[0].ID},
	})
	require.NoError(w.t, err)
	assert.Equal(w.t, "#445566", changed.ColorRoles.Accent)
	changed, err = w.c.UpdateBrandKit(ctx, made.ID, heygenapi.BrandKitUpdate{ColorRoles: &heygenapi.ColorRoles{}})
	require.NoError(w.t, err)
	assert.Equal(w.t, []string{"Another", "", kit.Fonts[0].ID}, []string{changed.Name, changed.ColorRoles.Accent, changed.FontRoles.TitleText.FontID})
	require.NoError(w.t, w.c.DeleteBrandKit(ctx, made.ID))
}

func (w *walk) brandGlossary() {
	ctx := w.t.Context()
	made, err := w.c.CreateBrandGlossary(ctx, heygenapi.BrandGlossaryRequest{
		Name: "Ours", Terms: []heygenapi.SpokenTerm{{Term: "HeyGen", Pronunciation: "hey jen"}}, DoNotTranslateTerms: []heygenapi.KeptTerm{{Term: "HeyGen"}},
		ForcedTranslations: []heygenapi.ForcedTranslation{{Term: "crane", Translation: "Kran"}},
	})
	require.NoError(w.t, err)
	more := slices.Concat(made.Terms, []heygenapi.SpokenTerm{{Term: "SQL", Pronunciation: "sequel"}})
	changed, err := w.c.UpdateBrandGlossary(ctx, made.ID, heygenapi.BrandGlossaryUpdate{Name: "Ours too", Terms: more, ForcedTranslations: []heygenapi.ForcedTranslation{}})
	require.NoError(w.t, err)
	assert.Len(w.t, changed.Terms, 2)
	assert.Empty(w.t, changed.ForcedTranslations)
	assert.Len(w.t, changed.DoNotTranslateTerms, 1, "what is left out stays")
	got, err := w.c.GetBrandGlossary(ctx, made.ID)
	require.NoError(w.t, err)
	assert.Equal(w.t, changed, got)
	require.NoError(w.t, w.c.DeleteBrandGlossary(ctx, made.ID))
}

func (w *walk) webhooks() {
	ctx := w.t.Context()
	made, err := w.c.CreateWebhook(ctx, heygenapi.WebhookRequest{URL: "https://example.com/hook", Events: []string{string(heygenapi.EventVideoSuccess)}, EntityID: "entity"})
	require.NoError(w.t, err)
	assert.NotEmpty(w.t, made.Secret)
	updated, err := w.c.UpdateWebhook(ctx, made.ID, heygenapi.WebhookUpdate{URL: "https://example.com/other", Events: []string{string(heygenapi.EventVideoFail)}})
	require.NoError(w.t, err)
	assert.Equal(w.t, "https://example.com/other", updated.URL)
	rotated, err := w.c.RotateWebhookSecret(ctx, made.ID)
	require.NoError(w.t, err)
	assert.NotEqual(w.t, made.Secret, rotated.Secret)
	assert.Empty(w.t, first(w.t, w.c.Webhooks(ctx, heygenapi.PageOptions{Limit: 1})).Secret, "told once")
	types, err := w.c.ListWebhookEventTypes(ctx)
	require.NoError(w.t, err)
	assert.Len(w.t, types, len(heygenapi.EventTypes()))
	event := first(w.t, w.c.WebhookEvents(ctx, heygenapi.ListWebhookEventsOptions{EventType: string(heygenapi.EventVideoSuccess), EntityID: w.video}))
	assert.Contains(w.t, string(event.Data), w.video)
	require.NoError(w.t, w.c.DeleteWebhook(ctx, made.ID))
}
