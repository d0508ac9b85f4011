package flags

import "golang.org/x/sys/windows"

// knownFolders asks Windows where the user's folders are.
func knownFolders() map[string]string {
	ids := map[string]*windows.KNOWNFOLDERID{
		"Downloads": windows.FOLDERID_Downloads, "Desktop": windows.FOLDERID_Desktop, "Documents": windows.FOLDERID_Documents,
		"Videos": windows.FOLDERID_Videos, "Pictures": windows.FOLDERID_Pictures, "Music": windows.FOLDERID_Music,
	}
	found := map[string]string{}
	for name, id := range ids {
		if path, err := windows.KnownFolderPath(id, 0); err == nil {
			found[name] = path
		}
	}
	return found
}
