package follow

// JobStatus is how one job stands.
type JobStatus struct {
	ID                string   `json:"id"`
	Kind              string   `json:"kind" jsonschema_description:"video, translation, agent_session, lipsync, clipping, background_removal, proofread, avatar, voice or unknown."`
	Status            string   `json:"status"`
	Done              bool     `json:"done" jsonschema_description:"Finished with links, failed, or waiting for the user."`
	Progress          *int     `json:"progress,omitempty"`
	Title             string   `json:"title,omitempty"`
	OutputLanguage    string   `json:"output_language,omitempty"`
	VideoID           string   `json:"video_id,omitempty" jsonschema_description:"The video of an agent session."`
	VideoURL          string   `json:"video_url,omitempty"`
	CaptionedVideoURL string   `json:"captioned_video_url,omitempty"`
	SubtitleURL       string   `json:"subtitle_url,omitempty"`
	AudioURL          string   `json:"audio_url,omitempty"`
	VideoPageURL      string   `json:"video_page_url,omitempty"`
	ThumbnailURL      string   `json:"thumbnail_url,omitempty"`
	GIFURL            string   `json:"gif_url,omitempty"`
	DurationSeconds   *float64 `json:"duration_seconds,omitempty"`
	Clips             []Clip   `json:"clips,omitempty"`
	Layers            []Layer  `json:"layers,omitempty"`
	FailureCode       string   `json:"failure_code,omitempty"`
	FailureMessage    string   `json:"failure_message,omitempty"`
	Stalled           bool     `json:"stalled,omitempty"`
	Note              string   `json:"note,omitempty"`
}

// HasFiles is true where the user can be given something to play.
func (s JobStatus) HasFiles() bool {
	return s.Kind != KindVoice && (s.VideoURL != "" || s.AudioURL != "" || len(s.Clips)+len(s.Layers) > 0)
}
