package tools

func batchTools() []Tool {
	return nil
}
