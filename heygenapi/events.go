package heygenapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// EventType is what happened, as a webhook's event_type has it.
type EventType string

// The types of events that an endpoint may subscribe to. There are none for
// lipsyncs, background removals and voice clones.
const (
	EventVideoSuccess               EventType = "avatar_video.success"
	EventVideoFail                  EventType = "avatar_video.fail"
	EventVideoGIFSuccess            EventType = "avatar_video_gif.success"
	EventVideoGIFFail               EventType = "avatar_video_gif.fail"
	EventVideoCaptionSuccess        EventType = "avatar_video_caption.success"
	EventVideoCaptionFail           EventType = "avatar_video_caption.fail"
	EventTranslationSuccess         EventType = "video_translate.success"
	EventTranslationFail            EventType = "video_translate.fail"
	EventTranslationInvalid         EventType = "video_translate.preflight.validation_failed"
	EventTranslationNotDownloaded   EventType = "video_translate.preflight.download_failed"
	EventPersonalizedVideo          EventType = "personalized_video"
	EventInstantAvatarSuccess       EventType = "instant_avatar.success"
	EventInstantAvatarFail          EventType = "instant_avatar.fail"
	EventPhotoAvatarSuccess         EventType = "photo_avatar_generation.success"
	EventPhotoAvatarFail            EventType = "photo_avatar_generation.fail"
	EventPhotoAvatarTrainingSuccess EventType = "photo_avatar_train.success"
	EventPhotoAvatarTrainingFail    EventType = "photo_avatar_train.fail"
	EventPhotoAvatarMotionSuccess   EventType = "photo_avatar_add_motion.success"
	EventPhotoAvatarMotionFail      EventType = "photo_avatar_add_motion.fail"
	EventProofreadSuccess           EventType = "proofread_creation.success"
	EventProofreadFail              EventType = "proofread_creation.fail"
	EventLiveAvatarSuccess          EventType = "live_avatar.success"
	EventLiveAvatarFail             EventType = "live_avatar.fail"
	EventVideoAgentSuccess          EventType = "video_agent.success"
	EventVideoAgentFail             EventType = "video_agent.fail"
	EventHyperFramesVideoSuccess    EventType = "hyperframes_video.success"
	EventHyperFramesVideoFail       EventType = "hyperframes_video.fail"
	EventClippingSuccess            EventType = "ai_clipping.success"
	EventClippingFail               EventType = "ai_clipping.fail"
	EventFillerWordRemovalSuccess   EventType = "filler_word_removal.success"
	EventFillerWordRemovalFail      EventType = "filler_word_removal.fail"
	EventPodcastSuccess             EventType = "podcast.success"
	EventPodcastFail                EventType = "podcast.fail"
	EventBatchFinished              EventType = "batch.finished"
)

// EventTypes gives every type of event that HeyGen's reference knows.
func EventTypes() []EventType {
	return []EventType{
		EventVideoSuccess, EventVideoFail, EventVideoGIFSuccess, EventVideoGIFFail, EventVideoCaptionSuccess, EventVideoCaptionFail,
		EventTranslationSuccess, EventTranslationFail, EventTranslationInvalid, EventTranslationNotDownloaded, EventPersonalizedVideo,
		EventInstantAvatarSuccess, EventInstantAvatarFail, EventPhotoAvatarSuccess, EventPhotoAvatarFail,
		EventPhotoAvatarTrainingSuccess, EventPhotoAvatarTrainingFail, EventPhotoAvatarMotionSuccess, EventPhotoAvatarMotionFail,
		EventProofreadSuccess, EventProofreadFail, EventLiveAvatarSuccess, EventLiveAvatarFail, EventVideoAgentSuccess, EventVideoAgentFail,
		EventHyperFramesVideoSuccess, EventHyperFramesVideoFail, EventClippingSuccess, EventClippingFail,
		EventFillerWordRemovalSuccess, EventFillerWordRemovalFail, EventPodcastSuccess, EventPodcastFail, EventBatchFinished,
	}
}

// Known is true for the types of [EventTypes].
func (t EventType) Known() bool { return slices.Contains(EventTypes(), t) }

