package pay

// NextDryCreation is what comes after the dry run of a tool that creates.
const NextDryCreation = "Nothing was sent or spent. Call again without dry_run to create it."

// What results of tools that pay say.
const (
	// StatusDryRun is the status where nothing was sent.
	StatusDryRun  = "dry_run"
	NextDryRun    = "Nothing was sent or spent. Call again without dry_run to render."
	NextFollow    = "Call get_video_status with this id and wait_seconds until it is completed; renders take 2 to 10 minutes. Do not create it again."
	NextFollowAll = "Call get_video_status with these ids and wait_seconds until all are completed; translations take 5 to 15 minutes. Do not create them again."
)
