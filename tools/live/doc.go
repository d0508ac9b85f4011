// Package live has the tools for avatars that speak live: HeyGen's streams, and
// LiveAvatar, a product of its own. It knows no other
// package of tools.
package live
