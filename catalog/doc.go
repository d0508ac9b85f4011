// Package catalog knows what an account can choose from: looks, voices, styles,
// templates and languages. It fetches each list once, when it is first needed,
// keeps it for some minutes, and searches it without further requests. It
// knows HeyGen's client and nothing of MCP.
//
// The search is our own, 100 lines: a full-text engine such as bleve brings
// analysers and an index with storage for some thousand short names, and the
// small fuzzy matchers take letters in order, not words with typos. Edit
// distance and accents are libraries', and languages' names are CLDR's, see
// language_names.go.
package catalog
