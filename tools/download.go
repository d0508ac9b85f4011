package tools

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/sourcegraph/conc/iter"

	"heygen-mcp/account"
)

type downloadArgs struct {
	IDs      []string `json:"ids,omitempty" jsonschema:"minItems=1,maxItems=20,uniqueItems=true" jsonschema_description:"Finished jobs."`
	BatchID  string   `json:"batch_id,omitempty"`
	Include  string   `json:"include,omitempty" jsonschema:"enum=both,enum=video,enum=captions" jsonschema_description:"Default both."`
	Captions bool     `json:"burned_captions,omitempty" jsonschema_description:"The picture with captions burned in."`
}

func (a downloadArgs) check() error {
	return firstError(
		exactlyOne("job", given("ids", len(a.IDs) > 0), given("batch_id", a.BatchID != "")),
		checkIDs(a.IDs), optionalID("batch_id", a.BatchID),
	)
}

// downloadedFile is one file saved, or one link where nothing can be saved.
type downloadedFile struct {
	Name      string `json:"name,omitempty" jsonschema_description:"Of a clip or layer."`
	Path      string `json:"path,omitempty"`
	SizeBytes int64  `json:"size_bytes,omitempty"`
	URL       string `json:"url,omitempty" jsonschema_description:"Expires soon."`
	Existing  bool   `json:"already_there,omitempty"`
}

type downloadedItem struct {
	ID       string           `json:"id"`
	Title    string           `json:"title,omitempty"`
	Video    *downloadedFile  `json:"video,omitempty"`
	Captions *downloadedFile  `json:"captions,omitempty"`
	Files    []downloadedFile `json:"files,omitempty" jsonschema_description:"Clips or layers."`
	Problem  string           `json:"problem,omitempty"`
}

type downloadResult struct {
	Items     []downloadedItem `json:"items"`
	Directory string           `json:"directory,omitempty"`
	Remaining int              `json:"remaining,omitempty" jsonschema_description:"Of the batch, still to be saved or made."`
	Next      string           `json:"next"`
}

// downloadsAtOnce bounds the files that are read at the same time.
const downloadsAtOnce = 4

func downloadVideo(ctx context.Context, c *Call, args downloadArgs) (downloadResult, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return downloadResult{}, err
	}
	if args.BatchID != "" {
		return c.downloadBatch(ctx, acct, args)
	}
	found, err := c.follow(ctx, acct, args.IDs, false)
	if err != nil {
		return downloadResult{}, err
	}
	ids := found.found()
	out := downloadResult{Next: nextLinks}
	if c.Files == nil {
		out.Items, err = linksOnly(ctx, acct, ids, args)
	} else {
		out.Directory, out.Next = c.Files.DownloadDir, "Tell the user the paths."
		out.Items, err = c.saveAll(ctx, acct, ids, args)
		c.noteSaved(ctx, acct, args, ids, out.Items)
	}
	if err != nil {
		return downloadResult{}, err
	}
	for _, s := range found.withoutID() {
		out.Items = append(out.Items, downloadedItem{ID: s.ID, Title: s.Title, Problem: cmp.Or(s.Note, "It is "+s.Status+" and has no file.")})
	}
	for _, item := range out.Items {
		if item.Problem != "" && c.Files != nil {
			out.Next = "Some are not saved, as their problem says; the same call resumes and fetches only what is missing."
		}
	}
	return out, nil
}

const nextLinks = "This server cannot write to the user's disk: give the user the links now, they expire."

// saveAll saves the files of jobs into the download folder.
func (c *Call) saveAll(ctx context.Context, acct *account.Account, ids []string, args downloadArgs) ([]downloadedItem, error) {
	found, err := lookAt(ctx, acct, ids)
	if err != nil {
		return nil, err
	}
	root, err := c.Files.OpenDownloads()
	if err != nil {
		return nil, &Error{Code: "download_dir", Message: "the download folder cannot be opened", Hint: "The user checks --download-dir: it must be a folder that can be written.", cause: err}
	}
	defer func() { _ = root.Close() }()
	s := &saver{call: c, acct: acct, links: &linkSaver{fetch: c.Fetch, root: root, pause: c.PollInterval, bytes: &byteProgress{report: c.Progress}}}
	m := iter.Mapper[*job, downloadedItem]{MaxGoroutines: downloadsAtOnce}
	items := m.Map(found, func(j **job) downloadedItem { return s.save(ctx, *j, args) })
	return items, ctx.Err()
}

// jobFile is one file of a job.
type jobFile struct {
	// role is video, captions, clip or layer.
	role string
	// id is the clip's; name is its title, or the layer's name.
	id, name string
	link     string
}

const (
	roleVideo    = "video"
	roleCaptions = "captions"
	roleClip     = "clip"
	roleLayer    = "layer"
)

// files are what to fetch of a job.
func (a downloadArgs) files(j *job) []jobFile {
	var files []jobFile
	add := func(f jobFile) {
		if f.link != "" {
			files = append(files, f)
		}
	}
	if a.Include != roleCaptions && j.Kind != kindVoice {
		video := cmp.Or(j.VideoURL, j.AudioURL)
		if a.Captions {
			video = cmp.Or(j.CaptionedVideoURL, video)
		}
		add(jobFile{role: roleVideo, link: video})
		for _, clip := range j.Clips {
			add(jobFile{role: roleClip, id: clip.ID, name: clip.Title, link: clip.VideoURL})
		}
		for _, layer := range j.Layers {
			add(jobFile{role: roleLayer, name: layer.Name, link: layer.URL})
		}
	}
	if a.Include != roleVideo {
		add(jobFile{role: roleCaptions, link: j.SubtitleURL})
	}
	return files
}

