package heygentest

// callback is whom a job's own request asked to be told of its end.
type callback struct {
	callbackURL, callbackID string
	// told is true once the end was told, to everyone.
	told bool
}

func (b *body) callback() callback {
	return callback{callbackURL: b.link("callback_url"), callbackID: b.text("callback_id", 500)}
}

// awaitsEnd is true while there is an address that has to be told of the end.
func (c *callback) awaitsEnd() bool { return c.callbackURL != "" && !c.told }

// ending is true the first time that it is asked about a job that is over.
func (c *callback) ending(over bool) bool {
	if !over || c.told {
		return false
	}
	c.told = true
	return true
}

// tellOutcomes tells of every job that has come to its end.
func (s *Server) tellOutcomes() {
	for _, v := range s.videos.all() {
		// The session tells of a video that an agent made.
		if v.session == "" && v.ending(v.over()) {
			s.tellVideo(v)
		}
	}
	for _, a := range s.sessions.all() {
		if a.ending(a.over()) {
			s.tellSession(a)
		}
	}
	for _, d := range s.dubs.all() {
		if d.ending(d.over()) {
			s.tellTranslation(d)
		}
	}
	s.tellJobs()
	for _, made := range s.batches.all() {
		if made.ending(s.batchOver(made)) {
			s.tellBatch(made)
		}
	}
	if s.looks == nil {
		return
	}
	for _, l := range s.looks.all() {
		if l.awaited && (l.Status == "completed" || l.Status == "failed") {
			l.awaited = false
			s.tellLook(l)
		}
	}
}

// awaited is true while some job has a callback to be called.
func (s *Server) awaited() bool {
	for _, v := range s.videos.all() {
		if v.awaitsEnd() {
			return true
		}
	}
	for _, a := range s.sessions.all() {
		if a.awaitsEnd() {
			return true
		}
	}
	for _, d := range s.dubs.all() {
		if d.awaitsEnd() {
			return true
		}
	}
	for _, l := range s.lipsyncs.all() {
		if l.awaitsEnd() {
			return true
		}
	}
	for _, c := range s.clippings.all() {
		if c.awaitsEnd() {
			return true
		}
	}
	for _, made := range s.batches.all() {
		if made.awaitsEnd() {
			return true
		}
	}
	return false
}

func (s *Server) tellVideo(v *video) {
	if v.status == "failed" {
		s.tell("avatar_video.fail", object{"video_id": v.id, "msg": v.failText, "callback_id": orNull(v.callbackID)}, v.callbackURL)
		return
	}
	page := s.base + "/videos/" + v.id
	o := object{
		"video_id": v.id, "url": nil, "gif_download_url": nil, "video_page_url": page, "video_share_page_url": page,
		"folder_id": orNull(v.folder), "callback_id": orNull(v.callbackID),
	}
	if v.late == 0 {
		o["url"], o["gif_download_url"] = s.link(s.base, "video", v.id, "."+v.format), s.link(s.base, "gif", v.id, ".gif")
	}
	s.tell("avatar_video.success", o, v.callbackURL)
	more := func(eventType, link string) {
		s.tell(eventType, object{"video_id": v.id, "url": link, "callback_id": orNull(v.callbackID)}, "")
	}
	more("avatar_video_gif.success", s.link(s.base, "gif", v.id, ".gif"))
	if v.burned {
		more("avatar_video_caption.success", s.link(s.base, "captioned", v.id, ".mp4"))
	}
}

func (s *Server) tellTranslation(d *translation) {
	o := object{"video_translate_id": d.id, "callback_id": orNull(d.callbackID)}
	if d.status == "failed" {
		o["message"] = d.failText
		s.tell("video_translate.fail", o, d.callbackURL)
		return
	}
	o["url"], o["output_language"] = s.link(s.base, "dub", d.id, ".mp4"), d.output
	s.tell("video_translate.success", o, d.callbackURL)
}

func (s *Server) tellSession(a *session) {
	o := object{"session_id": a.id, "video_id": orNull(a.videoID), "callback_id": orNull(a.callbackID)}
	if a.status == "failed" {
		o["msg"] = a.lastWords()
		s.tell("video_agent.fail", o, a.callbackURL)
		return
	}
	o["url"], o["video_page_url"] = nil, s.base+"/videos/"+a.videoID
	if v, ok := s.videos.get(a.videoID); ok && v.late == 0 {
		o["url"] = s.link(s.base, "video", v.id, "."+v.format)
	}
	s.tell("video_agent.success", o, a.callbackURL)
}

// lastWords is the text of the newest message.
func (a *session) lastWords() string {
	words, _ := a.messages[len(a.messages)-1]["content"].(string)
	return words
}

func (s *Server) tellLook(l *look) {
	kind := "photo_avatar_generation"
	if l.AvatarType == "digital_twin" {
		kind = "instant_avatar"
	}
	o := object{"avatar_id": l.ID, "avatar_group_id": l.GroupID, "name": l.Name}
	if l.Status == "failed" {
		o["msg"] = noFace
		s.tell(kind+".fail", o, "")
		return
	}
	s.tell(kind+".success", o, "")
}

func (s *Server) batchOver(made *batch) bool {
	for _, it := range made.items {
		if state, _ := s.stateOf(it); state != "completed" && state != "failed" {
			return false
		}
	}
	return true
}

func (s *Server) tellBatch(made *batch) {
	whole := s.batchObject(made, nil, 0)
	o := object{"callback_id": orNull(made.callbackID)}
	for _, field := range []string{"batch_id", "title", "status", "total_items", "counts_by_status"} {
		o[field] = whole[field]
	}
	s.tell("batch.finished", o, made.callbackURL)
}

// tellJobs tells of proofreads, clippings and lipsyncs. The last have callbacks
// only. Nobody is told of a clipping that was cancelled.
func (s *Server) tellJobs() {
	for _, p := range s.proofreads.all() {
		if p.ending(p.over()) {
			s.tell("proofread_creation."+p.outcome(), object{"proofread_id": p.id, "output_language": p.output, "message": orNull(p.failText)}, "")
		}
	}
	for _, c := range s.clippings.all() {
		if c.ending(c.over()) && c.status != "cancelled" {
			s.tell("ai_clipping."+c.outcome(), object{
				"clipping_id": c.id, "clips_count": len(c.clips), "message": orNull(c.failText), "callback_id": orNull(c.callbackID),
			}, c.callbackURL)
		}
	}
	for _, l := range s.lipsyncs.all() {
		if l.ending(l.over()) {
			o := object{"lipsync_id": l.id, "url": nil, "message": orNull(l.failText), "callback_id": orNull(l.callbackID)}
			if l.status == "completed" {
				o["url"] = s.link(s.base, "lipsync", l.id, ".mp4")
			}
			s.callBack("lipsync."+l.outcome(), o, l.callbackURL)
		}
	}
}

// outcome is the last word of the event that tells of the job's end.
func (j *job) outcome() string {
	if j.status == "completed" {
		return "success"
	}
	return "fail"
}
