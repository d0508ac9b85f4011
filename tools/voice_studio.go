package tools

func voiceStudioTools() []Tool {
	return nil
}