// problem says why a job has nothing to fetch.
func problem(j *job, args downloadArgs) string {
	switch {
	case j.FailureMessage != "":
		return "It failed: " + j.FailureMessage
	case j.Kind == kindUnknown:
		return j.Note
	case !j.isSettled():
		return "It is " + j.Status + ", not finished: wait with get_video_status, then call again."
	case args.Captions && j.VideoURL != "" && j.CaptionedVideoURL == "" && args.Include != roleCaptions:
		return "It has no burned-in captions; call again without burned_captions, or render it with burn_captions."
	case len(args.files(j)) > 0:
		return ""
	case j.Kind == kindAvatar, j.Kind == kindVoice:
		return "It is " + article(j.Kind) + ", which has no file to save."
	case j.Kind == kindProofread:
		return "A proofread has text only: leave include out, or render it with generate_from_proofread."
	case j.VideoURL != "" || j.AudioURL != "":
		return "It has no captions; a translation or lipsync has them only when made with enable_caption."
	default:
		return cmp.Or(j.Note, "It has no such file.")
	}
}

// linksOnly gives fresh links where nothing can be saved.
func linksOnly(ctx context.Context, acct *account.Account, ids []string, args downloadArgs) ([]downloadedItem, error) {
	found, err := lookAt(ctx, acct, ids)
	if err != nil {
		return nil, err
	}
	var items []downloadedItem
	for _, j := range found {
		item := downloadedItem{ID: j.ID, Title: j.Title, Problem: problem(j, args)}
		if item.Problem == "" {
			for _, f := range args.files(j) {
				item.put(f, downloadedFile{URL: f.link})
			}
		}
		items = append(items, item)
	}
	return items, nil
}

func (d *downloadedItem) put(f jobFile, got downloadedFile) {
	switch f.role {
	case roleVideo:
		d.Video = &got
	case roleCaptions:
		d.Captions = &got
	default:
		got.Name = f.name
		d.Files = append(d.Files, got)
	}
}

// saver saves the files of jobs into one directory.
type saver struct {
	call  *Call
	acct  *account.Account
	links *linkSaver
}

func (s *saver) save(ctx context.Context, j *job, args downloadArgs) downloadedItem {
	item := downloadedItem{ID: j.ID, Title: j.Title, Problem: problem(j, args)}
	if item.Problem != "" {
		return item
	}
	var failed []string
	for _, f := range args.files(j) {
		name := f.fileName(j, args.Captions)
		got, err := s.fetch(ctx, j, name, f, args)
		if err != nil {
			failed = append(failed, fmt.Sprintf("%s is not complete: %v.", name, err))
			continue
		}
		item.put(f, got)
	}
	item.Problem = strings.Join(failed, " ")
	return item
}

// fetch saves one file, and asks for a fresh link when its own has expired.
func (s *saver) fetch(ctx context.Context, j *job, name string, f jobFile, args downloadArgs) (downloadedFile, error) {
	refresh := func(ctx context.Context) (string, error) {
		fresh, err := j.lookAgain(ctx, s.acct)
		if err != nil {
			return "", err
		}
		for _, again := range args.files(fresh) {
			if again.role == f.role && again.id == f.id && (f.role == roleClip || again.name == f.name) {
				return again.link, nil
			}
		}
		return "", errExpired
	}
	return saveOnce(s.call.Files, name, func() (downloadedFile, error) {
		size, existing, err := s.links.save(ctx, name, f.link, refresh)
		return downloadedFile{Path: filepath.Join(s.call.Files.DownloadDir, name), SizeBytes: size, Existing: existing}, err
	})
}

// fileName is the file's name on disk.
func (f jobFile) fileName(j *job, burned bool) string {
	base := fileName(j.Title, j.ID)
	switch f.role {
	case roleClip:
		return fileName(f.name, f.id) + extensionOf(f.link, ".mp4")
	case roleLayer:
		return base + "-" + letters(f.name) + extensionOf(f.link, ".mp4")
	}
	if burned {
		base += "-captioned"
	}
	switch {
	case f.role == roleCaptions:
		return base + ".srt"
	case f.link == j.AudioURL && j.VideoURL == "":
		return base + extensionOf(f.link, ".mp3")
	default:
		return base + extensionOf(f.link, ".mp4")
	}
}

// fileName is a name that every file system takes: the title's letters and
// digits, and the whole id, so that no two jobs share one.
func fileName(title, id string) string {
	clean := strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '.' {
			return '_'
		}
		return r
	}, id)
	if name := letters(title); name != "" {
		return name + "-" + clean
	}
	return "heygen-" + clean
}

// letters keeps a text's letters and digits, 60 bytes of them, with a dash for
// what was between.
func letters(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

// extensionOf follows the link's own file name.
func extensionOf(link, fallback string) string {
	switch ext := strings.ToLower(filepath.Ext(nameFromURL(link))); ext {
	case ".mp4", ".webm", ".mov", ".mp3", ".wav", ".m4a":
		return ext
	default:
		return fallback
	}
}
