package heygenapi_test

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/png"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/heygenapi"
)

// walk calls the operations of each group with every field set.
type walk struct {
	t   *testing.T
	c   *heygenapi.Client
	png []byte

	look  heygenapi.AvatarLook
	voice heygenapi.Voice
	asset string
	video string
}

func pngFile() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// first gives the first item of a drained list.
func first[T any](t *testing.T, items iter.Seq2[T, error]) T {
	t.Helper()
	for item, err := range items {
		require.NoError(t, err)
		return item
	}
	require.FailNow(t, "the list is empty")
	panic("unreachable")
}

func (w *walk) account() {
	user, err := w.c.GetCurrentUser(w.t.Context())
	require.NoError(w.t, err)
	assert.Equal(w.t, "wallet", user.BillingType)
	assert.InDelta(w.t, 100, *user.Wallet.RemainingBalance, 0.01)
}

func (w *walk) avatars() {
	ctx := w.t.Context()
	group := first(w.t, w.c.AvatarGroups(ctx, heygenapi.ListAvatarGroupsOptions{Ownership: "public"}))
	got, err := w.c.GetAvatarGroup(ctx, group.ID)
	require.NoError(w.t, err)
	assert.Equal(w.t, group.Name, got.Name)
	for look, err := range w.c.AvatarLooks(ctx, heygenapi.ListAvatarLooksOptions{Ownership: "public", AvatarType: "photo_avatar"}) {
		require.NoError(w.t, err)
		if look.DefaultVoiceID != "" {
			w.look = look
			break
		}
	}
	one, err := w.c.GetAvatarLook(ctx, w.look.ID)
	require.NoError(w.t, err)
	assert.Equal(w.t, w.look.Name, one.Name)

	made, err := w.c.CreateAvatar(ctx, heygenapi.PromptAvatar{Name: "Ada", Prompt: "a librarian", AspectRatio: "9:16", ReferenceImages: []heygenapi.MediaSource{heygenapi.MediaURL{URL: "https://example.com/a.png"}}})
	require.NoError(w.t, err)
	_, err = w.c.CreateAvatar(ctx, heygenapi.PhotoAvatar{Name: "Bo", File: heygenapi.MediaBase64{MediaType: "image/png", Data: base64.StdEncoding.EncodeToString(w.png)}})
	require.NoError(w.t, err)
	_, err = w.c.CreateAvatar(ctx, heygenapi.DigitalTwin{Name: "Cy", File: heygenapi.MediaURL{URL: "https://example.com/c.mp4"}, AvatarGroupID: made.Group.ID})
	require.NoError(w.t, err)
	consent, err := w.c.CreateAvatarConsent(ctx, made.Group.ID, heygenapi.AvatarConsentRequest{ConsentText: "I agree", RerouteURL: "https://example.com/thanks"})
	require.NoError(w.t, err)
	assert.NotEmpty(w.t, consent.URL)
	renamed, err := w.c.UpdateAvatarLook(ctx, made.Look.ID, "Ada in blue")
	require.NoError(w.t, err)
	assert.Equal(w.t, "Ada in blue", renamed.Name)
	voice := first(w.t, w.c.Voices(ctx, heygenapi.ListVoicesOptions{Type: "public"}))
	spoken, err := w.c.SetDefaultVoice(ctx, made.Group.ID, voice.ID)
	require.NoError(w.t, err)
	assert.Equal(w.t, voice.ID, spoken.DefaultVoiceID)
	require.NoError(w.t, w.c.DeleteAvatarLook(ctx, made.Look.ID))
	require.NoError(w.t, w.c.DeleteAvatarGroup(ctx, made.Group.ID))
}

func (w *walk) voices() {
	ctx := w.t.Context()
	w.voice = first(w.t, w.c.Voices(ctx, heygenapi.ListVoicesOptions{Type: "public", Engine: "starfish", Language: "English (United States)", Gender: "female"}))
	detail, err := w.c.GetVoice(ctx, w.voice.ID)
	require.NoError(w.t, err)
	assert.Equal(w.t, w.voice.Name, detail.Name)
	designed, err := w.c.DesignVoice(ctx, heygenapi.DesignVoiceRequest{Prompt: "warm and calm", Gender: "male", Locale: "en-GB", Seed: new(2)})
	require.NoError(w.t, err)
	assert.Len(w.t, designed.Voices, 3)
	cloned, err := w.c.CloneVoice(ctx, heygenapi.CloneVoiceRequest{VoiceName: "Mine", Audio: heygenapi.MediaURL{URL: "https://example.com/v.mp3"}, Language: "English", RemoveBackgroundNoise: new(false)})
	require.NoError(w.t, err)
	require.NoError(w.t, w.c.DeleteVoice(ctx, cloned))
	speech, err := w.c.CreateSpeech(ctx, heygenapi.SpeechRequest{Text: "Hello there", VoiceID: w.voice.ID, InputType: "text", Language: "English", Locale: "en-US", Speed: new(1.1)})
	require.NoError(w.t, err)
	assert.Positive(w.t, speech.Duration)
	assert.Len(w.t, speech.WordTimestamps, 2)
}

