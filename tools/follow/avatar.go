package follow

import (
	"context"
	"time"

	"heygen-mcp/heygenapi"
)

// groupList is the one word that stands where the id of a group does.
const groupList = "looks"

// avatarKind follows avatars on their way, by the id of the look or of the
// person.
func avatarKind(api *heygenapi.Client) jobKind {
	see := func(ctx context.Context, j *Job) error {
		look, err := api.GetAvatarLook(ctx, j.ID)
		if err == nil {
			j.Title, j.ThumbnailURL = look.Name, look.PreviewImageURL
			j.takeAvatar(look.Status, look.Error, "Its id is the avatar_id of create_video.")
			return nil
		}
		if j.ID == groupList || !notOfKind(err) {
			return err
		}
		group, err := api.GetAvatarGroup(ctx, j.ID)
		if err != nil {
			return err
		}
		j.Title, j.ThumbnailURL, j.createdAt = group.Name, group.PreviewImageURL, group.CreatedAt.Time
		j.takeAvatar(group.Status, group.Error, "Find the looks of this person with list_avatars and its group_id.")
		return nil
	}
	return jobKind{
		name: KindAvatar, stallAfter: 24 * time.Hour, poll: pollSingly(KindAvatar, see),
	}
}

// takeAvatar notes how an avatar stands; public ones have no status.
func (j *Job) takeAvatar(status heygenapi.Status, failure *heygenapi.ItemError, ready string) {
	if failure != nil {
		j.FailureCode, j.FailureMessage = failure.Code, failure.Message
	}
	if status == "" {
		status = heygenapi.StatusCompleted
	}
	j.finish(status, true)
	switch {
	case status.Succeeded():
		j.Note = ready
	case status == heygenapi.StatusPendingConsent:
		j.Done, j.Note = true, "It waits for the consent of the person shown: create_avatar_consent gives the link."
	}
}
