package tools

func proofreadTools() []Tool {
	return nil
}
