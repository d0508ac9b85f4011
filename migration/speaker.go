package migration

import (
	"strings"

	"heygen-mcp/heygenapi"
)

// place is where in the v3 body something goes: at the top of a video of its
// own, or inside a scene.
type place struct {
	prefix string
	// alone is a video of one speaker, which can do more than a scene.
	alone bool
}

func (p place) to(name string) string { return p.prefix + name }

// speaker is who speaks.
type speaker struct {
	avatarID string
	// image is a picture that speaks, in the place of an avatar.
	image          heygenapi.MediaSource
	engine         heygenapi.Engine
	expressiveness string
	motionPrompt   string
	cutOut         *bool
}

var (
	avatarNames = []string{"avatar_id", "avatar_pose_id"}
	photoNames  = []string{"talking_photo_id"}
	imageNames  = []string{"image_asset_id", "image_url", "image_key", "talking_photo_url"}
)

// hasSpeaker tells whether an object names anybody.
func hasSpeaker(o object) bool {
	for _, names := range [][]string{avatarNames, photoNames, imageNames} {
		if o.has(o.first(names...)) {
			return true
		}
	}
	return false
}

// readSpeaker reads a character of v2, a clip of v1, or the flat fields of the
// other endpoints: they name the same things alike.
func readSpeaker(o object, p place) speaker {
	var who speaker
	avatar, photo, image := o.first(avatarNames...), o.first(photoNames...), o.first(imageNames...)
	kind := strings.ToLower(o.peek("type"))
	isPhoto := o.has(photo) && (kind == "talking_photo" || !o.has(avatar))
	switch {
	case kind != "" && kind != "avatar" && kind != "talking_photo":
		o.d.fail(o.at("type"), show(o.fields["type"]), "is no kind of character that the old API had", "Use avatar or talking_photo")
	case isPhoto:
		who.avatarID = o.text(photo, p.to("avatar_id"))
		o.d.warn("A talking photo is a look of type photo_avatar in v3: check its id with get_avatar_look. If it is gone, upload the photo and give image_asset_id instead of avatar_id.")
		o.drop(avatar, "names a second speaker beside the talking photo", "Keep one of the two.")
	case o.has(avatar):
		who.avatarID = o.text(avatar, p.to("avatar_id"))
		o.drop(photo, "names a second speaker beside the avatar", "Keep one of the two.")
	case o.has(image) && !p.alone:
		o.d.fail(o.at(image), show(o.fields[image]), "cannot speak in a scene: v3 lets avatars alone do so", "Make a photo avatar of the picture with create_avatar, and give its look as avatar_id")
	case o.has(image):
		who.image = readImage(o, image, p)
		isPhoto = true
	default:
		o.d.fail(o.at(avatar), "", "is missing: nobody is there to speak", "Name an avatar_id, or a talking_photo_id with type talking_photo")
	}
	for _, name := range imageNames {
		if name != image || who.image == nil {
			o.drop(name, "names a second speaker", "Keep one of the two.")
		}
	}
	if kind != "" {
		o.same("type", "told by the speaker's id")
	}
	o.readManner(&who, p, isPhoto)
	return who
}

// readImage reads a picture that speaks.
func readImage(o object, name string, p place) heygenapi.MediaSource {
	switch name {
	case "image_asset_id":
		return heygenapi.MediaAsset{AssetID: o.text(name, p.to("image.asset_id"))}
	case "image_key":
		return o.imageKey(name, p)
	default:
		if raw := o.peek(name); raw != "" && !isWeb(raw) {
			o.d.fail(o.at(name), show(raw), "is not a web address", "Give an https address of the picture itself")
			return nil
		}
		return heygenapi.MediaURL{URL: o.text(name, p.to("image.url"))}
	}
}

// imageKey takes the asset's id out of a key such as image/ID/original.
func (o object) imageKey(name string, p place) heygenapi.MediaSource {
	key := o.peek(name)
	parts := strings.Split(key, "/")
	if len(parts) != 3 || parts[0] != "image" || parts[1] == "" || holdsKey("", key) {
		o.d.fail(o.at(name), show(o.fields[name]), "is not of the form image/ID/original", "Upload the picture again with upload_asset and give its image_asset_id")
		return nil
	}
	o.d.keep(o.at(name), p.to("image.asset_id"), "the id within the key")
	o.d.warn("image_key became the asset id inside it; where HeyGen does not know that asset any more, upload the picture again with upload_asset.")
	return heygenapi.MediaAsset{AssetID: parts[1]}
}

// readManner reads how the speaker is rendered.
func (o object) readManner(who *speaker, p place, photo bool) {
	o.readEngine(who, p)
	_, third := who.engine.(heygenapi.AvatarIII)
	switch style := o.first("expressiveness", "talking_style"); {
	case third:
		o.drop(style, "is not taken by Avatar III", "Leave engine out to render on Avatar IV.")
	case !photo && style == "talking_style":
		o.drop(style, "is for photo avatars in v3", "If the look's type is photo_avatar, set expressiveness to high, medium or low.")
	default:
		who.expressiveness = o.mapped(style, p.to("expressiveness"), map[string]string{
			"high": "high", "medium": "medium", "low": "low", "expressive": "high", "stable": "low",
		})
	}
	switch motion := o.first("motion_prompt", "custom_motion_prompt"); {
	case !o.has(motion):
	case third:
		o.drop(motion, "is not taken by Avatar III", "Leave engine out to render on Avatar IV.")
	case !photo && motion == "custom_motion_prompt":
		o.drop(motion, "is for photo avatars, and for other looks on Avatar V", "If the look supports it, set motion_prompt with engine avatar_v.")
	default:
		who.motionPrompt = o.text(motion, p.to("motion_prompt"))
	}
	o.readCutOut(who, p)
}

// readEngine maps the switch for Avatar IV; false asked for Avatar III.
func (o object) readEngine(who *speaker, p place) {
	const name = "use_avatar_iv_model"
	if !o.has(name) {
		return
	}
	if who.image != nil {
		o.same(name, "images render on Avatar IV only")
		return
	}
	wanted := o.flag(name, p.to("engine.type"))
	switch {
	case wanted == nil:
	case *wanted:
		who.engine = heygenapi.AvatarIV{}
	default:
		who.engine = heygenapi.AvatarIII{}
		o.d.warn("The old request asked for Avatar III: check with get_avatar_look that the look supports it, or leave engine out to render on Avatar IV at a higher price.")
	}
}

// readCutOut maps matting; scenes cannot cut the speaker out.
func (o object) readCutOut(who *speaker, p place) {
	name := o.first("remove_background", "matting")
	switch {
	case !o.has(name):
	case !p.alone && o.isTrue(name):
		o.drop(name, "is not possible in a scene", "Render this scene as a video of its own with remove_background.")
	case o.fields[name] == false:
		o.same(name, "v3 keeps the background unless told otherwise")
	default:
		who.cutOut = o.flag(name, p.to("remove_background"))
		o.d.warn("remove_background needs a photo avatar, or a look that was made with matting.")
	}
}
