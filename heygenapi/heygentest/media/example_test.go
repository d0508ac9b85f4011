package media_test

import (
	"fmt"
	"net/http"
	"time"

	"heygen-mcp/heygenapi/heygentest/media"
)

func ExampleCaptions() {
	script := `Welcome aboard! <break time="1s"/> Let me show you around.`
	seconds := media.SpokenSeconds(script, 1)
	fmt.Printf("%.1f s\n%s", seconds, media.SRT(media.Captions(script, seconds)))
	// Output:
	// 3.8 s
	// 1
	// 00:00:00,000 --> 00:00:00,800
	// Welcome aboard!
	//
	// 2
	// 00:00:01,800 --> 00:00:03,800
	// Let me show you around.
}

func ExampleOpenMP4() {
	_ = func(w http.ResponseWriter, r *http.Request) {
		video, err := media.OpenMP4("16:9", 1800)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		http.ServeContent(w, r, "video.mp4", time.Time{}, video) // Ranges too, from a few hundred kilobytes of memory.
	}
}
