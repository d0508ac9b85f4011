package server

// instructions go to every assistant at the start of every conversation: they
// hold the order of work and the rules about money, and nothing that a tool's
// description says as well.
const instructions = `HeyGen makes videos in which an avatar speaks. The way to one: list_avatars and list_voices to choose, ` +
	`estimate_cost (or dry_run) to know the price, create_video for a script or create_video_agent for a prompt, ` +
	`get_video_status until it is completed, then download_video or hand over the link.

Money: renders, translations and speech are paid from the user's HeyGen balance. Tell the price and get a yes before the first paid call ` +
	`of a conversation and before any batch. Never repeat a paid call because its answer was slow or lost: look for the result first ` +
	`(list_videos). Failed renders are not billed. Prices here are estimates from a dated list.

Time: a render takes minutes. Use wait_seconds of get_video_status; "still rendering" is no error, ask again. Links expire: fetch a fresh ` +
	`one with get_video_status right before use.

An avatar_id is a look's id, not a group's. Errors name the field and what to do. Never ask the user for an API key in the chat.`
