package resources

import (
	"context"

	"github.com/sourcegraph/conc/iter"

	"heygen-mcp/heygenapi"
	"heygen-mcp/internal/clienterror"
)

// session is a session with what its messages show.
type session struct {
	heygenapi.AgentSession
	Resources []heygenapi.AgentResource `json:"resources"`
}

const (
	// mostResources bounds how many of a session's resources are read; the
	// newest count.
	mostResources = 20
	// resourcesAtOnce bounds the requests for them.
	resourcesAtOnce = 4
)

// readSession gives a session with its resources. One that HeyGen does not know
// any more is left out.
func readSession(ctx context.Context, c *heygenapi.Client, id string) (session, error) {
	found, err := c.GetVideoAgentSession(ctx, id)
	if err != nil {
		return session{}, err
	}
	// What HeyGen adds to its answer is not ours to pass on unread.
	found.Extra = nil
	var ids []string
	for _, m := range found.Messages {
		ids = append(ids, m.ResourceIDs...)
	}
	ids = ids[max(0, len(ids)-mostResources):]
	look := iter.Mapper[string, *heygenapi.AgentResource]{MaxGoroutines: resourcesAtOnce}
	shown, err := look.MapErr(ids, func(resource *string) (*heygenapi.AgentResource, error) {
		r, err := c.GetVideoAgentResource(ctx, id, *resource)
		if heygenapi.IsNotFound(err) {
			return nil, nil
		}
		return &r, err
	})
	out := session{AgentSession: found, Resources: []heygenapi.AgentResource{}}
	for _, r := range shown {
		if r != nil {
			out.Resources = append(out.Resources, *r)
		}
	}
	return out, err
}

// mostCaptions bounds the text of one video's captions: half an hour of speech
// is about 60 kB.
const mostCaptions = 512 << 10

// readCaptions gives the text behind a fresh link.
func readCaptions(ctx context.Context, r request) (string, error) {
	id := r.vars["video_id"]
	video, err := r.acct.API.GetVideo(ctx, id)
	switch {
	case heygenapi.IsNotFound(err):
		return "", clienterror.New("there is no video %q in this account", id)
	case err != nil:
		return "", err
	case video.Status.Failed():
		return "", clienterror.New("the video %q failed, and has no captions", id)
	case video.SubtitleURL == "":
		return "", clienterror.New("the video %q is %s and has no captions yet; wait with get_video_status", id, video.Status)
	}
	text, err := r.env.Read(ctx, video.SubtitleURL, mostCaptions)
	if err != nil {
		return "", clienterror.New("the captions of %q could not be fetched; try again, or save them with download_video", id)
	}
	return string(text), nil
}
