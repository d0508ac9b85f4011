package tools

func webhookTools() []Tool {
	return nil
}
