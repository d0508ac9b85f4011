// Package agent has the tools for HeyGen's Video Agent, which plans and renders a
// video from a prompt, and its sessions. It knows no other
// package of tools.
package agent
