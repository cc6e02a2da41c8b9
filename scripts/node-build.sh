#!/usr/bin/env bash
# node-build.sh [--release]: builds the npm package in its folder: TypeScript for import and require, the native addon.
set -euo pipefail

# shellcheck source=scripts/node-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/node-lib.sh"

case ${1-} in
'') build debug ;;
--release) build release ;;
*) die node "usage: node-build.sh [--release]" ;;
esac
say node "done"
