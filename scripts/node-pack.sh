#!/usr/bin/env bash
# node-pack.sh [--debug]: packs what is published into out/npm: the package `spectrum-imessage`, and the addon of this
# machine as `spectrum-imessage-<platform>`. Neither has an install script: npm picks the platform by itself.
set -euo pipefail

# shellcheck source=scripts/node-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/node-lib.sh"

case ${1-} in
'') build release ;;
--debug) build debug ;;
*) die node "usage: node-pack.sh [--debug]" ;;
esac

say node "packing"
out=$repo/out/npm
rm -rf -- "$out"
mkdir -p -- "$out"
node "$node_package/pack.mjs" "$out"
for folder in "$out"/*/; do
	(cd -- "$out" && npm pack --silent --loglevel=error "$folder" >/dev/null)
	rm -rf -- "$folder"
done
ls -l -- "$out" >&2
