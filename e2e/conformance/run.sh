#!/bin/sh
# Runs the official MCP conformance suite's server scenarios against this
# server's options and HTTP stack, with the fixtures that the suite looks for
# (server/conformance_test.go). What is left out is named, with its reason, in
# the expected-failures files beside this script.
#
# Usage: e2e/conformance/run.sh [spec version...]   (default: both that we serve)
set -eu

SUITE=@modelcontextprotocol/conformance@0.2.0-alpha.12
LIMIT=240 # seconds for each spec version

cd "$(dirname "$0")/../.."
work=$(mktemp -d)
pid=
finish() {
	if [ -n "$pid" ]; then
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	fi
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

go test -c -o "$work/server" ./server
HEYGEN_MCP_TEST_SERVER=conformance HEYGEN_MCP_TEST_ADDR=127.0.0.1:0 "$work/server" 2>"$work/server.log" &
pid=$!

address=
tries=0
while [ -z "$address" ]; do
	address=$(sed -n 's/^listening on //p' "$work/server.log")
	tries=$((tries + 1))
	if [ "$tries" -gt 100 ]; then
		echo "the server does not listen:" >&2
		cat "$work/server.log" >&2
		exit 1
	fi
	sleep 0.1
done

[ "$#" -gt 0 ] || set -- 2025-11-25 2026-07-28
status=0
for version in "$@"; do
	echo "== MCP conformance, $version"
	timeout "$LIMIT" npx -y -p node@22 -p "$SUITE" conformance server \
		--url "http://$address/mcp" --suite all --spec-version "$version" \
		--expected-failures "e2e/conformance/expected-failures-$version.yml" \
		</dev/null >"$work/report" 2>&1 || status=1
	sed -n '/=== SUMMARY ===/,$p' "$work/report"
	grep -q '=== SUMMARY ===' "$work/report" || cat "$work/report"
done
exit "$status"
