package tools

func libraryTools() []Tool {
	return nil
}
