// Package files is all that tools may touch outside of HeyGen's API: the folders
// of the local disk, each confined by an [os.Root], and addresses of the web,
// read without credentials and never inside private networks. It does not know
// which tool asks, or what the files are for.
package files
