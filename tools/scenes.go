package tools

func sceneTools() []Tool {
	return nil
}
