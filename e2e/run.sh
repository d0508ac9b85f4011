#!/usr/bin/env bash
# End to end: the built binary with the clients that people use, from npm.
#   e2e/run.sh BINARY
set -euo pipefail
binary=$(realpath "$1")
cd "$(dirname "$0")"
work=$(mktemp -d)
pids=()
cleanup() {
  for pid in "${pids[@]:-}"; do [ -n "$pid" ] && kill "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap cleanup EXIT

free_port() { node -e 'const s=require("net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'; }

step() { printf '\n--- %s\n' "$*"; }

# An empty HOME: nothing on this machine may help.
export npm_config_cache="${npm_config_cache:-$HOME/.npm}"
mkdir -p "$work/home"

step "Official TypeScript SDK"
(cd sdk && npm install --no-audit --no-fund --silent)
HOME="$work/home" timeout 180 node sdk/story.mjs stdio "$binary" "$work/downloads" | tee "$work/story"
mp4=$(sed -n 's/^PATH //p' "$work/story")
srt=$(sed -n 's/^SRT //p' "$work/story")
want=$(sed -n 's/^SECONDS //p' "$work/story")
got=$(ffprobe -v error -show_entries format=duration -of csv=p=0 "$mp4")
ffmpeg -v error -i "$mp4" -f null - 2>&1 | tee "$work/decode"
[ ! -s "$work/decode" ] || { echo "the MP4 does not decode cleanly"; exit 1; }
awk -v got="$got" -v want="$want" 'BEGIN { d = got - want; if (d < 0) d = -d; if (d > 0.1) { print "the MP4 lasts " got " s, not " want; exit 1 } print "ffprobe: " got " s, as HeyGen said: " want }'
grep -q -- '-->' "$srt"

port=$(free_port)
HOME="$work/home" "$binary" serve --transport http --addr "127.0.0.1:$port" --sandbox --sandbox-speed 200 2>"$work/server.log" &
pids+=($!)
for _ in $(seq 100); do curl -fsS "http://127.0.0.1:$port/healthz" >/dev/null 2>&1 && break; sleep 0.1; done
timeout 180 node sdk/story.mjs http "http://127.0.0.1:$port/mcp"
timeout 180 node sdk/story.mjs sse "http://127.0.0.1:$port/sse"

step "A story a toolset"
HOME="$work/home" timeout 300 node sdk/toolsets.mjs "$binary" "$work/toolsets"

step "MCP Inspector, stdio"
inspector() { timeout 120 npx -y -p node@22 -p @modelcontextprotocol/inspector@2.12.0 mcp-inspector --cli "$@"; }
inspector --method tools/list --strict --quiet -- "$binary" serve --sandbox >"$work/tools.json"
node -e 'const n=JSON.parse(require("fs").readFileSync(process.argv[1])).tools.length; if(n!==20) {console.error(n+" tools"); process.exit(1)}; console.log(n+" tools, portable schemas")' "$work/tools.json"
inspector --method tools/list --strict --quiet -- "$binary" serve --sandbox --toolsets all >"$work/all.json"
node -e 'const n=JSON.parse(require("fs").readFileSync(process.argv[1])).tools.length; if(n<70) {console.error(n+" tools"); process.exit(1)}; console.log(n+" tools in all, portable schemas")' "$work/all.json"
inspector --method tools/call --tool-name list_voices --tool-args-json '{"language":"es","limit":2}' --format json -- "$binary" serve --sandbox | tee "$work/voices.json" | head -c 400; echo
grep -q voice_id "$work/voices.json"
inspector --method tools/list --protocol-era modern --quiet -- "$binary" serve --sandbox >"$work/modern.json"
grep -q create_video "$work/modern.json"

step "MCP Inspector, HTTP"
inspector --method tools/call --tool-name get_current_user --tool-args-json '{}' --format json --transport http --server-url "http://127.0.0.1:$port/mcp" --header "X-Api-Key: sk_sandbox_e2e" | tee "$work/user.json" | head -c 400; echo
grep -q balance_usd "$work/user.json"

step "Graceful stop"
kill -TERM "${pids[0]}"
wait "${pids[0]}"
pids=()
echo "the server ended with status 0"

step "Conformance"
export npm_config_cache
./conformance/run.sh
