// Package brand has the tools for brand kits and glossaries. It knows no other
// package of tools.
package brand
