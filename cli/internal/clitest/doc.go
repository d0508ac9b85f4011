// Package clitest is what the tests of the command line share: a system without a
// terminal, whose streams and environment are the test's own. It knows no command,
// and no package imports it but in tests.
package clitest
