// Package fault says in words what kept a call from its end: which argument,
// which value, why, and what to do next. Whatever a tool's function returns
// becomes an [Error] here, be it an answer of HeyGen's, a lost connection or a
// rule of ours. It knows neither tools nor MCP, sends nothing, and never shows
// a key, a script or a signed address.
package fault
