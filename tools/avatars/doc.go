// Package avatars has the tools for avatars: finding looks and groups, making,
// renaming and deleting them. It knows no other
// package of tools.
package avatars
