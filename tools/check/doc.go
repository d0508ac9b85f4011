// Package check has the rules that hold for arguments of every account: how
// many of several may be set, what may be an id or an address. Each gives nil or
// a [fault.Error] that names the argument. It makes no request and does not
// know what the arguments are for.
package check
