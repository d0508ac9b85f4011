// Package translation has the tools for translations of videos, and of proofreads,
// their text before it is dubbed. It knows no other
// package of tools.
package translation
