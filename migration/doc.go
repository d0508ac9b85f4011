// Package migration turns requests for HeyGen's ended APIs v1 and v2 into what
// replaces them: the request of v3, the tool call that sends it, and an account
// of every field of the old body, which is either kept or named as lost. It
// makes no request, reads no file and knows nothing of MCP. The old shapes are
// those of HeyGen's public reference as it stood before 2026-10-31; what it does
// not know it reports as lost and never refuses.
package migration
