// Package terminal is what the commands see of the machine and of the person at the
// terminal: streams, tables, JSON, progress, questions, and how a command ends. It
// knows no flag and no command. Tables and bars come from the standard library and
// from schollz/progressbar; a table library would align what is piped to scripts,
// where tabs are wanted.
package terminal
