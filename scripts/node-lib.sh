# shellcheck shell=bash
# What the Node scripts share. Sourced, never run.

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

node_package=$repo/bindings-node
target=${CARGO_TARGET_DIR:-$repo/target}

command -v node >/dev/null || die node "Node 20 or newer is needed"

# npm_ci DIRECTORY: installs what its lock file names, unless that is there already. No package runs a script.
npm_ci() {
	npm_with "$1" ci
}

# npm_install DIRECTORY: the same for packages with native parts for many systems: `npm ci` wants all of them in the lock file, and a
# registry may not have all.
npm_install() {
	npm_with "$1" install --no-save
}

npm_with() {
	local directory=$1 lock=$1/package-lock.json installed=$1/node_modules/.package-lock.json
	shift
	[ "$installed" -nt "$lock" ] && return 0
	say node "npm $1 in ${directory#"$repo"/}"
	(cd -- "$directory" && npm "$@" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) ||
		die node "npm $1 failed in ${directory#"$repo"/}"
	touch -- "$installed"
}

# tsc DIRECTORY ARGUMENT...: the compiler of the package, in a directory.
tsc() {
	local directory=$1
	shift
	(cd -- "$directory" && node "$node_package/node_modules/typescript/bin/tsc" "$@")
}

# addon PROFILE: builds the native addon and puts it where the package finds it.
addon() {
	local profile=$1 library to
	say node "building the native addon ($profile)"
	if [ "$profile" = debug ]; then
		debug_build spectrum-imessage-node
	else
		cargo build --quiet --manifest-path "$repo/Cargo.toml" -p spectrum-imessage-node --release
	fi
	for library in libspectrum_imessage_node.so libspectrum_imessage_node.dylib spectrum_imessage_node.dll; do
		[ -f "$target/$profile/$library" ] && break
	done
	to=$node_package/spectrum-imessage.$(node -p 'require(process.argv[1]).platform()' "$node_package/dist/platform.js").node
	# A new file under the old name: a running program keeps the old one.
	cp -- "$target/$profile/$library" "$to.new"
	mv -- "$to.new" "$to"
}

# typescript: what runs of it, and its types.
typescript() {
	npm_ci "$node_package"
	say node "compiling TypeScript"
	rm -rf -- "$node_package/dist"
	tsc "$node_package" -p .
	node "$node_package/bundle.mjs"
}

# build PROFILE: the whole package.
build() {
	typescript
	addon "$1"
}
