package files

import (
	"os"

	"golang.org/x/sync/singleflight"
)

// Folders is the local disk as far as tools may use it. Both roots confine
// every path, symbolic links included.
type Folders struct {
	// DownloadDir is where download_video writes.
	DownloadDir string
	// UploadDirs are where upload_asset may read.
	UploadDirs []string

	// saving keeps two calls from writing one file at the same time.
	saving singleflight.Group
}

// SaveOnce saves a file of that name once where several calls want it at the
// same time, and gives all of them the outcome.
func SaveOnce[T any](f *Folders, name string, save func() (T, error)) (T, error) {
	saved, err, _ := f.saving.Do(name, func() (any, error) { return save() })
	out, _ := saved.(T)
	return out, err
}

// OpenDownloads opens the download directory, which is made when missing.
func (f *Folders) OpenDownloads() (*os.Root, error) {
	if err := os.MkdirAll(f.DownloadDir, 0o750); err != nil {
		return nil, err
	}
	return os.OpenRoot(f.DownloadDir)
}
