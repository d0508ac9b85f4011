package flags

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"heygen-mcp/cli/internal/clitest"
)

func TestDataDir(t *testing.T) {
	t.Parallel()
	absolute := t.TempDir()
	tests := []struct {
		name, goos, home, flag string
		env                    map[string]string
		want                   string
	}{
		{"linux", "linux", "/home/ada", "", nil, "/home/ada/.local/share/heygen-mcp"},
		{"XDG", "linux", "/home/ada", "", map[string]string{"XDG_DATA_HOME": absolute}, filepath.Join(absolute, "heygen-mcp")},
		{"a relative XDG", "linux", "/home/ada", "", map[string]string{"XDG_DATA_HOME": "share"}, "/home/ada/.local/share/heygen-mcp"},
		{"macOS", "darwin", "/Users/ada", "", map[string]string{"XDG_DATA_HOME": absolute}, "/Users/ada/Library/Application Support/heygen-mcp"},
		{"Windows", "windows", "/Users/ada", "", map[string]string{"LocalAppData": absolute}, filepath.Join(absolute, "heygen-mcp")},
		{"Windows, without its variable", "windows", "/Users/ada", "", nil, "/Users/ada/AppData/Local/heygen-mcp"},
		{"a flag", "linux", absolute, "~/kept", nil, filepath.Join(absolute, "kept")},
		{"no home", "linux", "", "", nil, filepath.Join(os.TempDir(), ".local", "share", "heygen-mcp")},
	}
	for _, test := range tests {
		sys := clitest.NewSystem(t, test.env)
		sys.Goos, sys.Home = test.goos, test.home
		assert.Equal(t, filepath.FromSlash(test.want), dataDir(sys.System, test.flag), test.name)
	}
}

func TestDirectories(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	home := sys.Home
	for _, dir := range []string{"Downloads", "Pictures"} {
		require.NoError(t, os.Mkdir(filepath.Join(home, dir), 0o700))
	}
	require.NoError(t, os.WriteFile(filepath.Join(home, "Music"), nil, 0o600), "a file is no folder")

	download, uploads := FileFlags{}.Resolve(sys.System)
	assert.Equal(t, filepath.Join(home, "Downloads", "heygen"), download)
	assert.Equal(t, []string{filepath.Join(home, "Downloads"), filepath.Join(home, "Pictures"), download}, uploads)

	download, uploads = FileFlags{DownloadDir: "~/films", UploadDir: []string{"~", "in", "/abs/../abs"}}.Resolve(sys.System)
	assert.Equal(t, filepath.Join(home, "films"), download)
	assert.Equal(t, []string{home, filepath.Join(sys.Workdir, "in"), "/abs"}, uploads)
}

func TestDirectoriesFollowTheDesktop(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, map[string]string{"XDG_PICTURES_DIR": "/elsewhere/pics"})
	config := filepath.Join(sys.Home, ".config")
	require.NoError(t, os.Mkdir(config, 0o700))
	settings := "# made by xdg-user-dirs\nXDG_DOWNLOAD_DIR=\"$HOME/Téléchargements\"\nXDG_MUSIC_DIR=\"$HOME/\"\nXDG_PICTURES_DIR=\"$HOME/Images\"\n"
	require.NoError(t, os.WriteFile(filepath.Join(config, "user-dirs.dirs"), []byte(settings), 0o600))

	folders := folders(sys.System)
	assert.Equal(t, filepath.Join(sys.Home, "Téléchargements"), folders["Downloads"])
	assert.Equal(t, "/elsewhere/pics", folders["Pictures"], "the variable wins")
	assert.Equal(t, filepath.Join(sys.Home, "Music"), folders["Music"], "a folder that is switched off is not the whole home")
	assert.Equal(t, filepath.Join(sys.Home, "Téléchargements", "heygen"), downloadDir(sys.System))
}

func TestDownloadDirWithoutAHome(t *testing.T) {
	t.Parallel()
	sys := clitest.NewSystem(t, nil)
	sys.Home = ""
	assert.Equal(t, filepath.Join(os.TempDir(), "heygen"), downloadDir(sys.System))
}
