package tools

func liveTools() []Tool {
	return nil
}
