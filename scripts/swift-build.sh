#!/usr/bin/env bash
# swift-build.sh [--release]: builds the Swift package: the Rust library, the generated layer, the Swift on top.
set -euo pipefail

# shellcheck source=scripts/swift-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/swift-lib.sh"

profile=debug
case ${1-} in
'') ;;
--release) profile=release ;;
*) die swift "usage: swift-build.sh [--release]" ;;
esac

"$scripts/swift-toolchain.sh"
native "$profile"
say swift "building the package"
package build -c "$profile"
say swift "done"
