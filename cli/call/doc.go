// Package call is the call command: one tool called from a terminal or a script. It
// knows no other command.
package call
