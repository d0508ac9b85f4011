package cli

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
)

// folder is one of the user's standard folders.
type folder struct {
	// name is its folder in the home directory where nothing says otherwise.
	name string
	// xdg is its variable in the freedesktop settings.
	xdg string
}

// The folders that people keep media in. Videos is called Movies on macOS.
func standardFolders() []folder {
	return []folder{
		{"Downloads", "XDG_DOWNLOAD_DIR"}, {"Desktop", "XDG_DESKTOP_DIR"}, {"Documents", "XDG_DOCUMENTS_DIR"},
		{"Videos", "XDG_VIDEOS_DIR"}, {"Movies", ""}, {"Pictures", "XDG_PICTURES_DIR"}, {"Music", "XDG_MUSIC_DIR"},
	}
}

// folders finds the user's standard folders, as the operating system has
// them: people move them, and Windows moves them into OneDrive.
func (s *system) folders() map[string]string {
	moved := s.movedFolders()
	found := map[string]string{}
	for _, f := range standardFolders() {
		switch {
		case moved[f.name] != "":
			found[f.name] = moved[f.name]
		case s.home != "":
			found[f.name] = filepath.Join(s.home, f.name)
		}
	}
	return found
}

func (s *system) movedFolders() map[string]string {
	switch s.goos {
	case "windows":
		return knownFolders()
	case "darwin":
		return nil
	default:
		return s.freedesktopFolders()
	}
}

// freedesktopFolders reads what xdg-user-dirs keeps; a variable wins over it.
func (s *system) freedesktopFolders() map[string]string {
	settings := map[string]string{}
	config := s.getenv("XDG_CONFIG_HOME")
	if config == "" {
		config = filepath.Join(s.home, ".config")
	}
	if file, err := os.Open(filepath.Join(config, "user-dirs.dirs")); err == nil { //nolint:gosec // the desktop's own settings file
		defer file.Close() //nolint:errcheck // only read
		for lines := bufio.NewScanner(file); lines.Scan(); {
			name, value, ok := strings.Cut(strings.TrimSpace(lines.Text()), "=")
			if ok && !strings.HasPrefix(name, "#") {
				settings[name] = strings.Trim(value, `"`)
			}
		}
	}
	moved := map[string]string{}
	for _, f := range standardFolders() {
		path := s.getenv(f.xdg)
		if path == "" {
			path = settings[f.xdg]
		}
		if rest, ok := strings.CutPrefix(path, "$HOME"); ok {
			path = s.home + rest
		}
		// A folder that is switched off is written as the home directory.
		if filepath.IsAbs(path) && filepath.Clean(path) != filepath.Clean(s.home) {
			moved[f.name] = filepath.Clean(path)
		}
	}
	return moved
}

// downloadDir is where downloads go when no flag says so.
func (s *system) downloadDir() string {
	if downloads := s.folders()["Downloads"]; downloads != "" {
		return filepath.Join(downloads, "heygen")
	}
	return filepath.Join(os.TempDir(), "heygen")
}

// resolve gives the directories that the flags mean, absolute.
func (f fileFlags) resolve(s *system) (download string, uploads []string) {
	download = s.downloadDir()
	if f.DownloadDir != "" {
		download = s.expand(f.DownloadDir)
	}
	if len(f.UploadDir) > 0 {
		for _, dir := range f.UploadDir {
			uploads = append(uploads, s.expand(dir))
		}
		return download, uploads
	}
	found := s.folders()
	for _, standard := range standardFolders() {
		path := found[standard.name]
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			uploads = append(uploads, path)
		}
	}
	return download, append(uploads, download)
}

// dataDir is the folder for what has to last: the flag's, or heygen-mcp where
// the operating system keeps the data of programs.
func (s *system) dataDir(flag string) string {
	if flag != "" {
		return s.expand(flag)
	}
	home := s.home
	if home == "" {
		home = os.TempDir()
	}
	var base string
	switch s.goos {
	case "windows":
		if base = s.getenv("LocalAppData"); base == "" {
			base = filepath.Join(home, "AppData", "Local")
		}
	case "darwin":
		base = filepath.Join(home, "Library", "Application Support")
	default:
		// The freedesktop rules want relative paths ignored.
		if base = s.getenv("XDG_DATA_HOME"); !filepath.IsAbs(base) {
			base = filepath.Join(home, ".local", "share")
		}
	}
	return filepath.Join(base, "heygen-mcp")
}
