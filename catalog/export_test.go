package catalog

// For tests from outside.
var (
	NewWithClock = newCatalog
	ListTTL      = listTTL
)
