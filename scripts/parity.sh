#!/usr/bin/env bash
# parity.sh [--names]: the public names of the packages, as they were built last, against tests/parity/api.toml. Builds
# nothing: the tests of the languages do. With --names it prints the list with every name written out.
set -euo pipefail
# shellcheck source=scripts/swift-lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/swift-lib.sh"
cd "$repo"

parity=$repo/tests/parity
python=$cache/venv/bin/python
out=$cache/parity

# need FILE LANGUAGE: the file, which the tests of a language leave behind.
need() {
    [[ -e $1 ]] || die parity "${1#"$repo"/} is not there: run scripts/$2-test.sh first"
}

need "$python" python
if [[ ${1-} == --names ]]; then
    exec "$python" "$parity/compare.py" "$out" --names
fi
need "$target/doc/spectrum_imessage/all.html" rust
need "$repo/bindings-node/dist/index.d.ts" node
modules=$swift_package/.build/debug/Modules
need "$modules/SpectrumIMessage.swiftmodule" swift
rm -rf -- "$out"
mkdir -p -- "$out"

"$python" "$parity/walk_rust.py" "$target/doc/spectrum_imessage" >"$out/rust.json"
"$python" "$parity/walk_python.py" spectrum_imessage >"$out/python.json"
node "$parity/walk_typescript.mjs" "$repo/bindings-node" >"$out/typescript.json"

triple=$("$scripts/swift" -print-target-info | sed -n 's/.*"triple": "\(.*\)".*/\1/p' | head -n 1)
sdk=()
[[ $(uname -s) != Darwin ]] || sdk=(-sdk "$(xcrun --show-sdk-path)")
for module in SpectrumIMessage SpectrumIMessageTesting; do
    "$scripts/swift" symbolgraph-extract -module-name "$module" -target "$triple" ${sdk[@]+"${sdk[@]}"} \
        -I "$modules" -I "$swift_package/Sources/SpectrumIMessageFFI" \
        -minimum-access-level public -skip-synthesized-members -output-dir "$out"
done
# What a module adds to the types of another is in a file of its own.
"$python" "$parity/walk_swift.py" "$out"/*.symbols.json >"$out/swift.json"

"$python" "$parity/compare.py" "$out" ||
    die parity "tests/parity/README.md says what to do; what was built last is what is compared"
"$python" -m pytest --quiet -p no:cacheprovider "$parity" >"$out/test.log" 2>&1 || {
    cat -- "$out/test.log" >&2
    die parity "the comparison does not notice what it should"
}
