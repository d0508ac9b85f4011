package flags

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"

	"heygen-mcp/cli/terminal"
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
func folders(s *terminal.System) map[string]string {
	moved := movedFolders(s)
	found := map[string]string{}
	for _, f := range standardFolders() {
		switch {
		case moved[f.name] != "":
			found[f.name] = moved[f.name]
		case s.Home != "":
			found[f.name] = filepath.Join(s.Home, f.name)
		}
	}
	return found
}

func movedFolders(s *terminal.System) map[string]string {
	switch s.Goos {
	case "windows":
		return knownFolders()
	case "darwin":
		return nil
	default:
		return freedesktopFolders(s)
	}
}

// freedesktopFolders reads what xdg-user-dirs keeps; a variable wins over it.
func freedesktopFolders(s *terminal.System) map[string]string {
	settings := map[string]string{}
	config := s.Getenv("XDG_CONFIG_HOME")
	if config == "" {
		config = filepath.Join(s.Home, ".config")
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
		path := s.Getenv(f.xdg)
		if path == "" {
			path = settings[f.xdg]
		}
		if rest, ok := strings.CutPrefix(path, "$HOME"); ok {
			path = s.Home + rest
		}
		// A folder that is switched off is written as the home directory.
		if filepath.IsAbs(path) && filepath.Clean(path) != filepath.Clean(s.Home) {
			moved[f.name] = filepath.Clean(path)
		}
	}
	return moved
}

// downloadDir is where downloads go when no flag says so.
func downloadDir(s *terminal.System) string {
	if downloads := folders(s)["Downloads"]; downloads != "" {
		return filepath.Join(downloads, "heygen")
	}
	return filepath.Join(os.TempDir(), "heygen")
}

// Resolve gives the directories that the flags mean, absolute.
func (f FileFlags) Resolve(s *terminal.System) (download string, uploads []string) {
	download = downloadDir(s)
	if f.DownloadDir != "" {
		download = s.Expand(f.DownloadDir)
	}
	if len(f.UploadDir) > 0 {
		for _, dir := range f.UploadDir {
			uploads = append(uploads, s.Expand(dir))
		}
		return download, uploads
	}
	found := folders(s)
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
func dataDir(s *terminal.System, flag string) string {
	if flag != "" {
		return s.Expand(flag)
	}
	home := s.Home
	if home == "" {
		home = os.TempDir()
	}
	var base string
	switch s.Goos {
	case "windows":
		if base = s.Getenv("LocalAppData"); base == "" {
			base = filepath.Join(home, "AppData", "Local")
		}
	case "darwin":
		base = filepath.Join(home, "Library", "Application Support")
	default:
		// The freedesktop rules want relative paths ignored.
		if base = s.Getenv("XDG_DATA_HOME"); !filepath.IsAbs(base) {
			base = filepath.Join(home, ".local", "share")
		}
	}
	return filepath.Join(base, "heygen-mcp")
}
