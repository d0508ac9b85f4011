// Package catalog knows what an account can choose from: looks, voices, styles,
// templates and languages. It fetches each list once, when it is first needed,
// keeps it for some minutes, and searches it without further requests. It
// knows HeyGen's client and nothing of MCP.
package catalog