// Failed is true for the types that tell of a failure.
func (t EventType) Failed() bool {
	return strings.HasSuffix(string(t), ".fail") || strings.HasSuffix(string(t), "_failed")
}

// Event is one message of a webhook.
type Event struct {
	// ID is the same for every attempt to deliver the event; empty where HeyGen
	// sends none. HeyGen does not sign it.
	ID string
	// Type may be one that [EventTypes] does not have.
	Type EventType
	// CallbackID is the one that the job was started with; empty without.
	CallbackID string
	// SentAt is the delivery's timestamp, which HeyGen does not sign; zero where
	// HeyGen sends none.
	SentAt time.Time
	// Data is the event_data, a JSON object. Its form is promised for
	// avatar_video.* and video_translate.* only ([Event.Video] and
	// [Event.Translation]); for the others look at the resource itself.
	Data json.RawMessage

	key eventKey
}

// VideoEvent is the data of avatar_video.success and avatar_video.fail.
type VideoEvent struct {
	VideoID      string `json:"video_id"`
	URL          string `json:"url"`
	GIFURL       string `json:"gif_download_url"`
	PageURL      string `json:"video_page_url"`
	SharePageURL string `json:"video_share_page_url"`
	FolderID     string `json:"folder_id"`
	CallbackID   string `json:"callback_id"`
	// Message says why a video failed.
	Message string `json:"msg"`
}

// TranslationEvent is the data of video_translate.success and
// video_translate.fail.
type TranslationEvent struct {
	TranslationID  string `json:"video_translate_id"`
	URL            string `json:"url"`
	OutputLanguage string `json:"output_language"`
	CallbackID     string `json:"callback_id"`
	// Message says why a translation failed.
	Message string `json:"message"`
}

// Video gives the data of an avatar_video event, and an error for any other or
// one without a video_id.
func (e Event) Video() (VideoEvent, error) {
	var v VideoEvent
	if err := e.decode(&v, EventVideoSuccess, EventVideoFail); err != nil {
		return VideoEvent{}, err
	}
	if v.VideoID == "" {
		return VideoEvent{}, fmt.Errorf("reading the %s event: it names no video_id", e.Type)
	}
	return v, nil
}

// Translation gives the data of a video_translate event, and an error for any
// other or one without a video_translate_id.
func (e Event) Translation() (TranslationEvent, error) {
	var v TranslationEvent
	if err := e.decode(&v, EventTranslationSuccess, EventTranslationFail); err != nil {
		return TranslationEvent{}, err
	}
	if v.TranslationID == "" {
		return TranslationEvent{}, fmt.Errorf("reading the %s event: it names no video_translate_id", e.Type)
	}
	return v, nil
}

// Fields gives the data of any event by its fields' names.
func (e Event) Fields() (map[string]any, error) {
	fields := map[string]any{}
	if err := e.decode(&fields, e.Type); err != nil {
		return nil, err
	}
	return fields, nil
}

func (e Event) decode(v any, types ...EventType) error {
	if !slices.Contains(types, e.Type) {
		return fmt.Errorf("reading the %s event: it is none of %v", e.Type, types)
	}
	if err := json.Unmarshal(e.Data, v); err != nil {
		return fmt.Errorf("reading the %s event: its data is of another form: %w", e.Type, err)
	}
	return nil
}

// parseEvent reads the body of a delivery.
func parseEvent(body []byte) (Event, error) {
	var message struct {
		Type EventType       `json:"event_type"`
		Data json.RawMessage `json:"event_data"`
	}
	if err := json.Unmarshal(body, &message); err != nil {
		return Event{}, fmt.Errorf("the body is not JSON: %w", err)
	}
	if message.Type == "" {
		return Event{}, errors.New("the body has no event_type")
	}
	var data map[string]any
	if len(message.Data) == 0 || string(message.Data) == "null" {
		message.Data = json.RawMessage("{}")
	}
	if json.Unmarshal(message.Data, &data) != nil {
		return Event{}, errors.New("the event_data is not an object")
	}
	id, _ := data["callback_id"].(string)
	return Event{Type: message.Type, Data: message.Data, CallbackID: id}, nil
}
