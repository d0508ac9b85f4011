package migration_test

import (
	"fmt"
	"log"

	"heygen-mcp/migration"
)

// Convert a request of v2, and see what is lost.
func ExampleConvert() {
	result, err := migration.Convert(migration.Request{JSON: []byte(`{"video_inputs": [{
		"character": {"type": "avatar", "avatar_id": "Mira", "avatar_style": "circle"},
		"voice": {"type": "text", "input_text": "Hello", "voice_id": "v1"}
	}]}`)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Method, result.Path, "by", result.Tool, "for", result.Arguments["avatar_id"])
	for _, lost := range result.Lost {
		fmt.Println(lost.From, "is lost:", lost.Why)
	}
	// Output:
	// POST /v3/videos by create_video for Mira
	// video_inputs[0].character.avatar_style is lost: v3 has no circle or close-up
}
