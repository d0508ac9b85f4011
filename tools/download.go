package tools

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/sourcegraph/conc/iter"

	"heygen-mcp/account"
)

type downloadArgs struct {
	IDs      []string `json:"ids" jsonschema:"required,minItems=1,maxItems=20,uniqueItems=true" jsonschema_description:"Videos, translations, agent sessions."`
	Include  string   `json:"include,omitempty" jsonschema:"enum=both,enum=video,enum=captions" jsonschema_description:"Default both."`
	Captions bool     `json:"burned_captions,omitempty" jsonschema_description:"The picture with captions burned in."`
}

func (a downloadArgs) check() error { return checkIDs(a.IDs) }

// downloadedFile is one file saved, or one link where nothing can be saved.
type downloadedFile struct {
	Path      string `json:"path,omitempty"`
	SizeBytes int64  `json:"size_bytes,omitempty"`
	URL       string `json:"url,omitempty" jsonschema_description:"Expires soon."`
	Existing  bool   `json:"already_there,omitempty"`
}

type downloadedItem struct {
	ID       string          `json:"id"`
	Title    string          `json:"title,omitempty"`
	Video    *downloadedFile `json:"video,omitempty"`
	Captions *downloadedFile `json:"captions,omitempty"`
	Problem  string          `json:"problem,omitempty"`
}

type downloadResult struct {
	Items     []downloadedItem `json:"items"`
	Directory string           `json:"directory,omitempty"`
	Next      string           `json:"next"`
}

// downloadsAtOnce bounds the files that are read at the same time.
const downloadsAtOnce = 4

func downloadVideo(ctx context.Context, c *Call, args downloadArgs) (downloadResult, error) {
	acct, err := c.Account(ctx)
	if err != nil {
		return downloadResult{}, err
	}
	t := newTracker(acct, args.IDs)
	if err := t.look(ctx); err != nil {
		return downloadResult{}, err
	}
	if c.Files == nil {
		return linksOnly(t, args), nil
	}
	root, err := c.Files.OpenDownloads()
	if err != nil {
		return downloadResult{}, &Error{Code: "download_dir", Message: "the download folder cannot be opened", Hint: "The user checks --download-dir: it must be a folder that can be written.", cause: err}
	}
	defer func() { _ = root.Close() }()
	s := &saver{call: c, acct: acct, root: root, bytes: newByteProgress(c)}
	m := iter.Mapper[*job, downloadedItem]{MaxGoroutines: downloadsAtOnce}
	items := m.Map(t.jobs, func(j **job) downloadedItem { return s.save(ctx, *j, args) })
	if ctx.Err() != nil {
		return downloadResult{}, ctx.Err()
	}
	out := downloadResult{Items: items, Directory: c.Files.DownloadDir, Next: "Tell the user the paths."}
	for _, item := range items {
		if item.Problem != "" {
			out.Next = "Some are not saved, as their problem says; the same call resumes and fetches only what is missing."
		}
	}
	return out, nil
}

// wanted are the links to fetch of a job.
func wanted(j *job, args downloadArgs) (video, captions string) {
	if args.Include != "captions" {
		video = j.VideoURL
		if video == "" {
			video = j.AudioURL
		}
		if args.Captions && j.CaptionedVideoURL != "" {
			video = j.CaptionedVideoURL
		}
	}
	if args.Include != "video" {
		captions = j.SubtitleURL
	}
	return video, captions
}

// problem says why a job has nothing to fetch.
func problem(j *job, args downloadArgs) string {
	video, captions := wanted(j, args)
	switch {
	case j.FailureMessage != "":
		return "It failed: " + j.FailureMessage
	case j.Kind == kindUnknown:
		return j.Note
	case !j.settled:
		return "It is " + j.Status + ", not finished: wait with get_video_status, then call again."
	case args.Captions && j.CaptionedVideoURL == "" && args.Include != "captions":
		return "It has no burned-in captions; call again without burned_captions, or render it with burn_captions."
	case video == "" && captions == "":
		return "It has no captions; a translation has them only when made with enable_caption."
	default:
		return ""
	}
}

func linksOnly(t *tracker, args downloadArgs) downloadResult {
	out := downloadResult{Next: "This server cannot write to the user's disk: give the user the links now, they expire."}
	for _, j := range t.jobs {
		item := downloadedItem{ID: j.ID, Title: j.Title, Problem: problem(j, args)}
		if video, captions := wanted(j, args); item.Problem == "" {
			if video != "" {
				item.Video = &downloadedFile{URL: video}
			}
			if captions != "" {
				item.Captions = &downloadedFile{URL: captions}
			}
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// saver saves the files of jobs into one directory.
type saver struct {
	call  *Call
	acct  *account.Account
	root  *os.Root
	bytes *byteProgress
}

func (s *saver) save(ctx context.Context, j *job, args downloadArgs) downloadedItem {
	item := downloadedItem{ID: j.ID, Title: j.Title, Problem: problem(j, args)}
	if item.Problem != "" {
		return item
	}
	video, captions := wanted(j, args)
	base := fileName(j.Title, j.ID)
	if args.Captions {
		base += "-captioned"
	}
	item.Video = s.fetch(ctx, &item, j, base+videoExtension(video, j), video, func(j *job) string { v, _ := wanted(j, args); return v })
	item.Captions = s.fetch(ctx, &item, j, base+".srt", captions, func(j *job) string { _, c := wanted(j, args); return c })
	return item
}

// fetch saves one link, and asks for a fresh one when it has expired.
func (s *saver) fetch(ctx context.Context, item *downloadedItem, j *job, name, link string, pick func(*job) string) *downloadedFile {
	if link == "" {
		return nil
	}
	refresh := func(ctx context.Context) (string, error) {
		t := newTracker(s.acct, []string{j.ID})
		if err := t.look(ctx); err != nil {
			return "", err
		}
		return pick(t.jobs[0]), nil
	}
	saved, err, _ := s.call.Files.saving.Do(name, func() (any, error) {
		size, existing, err := s.saveFile(ctx, name, link, refresh)
		return downloadedFile{Path: filepath.Join(s.call.Files.DownloadDir, name), SizeBytes: size, Existing: existing}, err
	})
	if err != nil {
		item.Problem = fmt.Sprintf("%s is not complete: %v.", name, err)
		return nil
	}
	file, _ := saved.(downloadedFile)
	return &file
}

// fileName is a name that every file system takes: the title's letters and
// digits, and the whole id, so that no two jobs share one.
func fileName(title, id string) string {
	var b strings.Builder
	for _, r := range title {
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
	clean := strings.Map(func(r rune) rune {
		if r == ':' || r == '~' {
			return '_'
		}
		return r
	}, id)
	if name := strings.Trim(b.String(), "-"); name != "" {
		return name + "-" + clean
	}
	return "heygen-" + clean
}

// videoExtension follows the link's own file name.
func videoExtension(link string, j *job) string {
	if link == j.AudioURL && j.VideoURL == "" {
		return extensionOf(link, ".mp3")
	}
	return extensionOf(link, ".mp4")
}

func extensionOf(link, fallback string) string {
	switch ext := strings.ToLower(filepath.Ext(nameFromURL(link))); ext {
	case ".mp4", ".webm", ".mov", ".mp3", ".wav", ".m4a":
		return ext
	default:
		return fallback
	}
}
