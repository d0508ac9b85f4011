package tools

func studioTools() []Tool {
	return nil
}
