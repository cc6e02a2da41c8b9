#!/usr/bin/env bash
# Builds the Python package for development and installs it, editable, into $SPECTRUM_CACHE/venv.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$scripts/python-env.sh"
cd "$repo/bindings-python"
say python "building the package (about a minute when it is built for the first time)"
VIRTUAL_ENV="$cache/venv" "$cache/venv/bin/maturin" develop || die python "the package could not be built"
