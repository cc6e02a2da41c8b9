#!/usr/bin/env bash
# chaos.sh [ARGUMENTS]: the long chaos run, optimised; arguments replace those of the long run. See tests/chaos/README.md.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repo"

"$scripts/python-build.sh"
"$scripts/node-build.sh"
export SPECTRUM_CHAOS_PYTHON=$cache/venv/bin/python
SPECTRUM_CHAOS_NODE=$(command -v node)
export SPECTRUM_CHAOS_NODE CHAOS_PACKAGE=$repo/bindings-node
[[ $# -gt 0 ]] || set -- --messages 100000 --faults 1000 --kills 200
exec cargo test --profile chaos --package spectrum-imessage-tests --test chaos -- "$@"
