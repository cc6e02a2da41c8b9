#!/usr/bin/env bash
# node-test.sh: the TypeScript binding: format, types, tests, the package as it is published, the scenarios, and the
# public client against the simulator. The last line says what ran.
set -euo pipefail

# shellcheck source=scripts/node-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/node-lib.sh"
cd "$repo"

interop=$repo/tests/interop
examples=$repo/examples/node
log=$cache/node-test.log

build debug
say node "building the simulator"
debug_build spectrum-imessage-simulator
export SPECTRUM_SIM=$target/debug/spectrum-sim

say node "format and types"
npm_ci "$examples"
node "$node_package/node_modules/prettier/bin/prettier.cjs" --config "$node_package/.prettierrc.json" \
	--ignore-path "$node_package/.prettierignore" --log-level warn --check \
	"$node_package" "$examples" "$interop" tests/scenarios/*_node.mjs tests/parity/walk_typescript.mjs tests/docs/*.mjs benches/node
tsc "$node_package" -p test/types
tsc "$node_package" -p test/samples
tsc "$examples" -p .

say node "the samples of the pages"
samples=$node_package/test/.docs
python3 tests/docs/samples.py typescript "$samples"
tsc tests/docs -p .
node tests/docs/run_node.mjs "$samples" 2>"$log" | tee "$cache/doc-samples.log" || { cat "$log" >&2; die node "samples failed"; }
ran=$(sed -n 's/.*compiled, \([0-9]*\) of them run$/\1/p' "$cache/doc-samples.log")

say node "tests, and the public client against the simulator"
npm_ci "$interop"
npm_install "$node_package/test/runners"
status=0
SPECTRUM_NATS_SERVER=$("$scripts/nats.sh")
export SPECTRUM_NATS_SERVER
"$scripts/postgres.sh" node --test --test-reporter=tap "$node_package"/test/*.test.mjs "$interop"/*.test.mjs >"$log" 2>&1 || status=$?
if [ "$status" -ne 0 ]; then
	cat -- "$log" >&2
	die node "tests failed"
fi
tests=$(sed -n 's/^# pass //p' "$log")

say node "the package as it is published"
"$scripts/node-pack.sh" --debug 2>/dev/null
"$scripts/package/try-npm.sh" "$repo/out/npm"
python3 tests/docs/quickstart.py docs/quickstart/typescript.md out/npm

say node "scenarios"
node tests/scenarios/run_node.mjs | tee "$log"
scenarios=$(grep -c '^scenario .*: passed$' "$log")
[ "$tests" -gt 0 ] && [ "$scenarios" -gt 0 ] || die node "nothing ran"

# The packed package and the quickstart are two tests more.
echo "node: $((tests + ran + 2)) tests passed, $scenarios scenarios passed"
