// Package version is which build of the program this is. It knows nothing else of the
// program.
package version
