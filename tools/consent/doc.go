// Package consent signs what a person is asked before money is spent, and takes
// each answer once. It does not know what is paid for, or how the question
// reaches the person.
package consent
