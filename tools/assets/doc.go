// Package assets has the tools for the account's uploads and HeyGen's stock of
// pictures and sounds. It knows no other
// package of tools.
package assets
