// Package tables makes many items of one call: rows, inline or of a CSV file,
// fill {{columns}} of the arguments, and what comes of them is checked, priced and
// ordered as one batch, with one question to the person. Its own work is the
// table and the order; what an item is, its caller says.
//
// CSV is read by encoding/csv; only what divides the cells is found here, from the
// header, because no well-kept library does that. Patterns are no [text/template]:
// a person writes {{name}} in a script, and what is wrong is told in their words.
package tables
