// Package billing has the tools for the account: who pays, what is left, and what
// something would cost. It knows no other
// package of tools.
package billing
