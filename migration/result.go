package migration

// Result is an old request in terms of v3.
type Result struct {
	// Old is the old method and path, such as POST /v2/video/generate.
	Old string `json:"old"`
	// Method and Path are the request of v3; empty where there is none.
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
	// Body is a request type of package heygenapi, or nil where the request has
	// no JSON body.
	Body any `json:"body,omitempty"`
	// Tool is the tool that sends it, and Arguments its flat arguments; empty
	// where no tool does.
	Tool      string         `json:"tool,omitempty"`
	Arguments map[string]any `json:"arguments,omitempty"`
	// ToolLacks are fields of Body that the tool has no argument for.
	ToolLacks []string `json:"tool_lacks,omitempty"`
	// Kept and Lost name every field of the old body once, each by itself or
	// within an object that is named as a whole.
	Kept []Kept `json:"kept"`
	Lost []Lost `json:"lost"`
	// Warnings are what to look at before sending: ids that may be gone, prices
	// that changed.
	Warnings []string `json:"warnings,omitempty"`
}

// Kept is a field of the old body that has its place in the new one.
type Kept struct {
	From string `json:"from"`
	// To is the field of the v3 body, or empty where v3 does so of itself.
	To string `json:"to,omitempty"`
	// Note says what became of the value where it is not the same.
	Note string `json:"note,omitempty"`
}

// Lost is a field of the old body that has no place in the new one.
type Lost struct {
	From string `json:"from"`
	// Value is shortened, and never holds a key.
	Value   string `json:"value"`
	Why     string `json:"why"`
	Instead string `json:"instead"`
}
