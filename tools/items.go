package tools

func itemTools() []Tool {
	return nil
}
