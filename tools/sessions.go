package tools

func sessionTools() []Tool {
	return nil
}
