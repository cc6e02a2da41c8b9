#!/usr/bin/env bash
# node-pack.sh [TARGET | --debug]: packs what is published: the package `spectrum-imessage`, and the addon of this machine (or of
# TARGET) as `spectrum-imessage-<platform>`. Neither has an install script: npm picks the platform by itself. A release goes to
# out/packages/npm, the debug build of this machine to out/npm.
set -euo pipefail

# shellcheck source=scripts/node-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/node-lib.sh"
# shellcheck source=scripts/package-lib.sh
. "$scripts/package-lib.sh"

# pack FOLDER: each folder in it becomes a tarball beside it.
pack() {
	local folder
	for folder in "$1"/*/; do
		(cd -- "$1" && npm pack --silent --loglevel=error "$folder" >/dev/null)
		rm -rf -- "$folder"
	done
}

# release TARGET: the path of the addon, built for that machine.
release() {
	local build=build triple=$1 library
	# The oldest C library that the addon runs with.
	case $1 in
	*-linux-gnu) build=zigbuild triple=$1.2.17 ;;
	*-linux-musl) build=zigbuild ;;
	esac
	say node "building the native addon for $1"
	cargo "$build" --quiet --release --locked --manifest-path "$repo/Cargo.toml" -p spectrum-imessage-node --target "$triple" >&2
	for library in libspectrum_imessage_node.so libspectrum_imessage_node.dylib spectrum_imessage_node.dll; do
		[ ! -f "$target/$1/release/$library" ] || printf '%s\n' "$target/$1/release/$library"
	done
}

if [ "${1-}" = --debug ]; then
	build debug
	say node "packing"
	folder=$repo/out/npm
	rm -rf -- "$folder"
	mkdir -p -- "$folder"
	name=$(node -p 'require(process.argv[1]).platform()' "$node_package/dist/platform.js")
	node "$node_package/pack.mjs" "$folder" main
	node "$node_package/pack.mjs" "$folder" addon "$name" "$node_package/spectrum-imessage.$name.node"
	pack "$folder"
	ls -l -- "$folder" >&2
	exit 0
fi

machine=${1:-$host}
name=$(npm_name "$machine")
package_tools
need_target "$machine"
same_everywhere "$machine"
typescript
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
addon=$(release "$machine")
[ -f "$addon" ] || die node "no addon was built for $machine"
"$scripts/package/beside.sh" spectrum-imessage-node "$machine" "$work/beside"
mkdir -p -- "$work/npm" "$out/npm"
node "$node_package/pack.mjs" "$work/npm" main
node "$node_package/pack.mjs" "$work/npm" addon "$name" "$addon" "$work/beside"
pack "$work/npm"
"$python" "$scripts/package/smaller.py" "$work"/npm/*.tgz
mv -f -- "$work"/npm/*.tgz "$out/npm/"
printf '%s\n' "$out/npm/spectrum-imessage-$name-$version.tgz"
