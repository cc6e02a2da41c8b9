#!/usr/bin/env bash
# swift-test.sh: format and lint of the Swift binding, its tests, and the scenarios, all against the simulator.
# The last line says what ran.
set -euo pipefail

# shellcheck source=scripts/swift-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/swift-lib.sh"

log=$cache/logs/swift-test.log
mkdir -p -- "$cache/logs"
configuration=$swift_package/.swift-format
hand_written=(
	"$swift_package/Package.swift"
	"$swift_package/Sources/SpectrumIMessage"
	"$swift_package/Sources/SpectrumIMessageTesting"
	"$swift_package/Tests"
	"$repo/examples/swift/Package.swift"
	"$repo/examples/swift/Sources"
	"$repo/examples/swift/Tests"
	"$repo/benches/swift/Package.swift"
	"$repo/benches/swift/Sources"
)

"$scripts/swift-toolchain.sh"

say swift "format and lint"
samples=$swift_package/Tests/DocSampleTests/Generated
rm -rf -- "$samples"
"$scripts/swift" format lint --strict --recursive --configuration "$configuration" "${hand_written[@]}"

native debug
say swift "building the simulator"
debug_build spectrum-imessage-simulator
export SPECTRUM_SIM=$target/debug/spectrum-sim

say swift "writing the samples of the pages"
python3 "$repo/tests/docs/samples.py" swift "$samples"

say swift "building the package, its tests and the examples; warnings are errors"
package build --build-tests -Xswiftc -warnings-as-errors
# A build made before does not notice new source files of the package it depends on.
touch -- "$repo/examples/swift/Package.swift"
package_in "$repo/examples/swift" build --build-tests -Xswiftc -warnings-as-errors

say swift "running the tests"
status=0
package test --skip-build --disable-swift-testing >"$log" 2>&1 || status=$?
package_in "$repo/examples/swift" test --skip-build --disable-swift-testing >>"$log" 2>&1 || status=$?
# Swift Testing has a runner of its own.
package test --skip-build --disable-xctest >>"$log" 2>&1 || status=$?
if [ "$status" -ne 0 ]; then
	cat -- "$log" >&2
	die swift "tests failed"
fi
grep -E '^scenario ' -- "$log"

say swift "the quickstart: a package of its own, about a minute"
python3 "$repo/tests/docs/quickstart.py" "$repo/docs/quickstart/swift.md" "$target"

# The scenarios are one test to XCTest, and a line each here.
tests=$(grep -cE '^Test Case .* passed|Test [A-Za-z]+\(\) passed after' -- "$log" || true)
# So are the samples of the pages.
ran=$(sed -n 's/.*Swift samples compiled, \([0-9]*\) of them run$/\1/p' "$log")
[ "${ran:-0}" -gt 0 ] || die swift "no sample ran"
# The quickstart is one more.
tests=$((tests - 2 + ran + 1))
scenarios=$(grep -cE '^scenario .*: passed$' -- "$log" || true)
[ "$tests" -gt 0 ] || die swift "no test ran"
[ "$scenarios" -gt 0 ] || die swift "no scenario ran"
printf 'swift: %s tests passed, %s scenarios passed\n' "$tests" "$scenarios"