func (w *walk) assets() {
	ctx := w.t.Context()
	file := heygenapi.AssetFile{Name: "picture.png", ContentType: "image/png", Body: bytes.NewReader(w.png)}
	up, err := w.c.UploadAsset(ctx, file)
	require.NoError(w.t, err)
	w.asset = up.AssetID
	direct, err := w.c.UploadDirect(ctx, file)
	require.NoError(w.t, err)
	assert.Equal(w.t, int64(len(w.png)), direct.SizeBytes)
	batch, err := w.c.CreateDirectUploadBatch(ctx, heygenapi.DirectUploadBatch{
		Title: "Two", CallbackURL: "https://example.com/hook",
		Files: []heygenapi.DirectUploadFile{{Filename: "a.png", ContentType: "image/png", SizeBytes: int64(len(w.png))}, {Filename: "b.png", ContentType: "image/png", SizeBytes: int64(len(w.png))}},
	})
	require.NoError(w.t, err)
	for _, to := range batch.Items {
		require.NoError(w.t, w.c.PutDirectUpload(ctx, to, bytes.NewReader(w.png)))
	}
	_, err = w.c.CompleteDirectUploadBatch(ctx, batch.BatchID)
	require.NoError(w.t, err)
	item := first(w.t, w.c.AssetBatchItems(ctx, batch.BatchID))
	assert.Equal(w.t, heygenapi.StatusCompleted, item.Status)
	states, err := w.c.AssetStatuses(ctx, heygenapi.StatusQuery{IDs: []string{w.asset, "nothing"}, BatchIDs: []string{batch.BatchID}})
	require.NoError(w.t, err)
	assert.Len(w.t, states, 4)
	found := first(w.t, w.c.AssetSearch(ctx, heygenapi.SearchAssetsOptions{Query: "office", Type: "icon", Scope: "public"}))
	assert.Equal(w.t, "icon", found.Type)
	listed := first(w.t, w.c.Assets(ctx, heygenapi.ListAssetsOptions{Username: "sandbox_user"}))
	got, err := w.c.GetAsset(ctx, listed.ID)
	require.NoError(w.t, err)
	assert.Equal(w.t, listed.Name, got.Name)
	require.NoError(w.t, w.c.DeleteAsset(ctx, direct.AssetID))
}

func (w *walk) videos() {
	ctx := w.t.Context()
	for _, request := range w.everyVideo("folder") {
		made, err := w.c.CreateVideo(ctx, request)
		require.NoError(w.t, err, "%T", request)
		w.video = made.VideoID
	}
	batch, err := w.c.CreateVideoBatch(ctx, heygenapi.VideoBatch{Title: "Many", FolderID: "folder", CallbackURL: "https://example.com/hook", Videos: w.everyVideo("")})
	require.NoError(w.t, err)
	item := first(w.t, w.c.VideoBatchItems(ctx, batch.BatchID))
	assert.NotEmpty(w.t, item.ID)
	video := w.settledVideo(w.video)
	assert.NotEmpty(w.t, video.VideoURL)
	scenes, err := w.c.GetVideoScenes(ctx, w.video)
	require.NoError(w.t, err)
	assert.Len(w.t, scenes.Scenes, 5)
	listed := first(w.t, w.c.Videos(ctx, heygenapi.ListVideosOptions{Title: "All fields"}))
	states, err := w.c.VideoStatuses(ctx, heygenapi.StatusQuery{IDs: []string{listed.ID}, BatchIDs: []string{batch.BatchID}})
	require.NoError(w.t, err)
	assert.Len(w.t, states, 1+len(w.everyVideo("")))
	require.NoError(w.t, w.c.DeleteVideo(ctx, item.ID))
}

// settledVideo looks until the render is over: each look moves the clock on.
func (w *walk) settledVideo(id string) heygenapi.Video {
	for range 200 {
		v, err := w.c.GetVideo(w.t.Context(), id)
		require.NoError(w.t, err)
		if v.Status.Final() {
			return v
		}
	}
	require.FailNow(w.t, "the render never ends")
	panic("unreachable")
}

