package catalog

import (
	"time"

	"heygen-mcp/heygenapi/heygentest/cast"
	"heygen-mcp/heygenapi/heygentest/rest"
	"heygen-mcp/heygenapi/heygentest/sim"
)

func (s *Catalog) avatarOperations() []rest.Operation {
	return []rest.Operation{
		{Pattern: "POST /v3/avatars", Keyed: true, Handle: rest.Reading(s.readAvatar, s.createAvatar)},
		{Pattern: "GET /v3/avatars", Handle: s.listGroups},
		{Pattern: "GET /v3/avatars/{id}", Handle: s.groups.Get},
		{Pattern: "PATCH /v3/avatars/{id}", Handle: rest.FoundReading(s.groups.Find, readDefaultVoice, s.setDefaultVoice)},
		{Pattern: "DELETE /v3/avatars/{id}", Handle: rest.Found(s.groups.Find, s.deleteGroup)},
		{Pattern: "POST /v3/avatars/{id}/consent", Keyed: true, Handle: rest.FoundReading(s.groups.Find, s.readConsent, s.createConsent)},
		{Pattern: "GET /v3/avatars/looks", Handle: s.listLooks},
		{Pattern: "GET /v3/avatars/looks/{id}", Handle: s.looks.Get},
		{Pattern: "PATCH /v3/avatars/looks/{id}", Handle: rest.FoundReading(s.looks.Find, readLookName, s.updateLook)},
		{Pattern: "DELETE /v3/avatars/looks/{id}", Handle: rest.Found(s.looks.Find, s.deleteLook)},
	}
}

// Look is a look of the catalog, or one that was made here.
type Look struct {
	cast.Look
	// ready is when a look that is being made is done.
	ready time.Time
	// doomed looks fail when they would be ready.
	doomed bool
	// awaited looks have an end to be told of.
	awaited bool
}

type group struct{ cast.Group }

// noFace is why an avatar could not be made.
const noFace = "No face was found in the picture"

// avatarPrice is what an avatar costs, in US dollars.
const avatarPrice = 1.0

// makeTime is how long an avatar takes to be made.
const makeTime = 3 * time.Minute

// settle makes what is being made ready. What was deleted meanwhile is left alone.
func (s *Catalog) settle(now time.Time) {
	for _, l := range s.made {
		if _, ok := s.looks.ByID(l.ID); ok && !l.ready.IsZero() && !now.Before(l.ready) {
			s.finishLook(l)
		}
	}
	for _, v := range s.clones {
		if !v.ready.IsZero() && !now.Before(v.ready) {
			v.ready, v.Status = time.Time{}, "complete"
			if v.doomed {
				v.Status = sim.Failed
			}
		}
	}
}

func (s *Catalog) finishLook(l *Look) {
	at := l.ready
	l.ready, l.Status = time.Time{}, sim.Completed
	g, grouped := s.groups.ByID(l.GroupID)
	if l.doomed {
		l.Status = sim.Failed
		if grouped && g.Status == "processing" {
			g.Status = sim.Failed
		}
		return
	}
	if grouped {
		if g.ConsentStatus == "pending" {
			l.Status = "pending_consent"
		}
		g.Status = l.Status
	}
	s.Charge(sim.Charge{ID: l.ID, Kind: "avatar", Product: "avatar_creation", USD: avatarPrice, At: at})
}

func (s *Catalog) showLook(base string, l *Look) rest.Object {
	o := rest.Object{
		"id": l.ID, "name": l.Name, "avatar_type": l.AvatarType, "group_id": rest.OrNull(l.GroupID), "gender": rest.OrNull(l.Gender),
		"default_voice_id": rest.OrNull(l.DefaultVoiceID), "preferred_orientation": rest.OrNull(l.PreferredOrientation), "status": rest.OrNull(l.Status),
		"supported_api_engines": l.Engines, "tags": l.Tags, "image_width": l.Width, "image_height": l.Height,
		"preview_image_url": s.PortraitOf(base, l.Gender, l.ID), "preview_video_url": s.Link(base, "preview", l.ID, ".mp4"), "error": nil,
	}
	if l.Status == "failed" {
		o["error"] = rest.Object{"code": "face_not_found", "message": noFace}
	}
	return o
}

func (s *Catalog) showGroup(base string, g *group) rest.Object {
	return rest.Object{
		"id": g.ID, "name": g.Name, "gender": rest.OrNull(g.Gender), "default_voice_id": rest.OrNull(g.DefaultVoiceID), "looks_count": g.LooksCount,
		"status": rest.OrNull(g.Status), "consent_status": rest.OrNull(g.ConsentStatus), "created_at": g.CreatedAt, "error": nil,
		"preview_image_url": s.PortraitOf(base, g.Gender, g.ID), "preview_video_url": nil,
	}
}

func (s *Catalog) listGroups(r *rest.Request) (any, error) {
	ownership, err := rest.Choice(r, "ownership", "public", "private")
	if err != nil {
		return nil, err
	}
	var kept []*group
	for _, g := range s.groups.All() {
		if ownership == "" || (ownership == "private") == g.Private {
			kept = append(kept, g)
		}
	}
	return s.groups.Page(r, kept, 20, 50)
}

func (s *Catalog) deleteGroup(_ *rest.Request, g *group) (any, error) {
	if !g.Private {
		return nil, rest.Forbidden("", "public avatars cannot be deleted")
	}
	for _, l := range s.looks.All() {
		if l.GroupID == g.ID {
			s.looks.Drop(l.ID)
		}
	}
	s.groups.Drop(g.ID)
	return rest.Object{"id": g.ID}, nil
}

