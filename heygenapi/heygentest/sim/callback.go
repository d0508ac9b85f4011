package sim

import "heygen-mcp/heygenapi/heygentest/rest"

// Callback is whom a job's own request asked to be told of its end.
type Callback struct {
	CallbackURL, CallbackID string
	// told is true once the end was told, to everyone.
	told bool
}

// ReadCallback reads callback_url and callback_id.
func ReadCallback(b *rest.Body) Callback {
	return Callback{CallbackURL: b.Link("callback_url"), CallbackID: b.Text("callback_id", 500)}
}

// awaitsEnd is true while there is an address that has to be told of the end.
func (c *Callback) awaitsEnd() bool { return c.CallbackURL != "" && !c.told }

// Again lets what was over come to an end once more.
func (c *Callback) Again() { c.told = false }

// ending is true the first time that it is asked about what is over.
func (c *Callback) ending(over bool) bool {
	if !over || c.told {
		return false
	}
	c.told = true
	return true
}