func (w *walk) agents() {
	ctx := w.t.Context()
	style := first(w.t, w.c.VideoAgentStyles(ctx, heygenapi.ListStylesOptions{Tag: "business"}))
	made, err := w.c.CreateVideoAgent(ctx, heygenapi.VideoAgentRequest{
		Prompt: "A 20 second greeting", AvatarID: w.look.ID, VoiceID: w.voice.ID, StyleID: style.StyleID, BrandKitID: "kit", BrandGlossaryID: "glossary", Orientation: "portrait",
		Files: []heygenapi.MediaSource{heygenapi.MediaAsset{AssetID: w.asset}}, Mode: "chat", IncognitoMode: true,
		CallbackURL: "https://example.com/hook", CallbackID: "1",
	})
	require.NoError(w.t, err)
	w.talkUntil(made.SessionID, heygenapi.StatusWaitingForInput)
	session := w.talkUntil(made.SessionID, heygenapi.StatusWaitingForInput)
	resource := session.Messages[0].ResourceIDs[0]
	got, err := w.c.GetVideoAgentResource(ctx, made.SessionID, resource)
	require.NoError(w.t, err)
	assert.NotEmpty(w.t, got.URL)
	answer := heygenapi.AgentMessageRequest{Message: "Friendly", AvatarID: w.look.ID, VoiceID: w.voice.ID, BrandKitID: "kit", Files: []heygenapi.MediaSource{heygenapi.MediaAsset{AssetID: w.asset}}}
	_, err = w.c.SendVideoAgentMessage(ctx, made.SessionID, answer)
	require.NoError(w.t, err)
	w.talkUntil(made.SessionID, heygenapi.StatusReviewing)
	_, err = w.c.SendVideoAgentMessage(ctx, made.SessionID, heygenapi.AgentMessageRequest{Message: "Yes"})
	require.NoError(w.t, err)
	w.talkUntil(made.SessionID, heygenapi.StatusCompleted)
	videos, err := w.c.ListVideoAgentVideos(ctx, made.SessionID)
	require.NoError(w.t, err)
	assert.Len(w.t, videos, 1)
	listed := first(w.t, w.c.VideoAgentSessions(ctx, heygenapi.PageOptions{}))
	require.NoError(w.t, w.c.StopVideoAgentSession(ctx, listed.SessionID))
}

func (w *walk) talkUntil(id string, status heygenapi.Status) heygenapi.AgentSession {
	for range 200 {
		s, err := w.c.GetVideoAgentSession(w.t.Context(), id)
		require.NoError(w.t, err)
		if s.Status == status {
			return s
		}
	}
	require.FailNowf(w.t, "the session never gets there", "wanted %s", status)
	panic("unreachable")
}

func (w *walk) translations() {
	ctx := w.t.Context()
	languages, err := w.c.TranslationLanguages(ctx)
	require.NoError(w.t, err)
	assert.GreaterOrEqual(w.t, len(languages), 175)
	request := w.everyTranslation(languages[:2])
	ids, err := w.c.CreateTranslation(ctx, request)
	require.NoError(w.t, err)
	assert.Len(w.t, ids, 2)
	batch, err := w.c.CreateTranslationBatch(ctx, heygenapi.TranslationBatch{Title: "Many", CallbackURL: "https://example.com/hook", VideoTranslations: []heygenapi.TranslationRequest{request}})
	require.NoError(w.t, err)
	assert.NotEmpty(w.t, first(w.t, w.c.TranslationBatchItems(ctx, batch.BatchID)).ID)
	for range 200 {
		tr, err := w.c.GetTranslation(ctx, ids[0])
		require.NoError(w.t, err)
		if tr.Status.Final() {
			assert.NotEmpty(w.t, tr.SRTCaptionURL)
			break
		}
	}
	renamed, err := w.c.RenameTranslation(ctx, ids[0], "Another")
	require.NoError(w.t, err)
	assert.Equal(w.t, "Another", renamed.Title)
	states, err := w.c.TranslationStatuses(ctx, heygenapi.StatusQuery{IDs: ids})
	require.NoError(w.t, err)
	assert.Len(w.t, states, 2)
	first(w.t, w.c.Translations(ctx, heygenapi.PageOptions{}))
	require.NoError(w.t, w.c.DeleteTranslation(ctx, ids[1]))
}

func (w *walk) templates() {
	ctx := w.t.Context()
	listed := first(w.t, w.c.Templates(ctx, heygenapi.PageOptions{}))
	template, err := w.c.GetTemplate(ctx, listed.ID)
	require.NoError(w.t, err)
	video, err := w.c.GenerateFromTemplate(ctx, listed.ID, w.everyTemplateField(template))
	require.NoError(w.t, err)
	assert.NotEmpty(w.t, video.ID)
}
