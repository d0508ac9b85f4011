package renders

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/sourcegraph/conc/iter"

	"heygen-mcp/account"
	"heygen-mcp/tools/check"
	"heygen-mcp/tools/fault"
	"heygen-mcp/tools/files"
	"heygen-mcp/tools/follow"
	"heygen-mcp/tools/kit"
)

type downloadArgs struct {
	IDs      []string `json:"ids,omitempty" jsonschema:"minItems=1,maxItems=20,uniqueItems=true" jsonschema_description:"Finished jobs."`
	BatchID  string   `json:"batch_id,omitempty"`
	Include  string   `json:"include,omitempty" jsonschema:"enum=both,enum=video,enum=captions" jsonschema_description:"Default both."`
	Captions string   `json:"captions,omitempty" jsonschema:"enum=none,enum=file,enum=burned" jsonschema_description:"Default: as rendered." former:"burned_captions,true=burned,false="`
}

// What captions may be asked for.
const (
	captionsNone   = "none"
	captionsBurned = "burned"
)

func (a downloadArgs) Check() error {
	if a.Captions == captionsNone && a.Include == roleCaptions {
		return fault.Invalid("captions", "is none, and include asks for captions alone", "Leave one of them out.")
	}
	return check.First(
		check.ExactlyOne("job", check.Given("ids", len(a.IDs) > 0), check.Given("batch_id", a.BatchID != "")),
		check.IDs(a.IDs), check.OptionalID("batch_id", a.BatchID),
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

func downloadVideo(ctx context.Context, c *kit.Call, args downloadArgs) (downloadResult, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return downloadResult{}, err
	}
	if args.BatchID != "" {
		return downloadBatch(ctx, c, acct, args)
	}
	found, err := follow.Start(ctx, c, acct, args.IDs, false)
	if err != nil {
		return downloadResult{}, err
	}
	ids := found.IDs()
	out := downloadResult{Next: nextLinks}
	if c.Files == nil {
		out.Items, err = linksOnly(ctx, acct, ids, args)
	} else {
		out.Directory, out.Next = c.Files.DownloadDir, "Tell the user the paths."
		out.Items, err = saveAll(ctx, c, acct, ids, args)
		noteSaved(ctx, c, acct, args, ids, out.Items)
	}
	if err != nil {
		return downloadResult{}, err
	}
	for _, s := range found.WithoutID() {
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
func saveAll(ctx context.Context, c *kit.Call, acct *account.Account, ids []string, args downloadArgs) ([]downloadedItem, error) {
	found, err := follow.Look(ctx, acct, ids)
	if err != nil {
		return nil, err
	}
	root, err := c.Files.OpenDownloads()
	if err != nil {
		return nil, &fault.Error{Code: "download_dir", Message: "the download folder cannot be opened", Hint: "The user checks --download-dir: it must be a folder that can be written.", Cause: err}
	}
	defer func() { _ = root.Close() }()
	s := &saver{call: c, acct: acct, links: &files.Saver{Fetch: c.Fetch, Root: root, Pause: c.PollInterval, Bytes: &files.Progress{Report: c.Progress}}}
	m := iter.Mapper[*follow.Job, downloadedItem]{MaxGoroutines: downloadsAtOnce}
	items := m.Map(found, func(j **follow.Job) downloadedItem { return s.save(ctx, *j, args) })
	return items, ctx.Err()
}

// jobFile is one file of a job.
type jobFile struct {
	// role is video, captions, clip or layer.
	role string
	// id is the clip's; name is its title, or the layer's name.
	id, name string
	link     string
	// burned is true of the picture with captions in it.
	burned bool
}

const (
	roleVideo    = "video"
	roleCaptions = "captions"
	roleClip     = "clip"
	roleLayer    = "layer"
)

// files are what to fetch of a job.
func (a downloadArgs) files(j *follow.Job) []jobFile {
	var files []jobFile
	add := func(f jobFile) {
		if f.link != "" {
			files = append(files, f)
		}
	}
	if a.Include != roleCaptions && j.Kind != follow.KindVoice {
		if a.Captions == "" || a.Captions == captionsBurned {
			// HeyGen makes it only where it was asked for.
			add(jobFile{role: roleVideo, link: j.CaptionedVideoURL, burned: true})
		}
		if len(files) == 0 {
			add(jobFile{role: roleVideo, link: cmp.Or(j.VideoURL, j.AudioURL)})
		}
		for _, clip := range j.Clips {
			add(jobFile{role: roleClip, id: clip.ID, name: clip.Title, link: clip.VideoURL})
		}
		for _, layer := range j.Layers {
			add(jobFile{role: roleLayer, name: layer.Name, link: layer.URL})
		}
	}
	if a.Include != roleVideo && a.Captions != captionsNone {
		add(jobFile{role: roleCaptions, link: j.SubtitleURL})
	}
	return files
}

// problem says why a job has nothing to fetch.
func problem(j *follow.Job, args downloadArgs) string {
	switch {
	case j.FailureMessage != "":
		return "It failed: " + j.FailureMessage
	case j.Kind == follow.KindUnknown:
		return j.Note
	case !j.Settled():
		return "It is " + j.Status + ", not finished: wait with get_video_status, then call again."
	case args.Captions == captionsBurned && j.VideoURL != "" && j.CaptionedVideoURL == "" && args.Include != roleCaptions:
		return "It has no burned-in captions; call again without captions, or render it with captions burned."
	case len(args.files(j)) > 0:
		return ""
	case j.Kind == follow.KindAvatar, j.Kind == follow.KindVoice:
		return "It is " + fault.Article(j.Kind) + ", which has no file to save."
	case j.Kind == follow.KindProofread:
		return "A proofread has text only: leave include out, or render it with generate_from_proofread."
	case j.VideoURL != "" || j.AudioURL != "":
		return "It has no captions."
	default:
		return cmp.Or(j.Note, "It has no such file.")
	}
}

// linksOnly gives fresh links where nothing can be saved.
func linksOnly(ctx context.Context, acct *account.Account, ids []string, args downloadArgs) ([]downloadedItem, error) {
	found, err := follow.Look(ctx, acct, ids)
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
	call  *kit.Call
	acct  *account.Account
	links *files.Saver
}

func (s *saver) save(ctx context.Context, j *follow.Job, args downloadArgs) downloadedItem {
	item := downloadedItem{ID: j.ID, Title: j.Title, Problem: problem(j, args)}
	if item.Problem != "" {
		return item
	}
	var failed []string
	for _, f := range args.files(j) {
		name := f.fileName(j)
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
func (s *saver) fetch(ctx context.Context, j *follow.Job, name string, f jobFile, args downloadArgs) (downloadedFile, error) {
	refresh := func(ctx context.Context) (string, error) {
		fresh, err := j.Refresh(ctx, s.acct)
		if err != nil {
			return "", err
		}
		for _, again := range args.files(fresh) {
			if again.role == f.role && again.id == f.id && (f.role == roleClip || again.name == f.name) {
				return again.link, nil
			}
		}
		return "", files.ErrExpired
	}
	return files.SaveOnce(s.call.Files, name, func() (downloadedFile, error) {
		size, existing, err := s.links.Save(ctx, name, f.link, refresh)
		return downloadedFile{Path: filepath.Join(s.call.Files.DownloadDir, name), SizeBytes: size, Existing: existing}, err
	})
}

// fileName is the file's name on disk.
func (f jobFile) fileName(j *follow.Job) string {
	base := files.Name(j.Title, j.ID)
	switch f.role {
	case roleClip:
		return files.Name(f.name, f.id) + files.Extension(f.link, ".mp4")
	case roleLayer:
		return base + "-" + files.Letters(f.name) + files.Extension(f.link, ".mp4")
	}
	if f.burned {
		base += "-captioned"
	}
	switch {
	case f.role == roleCaptions:
		return base + ".srt"
	case f.link == j.AudioURL && j.VideoURL == "":
		return base + files.Extension(f.link, ".mp3")
	default:
		return base + files.Extension(f.link, ".mp4")
	}
}
