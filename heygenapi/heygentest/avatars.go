package heygentest

import (
	"strings"
	"time"

	"heygen-mcp/heygenapi/heygentest/cast"
)

func avatarRoutes() []route {
	return []route{
		{pattern: "POST /v3/avatars", honours: true, handle: createAvatar},
		{pattern: "GET /v3/avatars", handle: listGroups},
		{pattern: "GET /v3/avatars/{id}", handle: getGroup},
		{pattern: "DELETE /v3/avatars/{id}", handle: deleteGroup},
		{pattern: "POST /v3/avatars/{id}/consent", honours: true, handle: createConsent},
		{pattern: "GET /v3/avatars/looks", handle: listLooks},
		{pattern: "GET /v3/avatars/looks/{id}", handle: getLook},
		{pattern: "PATCH /v3/avatars/looks/{id}", handle: updateLook},
		{pattern: "DELETE /v3/avatars/looks/{id}", handle: deleteLook},
	}
}

// look is a look of the catalog, or one that was made here.
type look struct {
	cast.Look
	// ready is when a look that is being made is done.
	ready time.Time
	// doomed looks fail when they would be ready.
	doomed bool
	// awaited looks have an end to be told of.
	awaited bool
}

type group struct{ cast.Group }

// openCatalog puts the invented catalog on the shelves.
func (s *Server) openCatalog(c *cast.Cast) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.groups, s.looks, s.voices = newShelf[*group](), newShelf[*look](), newShelf[*voice]()
	for _, g := range c.Groups {
		s.groups.put(g.ID, &group{g})
	}
	for _, l := range c.Looks {
		s.looks.put(l.ID, &look{Look: l})
	}
	for _, v := range c.Voices {
		s.voices.put(v.ID, &voice{Voice: v})
	}
}

// noFace is why an avatar could not be made.
const noFace = "No face was found in the picture"

// makeTime is how long an avatar takes to be made.
const makeTime = 3 * time.Minute

func (s *Server) settleAvatars(now time.Time) {
	if s.looks == nil {
		return
	}
	for _, l := range s.looks.all() {
		if l.ready.IsZero() || now.Before(l.ready) {
			continue
		}
		at := l.ready
		l.ready = time.Time{}
		l.Status = "completed"
		if l.doomed {
			l.Status = "failed"
			if g, ok := s.groups.get(l.GroupID); ok && g.Status == "processing" {
				g.Status = "failed"
			}
			continue
		}
		if g, ok := s.groups.get(l.GroupID); ok {
			if g.ConsentStatus == "pending" {
				l.Status = "pending_consent"
			}
			g.Status = l.Status
		}
		s.charge(Charge{ID: l.ID, Kind: "avatar", Product: "avatar_creation", USD: avatarPrice, At: at})
	}
	for _, v := range s.voices.all() {
		if !v.ready.IsZero() && !now.Before(v.ready) {
			v.ready, v.Status = time.Time{}, "complete"
			if v.doomed {
				v.Status = "failed"
			}
		}
	}
}

func (s *Server) lookObject(base string, l *look) object {
	o := object{
		"id": l.ID, "name": l.Name, "avatar_type": l.AvatarType, "group_id": orNull(l.GroupID), "gender": orNull(l.Gender),
		"default_voice_id": orNull(l.DefaultVoiceID), "preferred_orientation": orNull(l.PreferredOrientation), "status": orNull(l.Status),
		"supported_api_engines": l.Engines, "tags": l.Tags, "image_width": l.Width, "image_height": l.Height,
		"preview_image_url": s.link(base, portrait(l.Gender), l.ID, ".png"), "preview_video_url": s.link(base, "preview", l.ID, ".mp4"), "error": nil,
	}
	if l.Status == "failed" {
		o["error"] = object{"code": "face_not_found", "message": noFace}
	}
	return o
}

func (s *Server) groupObject(base string, g *group) object {
	return object{
		"id": g.ID, "name": g.Name, "gender": orNull(g.Gender), "default_voice_id": orNull(g.DefaultVoiceID), "looks_count": g.LooksCount,
		"status": orNull(g.Status), "consent_status": orNull(g.ConsentStatus), "created_at": g.CreatedAt, "error": nil,
		"preview_image_url": s.link(base, portrait(g.Gender), g.ID, ".png"), "preview_video_url": nil,
	}
}

func oneOf(r *request, param string, values ...string) (string, error) {
	v := r.URL.Query().Get(param)
	if v != "" && !contains(values, v) {
		return "", invalid(param, "must be one of %s", strings.Join(values, ", "))
	}
	return v, nil
}

func listGroups(s *Server, r *request) (any, error) {
	ownership, err := oneOf(r, "ownership", "public", "private")
	if err != nil {
		return nil, err
	}
	var kept []*group
	for _, g := range s.groups.all() {
		if ownership == "" || (ownership == "private") == g.Private {
			kept = append(kept, g)
		}
	}
	items, p, err := pageOf(r, kept, 20, 50)
	p.data = mapped(items, func(g *group) object { return s.groupObject(r.base, g) })
	return p, err
}

func (s *Server) groupOf(r *request) (*group, error) {
	g, ok := s.groups.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("avatar_group_not_found", "avatar group "+r.PathValue("id"))
	}
	return g, nil
}

func getGroup(s *Server, r *request) (any, error) {
	g, err := s.groupOf(r)
	if err != nil {
		return nil, err
	}
	return s.groupObject(r.base, g), nil
}

