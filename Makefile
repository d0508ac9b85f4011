.DEFAULT_GOAL := help
.PHONY: help build test race lint bench crash fuzz golden e2e ci demo clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9%-]+:.*## / { printf "  %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build the binary into dist/
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o dist/heygen-mcp .

demo: ## Make a video on the sandbox, no key needed
	go run . demo

test: ## Run the tests
	go test ./...

race: ## Run the tests with the race detector
	go test -race -gcflags='modernc.org/sqlite/lib=-race=false' -timeout 20m ./...

lint: ## Run the linters
	golangci-lint run ./...

bench: ## Run the benchmarks and print their numbers
	go test -run '^$$' -bench . -benchmem ./...

crash: ## Kill the ledger's process 300 times, on SQLite and PostgreSQL
	HEYGEN_MCP_TEST_STORIES=25 go test -run TestKilledProcesses -timeout 20m ./jobs

fuzz: ## Fuzz every tool with random arguments for a minute
	go test -run '^$$' -fuzz FuzzTools -fuzztime 60s ./tools

golden: ## Rewrite the golden files after a wanted change; review the diff
	go test ./tools -run TestSchemasAreCurrent -update # the lists below are made from it
	go test . ./catalog ./cli ./tools ./prompts ./migration -update

e2e: build ## Drive the binary with the clients from npm
	./e2e/run.sh dist/heygen-mcp

ci: ## Everything that must hold before a change is merged
	./.ci/run

ci-%: ## One part of it: modules, build, lint, test, crash, race, bench, e2e
	./.ci/run $*

clean: ## Remove what the build made
	rm -rf dist
