package tools

func postTools() []Tool {
	return nil
}
