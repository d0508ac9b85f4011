package tools

func brandTools() []Tool {
	return nil
}
