package heygenapi_test

import (
	"context"
	"fmt"
	"strings"

	"heygen-mcp/heygenapi"
)

// Correct a translation's text before it is rendered.
func ExampleClient_CreateProofreads() {
	client, done := simulated()
	defer done()
	ctx := context.Background()
	made, err := client.CreateProofreads(ctx, heygenapi.ProofreadRequest{
		Title: "A talk", Video: heygenapi.MediaURL{URL: "https://example.com/talk.mp4"}, OutputLanguages: []string{"Spanish (Spain)"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	id := made.IDs[0] // one a language
	for {
		proofread, err := client.GetProofread(ctx, id)
		if err != nil || proofread.Status.Failed() {
			fmt.Println(proofread.FailureMessage, err)
			return
		}
		if proofread.Status.Succeeded() {
			break
		}
		// On the real HeyGen, pause here: it takes minutes.
	}
	// Fetch the text with GetProofreadSRT, edit it, and put it back.
	edited := heygenapi.AssetFile{Name: "es.srt", ContentType: "application/x-subrip", Body: strings.NewReader("1\n00:00:00,000 --> 00:00:02,000\nHola a todos.\n")}
	srt, err := client.UploadAsset(ctx, edited)
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := client.PutProofreadSRT(ctx, id, heygenapi.MediaAsset{AssetID: srt.AssetID}); err != nil {
		fmt.Println(err)
		return
	}
	rendering, err := client.GenerateProofread(ctx, id, heygenapi.ProofreadGeneration{Captions: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("follow with GetTranslation:", rendering.VideoTranslationID != "")
	// Output: follow with GetTranslation: true
}

// Register an endpoint, and keep its secret: HeyGen tells it once.
func ExampleClient_CreateWebhook() {
	client, done := simulated()
	defer done()
	webhook, err := client.CreateWebhook(context.Background(), heygenapi.WebhookRequest{
		URL:    "https://example.com/heygen",
		Events: []string{string(heygenapi.EventVideoSuccess), string(heygenapi.EventVideoFail)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(webhook.URL, strings.HasPrefix(webhook.Secret, "whsec_"))
	// Output: https://example.com/heygen true
}
