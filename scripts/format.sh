#!/usr/bin/env bash
# Formats the sources of all languages.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repo"

cargo fmt --all
"$scripts/python-env.sh"
(cd bindings-python && "$cache/venv/bin/ruff" format . ../examples/python ../tests/scenarios/run_python*.py ../tests/parity ../tests/docs ../site ../benches \
    ../scripts)
(cd bindings-node && npx --no-install prettier --log-level warn --write . \
	../examples/node ../tests/interop ../tests/scenarios/*_node.mjs \
	../tests/parity/walk_typescript.mjs ../simulator/page ../tests/page ../tests/docs/*.mjs ../benches/node)
"$scripts/swift" format --in-place --recursive \
	bindings-swift/Package.swift bindings-swift/Sources/SpectrumIMessage bindings-swift/Tests examples/swift benches/swift/Package.swift \
	benches/swift/Sources