func deleteGroup(s *Server, r *request) (any, error) {
	g, err := s.groupOf(r)
	if err != nil {
		return nil, err
	}
	if !g.Private {
		return nil, fail(403, "forbidden", "", "public avatars cannot be deleted")
	}
	for _, l := range s.looks.all() {
		if l.GroupID == g.ID {
			s.looks.drop(l.ID)
		}
	}
	s.groups.drop(g.ID)
	return object{"id": g.ID}, nil
}

func listLooks(s *Server, r *request) (any, error) {
	ownership, err := oneOf(r, "ownership", "public", "private")
	if err != nil {
		return nil, err
	}
	kind, err := oneOf(r, "avatar_type", "studio_avatar", "digital_twin", "photo_avatar")
	if err != nil {
		return nil, err
	}
	groupID := r.URL.Query().Get("group_id")
	var kept []*look
	for _, l := range s.looks.all() {
		if (ownership == "" || (ownership == "private") == l.Private) && (kind == "" || kind == l.AvatarType) && (groupID == "" || groupID == l.GroupID) {
			kept = append(kept, l)
		}
	}
	items, p, err := pageOf(r, kept, 20, 50)
	p.data = mapped(items, func(l *look) object { return s.lookObject(r.base, l) })
	return p, err
}

func (s *Server) lookOf(r *request) (*look, error) {
	l, ok := s.looks.get(r.PathValue("id"))
	if !ok {
		return nil, notFound("avatar_not_found", "avatar "+r.PathValue("id"))
	}
	return l, nil
}

func getLook(s *Server, r *request) (any, error) {
	l, err := s.lookOf(r)
	if err != nil {
		return nil, err
	}
	return s.lookObject(r.base, l), nil
}

func updateLook(s *Server, r *request) (any, error) {
	l, err := s.lookOf(r)
	if err != nil {
		return nil, err
	}
	b, problem := r.read()
	name := b.text("name", 200)
	if err := problem.err(); err != nil {
		return nil, err
	}
	if !l.Private {
		return nil, fail(403, "forbidden", "", "public avatars cannot be changed")
	}
	if name != "" {
		l.Name = name
	}
	return s.lookObject(r.base, l), nil
}

func deleteLook(s *Server, r *request) (any, error) {
	l, err := s.lookOf(r)
	if err != nil {
		return nil, err
	}
	if !l.Private {
		return nil, fail(403, "forbidden", "", "public avatars cannot be deleted")
	}
	s.looks.drop(l.ID)
	if g, ok := s.groups.get(l.GroupID); ok {
		g.LooksCount--
	}
	return object{"id": l.ID}, nil
}

func createAvatar(s *Server, r *request) (any, error) {
	b, problem := r.read()
	name := b.required("name", 200)
	kind := "photo_avatar"
	engines := []string{"avatar_iv"}
	switch b.required("type", 30) {
	case "prompt":
		b.required("prompt", 2000)
		b.files(s, "reference_images", 3)
		b.text("avatar_id", 200)
	case "photo":
		b.source(s, "file", true, true)
	case "digital_twin":
		kind, engines = "digital_twin", []string{"avatar_iii", "avatar_iv", "avatar_v"}
		b.source(s, "file", true, true)
	default:
		b.fail("type", "must be prompt, photo or digital_twin")
	}
	groupID := b.text("avatar_group_id", 200)
	if err := problem.err(); err != nil {
		return nil, err
	}
	if err := s.solvent(); err != nil {
		return nil, err
	}
	now := s.now()
	g, ok := s.groups.get(groupID)
	switch {
	case groupID != "" && !ok:
		return nil, notFound("avatar_group_not_found", "avatar group "+groupID)
	case groupID != "" && !g.Private:
		return nil, fail(403, "forbidden", "avatar_group_id", "public avatars cannot be changed")
	case groupID == "":
		g = &group{cast.Group{ID: s.id(""), Name: name, Private: true, Status: "processing", CreatedAt: now.Unix()}}
		if kind == "digital_twin" {
			g.ConsentStatus = "pending"
		}
		s.groups.put(g.ID, g)
	}
	g.LooksCount++
	l := &look{Look: cast.Look{
		ID: s.id(""), Name: name, GroupID: g.ID, AvatarType: kind, Engines: engines, Tags: []string{}, PreferredOrientation: "portrait",
		Width: 1080, Height: 1920, Private: true, Status: "processing",
	}, ready: now.Add(makeTime), doomed: r.fault == FaultFailJob, awaited: true}
	s.looks.put(l.ID, l)
	return object{"avatar_group": s.groupObject(r.base, g), "avatar_item": s.lookObject(r.base, l)}, nil
}

func createConsent(s *Server, r *request) (any, error) {
	g, err := s.groupOf(r)
	if err != nil {
		return nil, err
	}
	b, problem := r.read()
	b.text("consent_text", 5000)
	b.source(s, "consent_video", false, true)
	b.link("reroute_url")
	if err := problem.err(); err != nil {
		return nil, err
	}
	if !g.Private {
		return nil, fail(403, "forbidden", "", "public avatars need no consent")
	}
	if b.has("consent_video") {
		g.ConsentStatus, g.Status = "approved", "completed"
		for _, l := range s.looks.all() {
			if l.GroupID == g.ID && l.Status == "pending_consent" {
				l.Status = "completed"
			}
		}
		return object{"avatar_group": s.groupObject(r.base, g), "url": nil}, nil
	}
	g.ConsentStatus = "pending"
	return object{"avatar_group": s.groupObject(r.base, g), "url": r.base + "/consent/" + s.id("")}, nil
}
