#!/usr/bin/env bash
# page-test.sh: the page of the simulator in headless Chromium, with an agent in Node. About a minute; needs the npm
# package built (scripts/node-build.sh; it is built if it is not there). The last line says what ran.
set -euo pipefail

# shellcheck source=scripts/node-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/node-lib.sh"
cd "$repo"

log=$cache/logs/page-test.log
mkdir -p -- "$cache/logs"
SPECTRUM_CHROMIUM=$("$scripts/chromium.sh")
export SPECTRUM_CHROMIUM

addon=("$node_package"/spectrum-imessage.*.node)
if [ ! -e "${addon[0]}" ] || [ ! -d "$node_package/dist" ]; then
	build debug
fi
say page "building the simulator"
debug_build spectrum-imessage-simulator
export SPECTRUM_SIM=$target/debug/spectrum-sim

npm_ci "$node_package"
node "$node_package/node_modules/prettier/bin/prettier.cjs" --config "$node_package/.prettierrc.json" --log-level warn --check \
	simulator/page tests/page

say page "tests (log: $log)"
status=0
node --test --test-reporter=tap --test-timeout=180000 tests/page/*.test.mjs >"$log" 2>&1 || status=$?
tests=$(sed -n 's/^# pass //p' "$log")
if [ "$status" -ne 0 ] || [ "${tests:-0}" -eq 0 ]; then
	cat -- "$log" >&2
	die page "tests failed"
fi
echo "page: $tests tests passed, 0 scenarios passed"
