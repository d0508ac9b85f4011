package webhooks

import (
	"strings"

	"heygen-mcp/heygenapi/heygentest/rest"
)

// eventKind is a type of events that endpoints may subscribe to.
type eventKind struct{ name, about string }

// eventKinds are all of them, in the reference's order.
var eventKinds = [...]eventKind{
	{"avatar_video.success", "A video was rendered"},
	{"avatar_video.fail", "A video could not be rendered"},
	{"avatar_video_gif.success", "The GIF preview of a video is ready"},
	{"avatar_video_gif.fail", "The GIF preview of a video could not be made"},
	{"video_translate.success", "A video was translated"},
	{"video_translate.fail", "A video could not be translated"},
	{"video_translate.preflight.validation_failed", "The source of a translation was refused before it began"},
	{"video_translate.preflight.download_failed", "The source of a translation could not be downloaded"},
	{"personalized_video", "A personalized video changed its status"},
	{"instant_avatar.success", "A digital twin was made"},
	{"instant_avatar.fail", "A digital twin could not be made"},
	{"photo_avatar_generation.success", "A photo avatar was made"},
	{"photo_avatar_generation.fail", "A photo avatar could not be made"},
	{"photo_avatar_train.success", "A photo avatar was trained"},
	{"photo_avatar_train.fail", "A photo avatar could not be trained"},
	{"photo_avatar_add_motion.success", "Motion was added to a photo avatar"},
	{"photo_avatar_add_motion.fail", "Motion could not be added to a photo avatar"},
	{"proofread_creation.success", "A proofread is ready for review"},
	{"proofread_creation.fail", "A proofread could not be made"},
	{"live_avatar.success", "A live avatar was made"},
	{"live_avatar.fail", "A live avatar could not be made"},
	{"avatar_video_caption.success", "The captioned copy of a video is ready"},
	{"avatar_video_caption.fail", "The captioned copy of a video could not be made"},
	{"video_agent.success", "A Video Agent session ended with a video"},
	{"video_agent.fail", "A Video Agent session failed"},
	{"hyperframes_video.success", "A HyperFrames video was rendered"},
	{"hyperframes_video.fail", "A HyperFrames video could not be rendered"},
	{"ai_clipping.success", "Clips were cut from a video"},
	{"ai_clipping.fail", "No clips could be cut from a video"},
	{"filler_word_removal.success", "Filler words were cut out of a video"},
	{"filler_word_removal.fail", "Filler words could not be cut out of a video"},
	{"podcast.success", "A podcast was made"},
	{"podcast.fail", "A podcast could not be made"},
	{"batch.finished", "Every item of a batch is over"},
}

func eventNames() []string {
	names := make([]string, len(eventKinds))
	for i, kind := range eventKinds {
		names[i] = kind.name
	}
	return names
}

func knownEvent(name string) bool {
	for _, kind := range eventKinds {
		if kind.name == name {
			return true
		}
	}
	return false
}

func listEventTypes(*rest.Request) (any, error) {
	return rest.List{Items: rest.Map(eventKinds[:], func(kind eventKind) rest.Object {
		return rest.Object{"event_type": kind.name, "description": kind.about}
	})}, nil
}

// readEvents reads a subscription; nil stands for every event.
func readEvents(b *rest.Body) []string {
	if !b.Has("events") {
		return nil
	}
	names := b.Texts("events", 1, 2*len(eventKinds))
	for _, name := range names {
		if !knownEvent(name) {
			b.Fail("events", "%s is no event; known are %s", name, strings.Join(eventNames(), ", "))
		}
	}
	return names
}