func (s *Catalog) listLooks(r *rest.Request) (any, error) {
	ownership, err := rest.Choice(r, "ownership", "public", "private")
	if err != nil {
		return nil, err
	}
	kind, err := rest.Choice(r, "avatar_type", "studio_avatar", "digital_twin", "photo_avatar")
	if err != nil {
		return nil, err
	}
	groupID := r.URL.Query().Get("group_id")
	var kept []*Look
	for _, l := range s.looks.All() {
		if (ownership == "" || (ownership == "private") == l.Private) && (kind == "" || kind == l.AvatarType) && (groupID == "" || groupID == l.GroupID) {
			kept = append(kept, l)
		}
	}
	return s.looks.Page(r, kept, 20, 50)
}

func readLookName(b *rest.Body) string { return b.Text("name", 200) }

func (s *Catalog) updateLook(r *rest.Request, l *Look, name string) (any, error) {
	if !l.Private {
		return nil, rest.Forbidden("", "public avatars cannot be changed")
	}
	if name != "" {
		l.Name = name
	}
	return s.showLook(r.Base, l), nil
}

func (s *Catalog) deleteLook(_ *rest.Request, l *Look) (any, error) {
	if !l.Private || l.AvatarType == "studio_avatar" {
		return nil, rest.Forbidden("", "public avatars and studio looks cannot be deleted")
	}
	s.looks.Drop(l.ID)
	if g, ok := s.groups.ByID(l.GroupID); ok {
		if g.LooksCount--; g.LooksCount <= 0 {
			s.groups.Drop(g.ID)
		}
	}
	return rest.Object{"id": l.ID}, nil
}

// avatarOrder is an avatar that is to be made.
type avatarOrder struct {
	name, kind, groupID string
	engines             []string
}

func (s *Catalog) readAvatar(b *rest.Body) avatarOrder {
	o := avatarOrder{name: b.Required("name", 200), kind: "photo_avatar", engines: []string{"avatar_iv"}}
	switch b.Required("type", 30) {
	case "prompt":
		b.Required("prompt", 1000)
		s.ReadSources(b, "reference_images", 3)
		if id := b.Text("avatar_id", 200); id != "" {
			s.readReference(b, id)
		}
	case "photo":
		s.ReadSource(b, "file", true, true)
	case "digital_twin":
		o.kind, o.engines = "digital_twin", []string{"avatar_iii", "avatar_iv", "avatar_v"}
		s.ReadSource(b, "file", true, true)
	default:
		b.Fail("type", "must be prompt, photo or digital_twin")
	}
	o.groupID = b.Text("avatar_group_id", 200)
	return o
}

// readReference reads the look that a new one is to resemble.
func (s *Catalog) readReference(b *rest.Body, id string) {
	l, ok := s.looks.ByID(id)
	if !ok {
		b.Fail("avatar_id", "avatar %s does not exist", id)
		return
	}
	if group := b.Text("avatar_group_id", 200); group != "" && group != l.GroupID {
		b.Fail("avatar_id", "is a look of another group")
	}
}

func (s *Catalog) createAvatar(r *rest.Request, o avatarOrder) (any, error) {
	if err := s.Solvent(); err != nil {
		return nil, err
	}
	g, err := s.groupFor(o)
	if err != nil {
		return nil, err
	}
	g.LooksCount++
	l := &Look{Look: cast.Look{
		ID: s.NewID(""), Name: o.name, GroupID: g.ID, AvatarType: o.kind, Engines: o.engines, Tags: []string{}, PreferredOrientation: "portrait",
		Width: 1080, Height: 1920, Private: true, Status: "processing",
	}, ready: s.Now().Add(makeTime), doomed: r.Fault == rest.FaultFailJob, awaited: true}
	s.looks.Put(l.ID, l)
	s.made = append(s.made, l)
	return rest.Object{"avatar_group": s.showGroup(r.Base, g), "avatar_item": s.showLook(r.Base, l)}, nil
}

// groupFor is the group that a new avatar joins, or begins.
func (s *Catalog) groupFor(o avatarOrder) (*group, error) {
	if o.groupID == "" {
		g := &group{cast.Group{ID: s.NewID(""), Name: o.name, Private: true, Status: "processing", CreatedAt: s.Now().Unix()}}
		if o.kind == "digital_twin" {
			g.ConsentStatus = "pending"
		}
		s.groups.Put(g.ID, g)
		return g, nil
	}
	g, err := s.groups.Lookup(o.groupID)
	if err != nil {
		return nil, rest.Invalid("avatar_group_id", "avatar group %s does not exist", o.groupID)
	}
	if !g.Private {
		return nil, rest.Forbidden("avatar_group_id", "public avatars cannot be changed")
	}
	return g, nil
}

// publish tells of the looks that have come to their end.
func (s *Catalog) publish() {
	for _, l := range s.made {
		_, kept := s.looks.ByID(l.ID)
		if !kept || !l.awaited || (l.Status != sim.Completed && l.Status != sim.Failed) {
			continue
		}
		l.awaited = false
		kind, outcome := "photo_avatar_generation", ".success"
		if l.AvatarType == "digital_twin" {
			kind = "instant_avatar"
		}
		o := rest.Object{"avatar_id": l.ID, "avatar_group_id": l.GroupID, "name": l.Name}
		if l.Status == sim.Failed {
			o["msg"], outcome = noFace, ".fail"
		}
		s.Events.Publish(kind+outcome, o, "")
	}
}
