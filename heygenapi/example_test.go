package heygenapi_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"heygen-mcp/heygenapi"
	"heygen-mcp/heygenapi/heygentest"
)

// simulated is a client on a simulated HeyGen whose clock moves on with every
// request. With a real key, heygenapi.New(key) is all that it takes.
func simulated() (*heygenapi.Client, func()) {
	clock := heygentest.NewStepClock(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC), 30*time.Second)
	heygen, err := heygentest.Start(heygentest.WithClock(clock))
	if err != nil {
		log.Fatal(err)
	}
	key, err := heygenapi.APIKey("sk_example")
	if err != nil {
		log.Fatal(err)
	}
	client, err := heygenapi.New(key, heygenapi.WithBaseURL(heygen.URL))
	if err != nil {
		log.Fatal(err)
	}
	return client, heygen.Close
}

// Make a video and wait for it.
func Example() {
	client, done := simulated()
	defer done()
	ctx := context.Background()

	var look heygenapi.AvatarLook
	for l, err := range client.AvatarLooks(ctx, heygenapi.ListAvatarLooksOptions{Ownership: "public"}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if l.DefaultVoiceID != "" {
			look = l
			break
		}
	}
	made, err := client.CreateVideo(ctx, heygenapi.AvatarVideo{AvatarID: look.ID, SpeechInput: heygenapi.SpeechInput{Script: "Hello from Go."}, VideoOutput: heygenapi.VideoOutput{AspectRatio: "16:9"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for {
		video, err := client.GetVideo(ctx, made.VideoID)
		if err != nil {
			fmt.Println(err)
			return
		}
		// Completed without a link is not yet done.
		if video.Status.Failed() || video.VideoURL != "" {
			fmt.Println(video.Status, video.VideoURL != "")
			return
		}
		// On the real HeyGen, pause here: a render takes minutes.
	}
	// Output: completed true
}

// A refusal says which field is at fault.
func ExampleError() {
	client, done := simulated()
	defer done()
	_, err := client.CreateVideo(context.Background(), heygenapi.AvatarVideo{AvatarID: "nobody", SpeechInput: heygenapi.SpeechInput{Script: "Hello."}})
	if refused, ok := errors.AsType[*heygenapi.Error](err); ok {
		fmt.Println(refused.StatusCode, refused.Code, refused.Param)
	}
	fmt.Println("may have been accepted:", heygenapi.Uncertain(err))
	// Output:
	// 404 avatar_not_found avatar_id
	// may have been accepted: false
}

// A call with a key of its own can be repeated at any time within 24 hours: it
// is done, and paid for, once.
func ExampleIdempotencyKey() {
	client, done := simulated()
	defer done()
	ctx := context.Background()
	languages, err := client.TranslationLanguages(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	request := heygenapi.TranslationRequest{Video: heygenapi.MediaURL{URL: "https://example.com/talk.mp4"}, OutputLanguages: languages[:1]}
	first, err := client.CreateTranslation(ctx, request, heygenapi.IdempotencyKey("talk-1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	second, err := client.CreateTranslation(ctx, request, heygenapi.IdempotencyKey("talk-1"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(first[0] == second[0])
	// Output: true
}

// Lists are drained item by item, and fetch their pages as they go.
func ExampleClient_Voices() {
	client, done := simulated()
	defer done()
	n := 0
	for voice, err := range client.Voices(context.Background(), heygenapi.ListVoicesOptions{Gender: "female", PageOptions: heygenapi.PageOptions{Limit: 50}}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if voice.Gender == "female" {
			n++
		}
		if n == 120 {
			break // three pages were fetched
		}
	}
	fmt.Println(n)
	// Output: 120
}

// One look tells the states of any number of jobs.
func ExampleClient_VideoStatuses() {
	client, done := simulated()
	defer done()
	states, err := client.VideoStatuses(context.Background(), heygenapi.StatusQuery{IDs: []string{"unknown"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range states {
		fmt.Println(s.ID, s.Status)
	}
	// Output: unknown not_found
}

// Receive HeyGen's webhooks. The secret is the one that HeyGen shows when an
// endpoint is made or its secret rotated.
func ExampleWebhookReceiver() {
	secrets := func(context.Context) ([]string, error) { return []string{"whsec_example"}, nil }
	receiver := heygenapi.NewWebhookReceiver(secrets, nil)
	hooks := httptest.NewServer(receiver.Handler(func(_ context.Context, event heygenapi.Event) error {
		video, err := event.Video()
		if err != nil {
			return nil // Of another kind: nothing to do.
		}
		fmt.Println(video.VideoID, "is over; failed:", event.Type.Failed())
		return nil
	}))
	defer hooks.Close()

	body := `{"event_type":"avatar_video.success","event_data":{"video_id":"v1"}}`
	for _, secret := range []string{"whsec_example", "whsec_forged"} {
		fmt.Println(deliver(hooks.URL, secret, body))
	}
	// Output:
	// v1 is over; failed: false
	// 200 OK
	// 401 Unauthorized
}

// deliver does what HeyGen does.
func deliver(address, secret, body string) string {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	req.Header.Set("Heygen-Signature", mac(secret, body))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		log.Fatal(err)
	}
	_ = res.Body.Close()
	return res.Status
}
