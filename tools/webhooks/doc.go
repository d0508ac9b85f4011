// Package webhooks has the tools for webhooks: the endpoints that HeyGen tells
// when something is done, and their events. It knows no other
// package of tools.
package webhooks
