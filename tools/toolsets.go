package tools

import "slices"

// Core is the toolset that is on by default.
const Core = "core"

// All lists every tool, in the order in which hosts show them.
func All() []Tool {
	return slices.Concat(
		videoTools(),
		statusTools(),
		agentTools(),
		translationTools(),
		avatarTools(),
		voiceTools(),
		templateTools(),
		assetTools(),
		accountTools(),
		sceneTools(),
		batchTools(),
		itemTools(),
		sessionTools(),
		proofreadTools(),
		postTools(),
		studioTools(),
		voiceStudioTools(),
		libraryTools(),
		webhookTools(),
		brandTools(),
		liveTools(),
	)
}
