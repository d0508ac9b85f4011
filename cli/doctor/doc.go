// Package doctor is the doctor command, which checks key, wallet, network and
// folders. It knows no other command and spends nothing.
package doctor
