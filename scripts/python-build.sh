#!/usr/bin/env bash
# Builds the Python package for development and installs it, editable, into $SPECTRUM_CACHE/venv.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$scripts/python-env.sh"
cd "$repo/bindings-python"
log="$cache/python-build.log"
say python "building the package (log: $log)"
VIRTUAL_ENV="$cache/venv" "$cache/venv/bin/maturin" develop >"$log" 2>&1 || {
    cat "$log" >&2
    die python "the package could not be built"
}
