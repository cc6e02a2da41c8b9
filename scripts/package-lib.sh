# shellcheck shell=bash
# What the scripts that build packages share: their tools, the machines, and builds that give the same bytes in every folder.
# Sourced, never run.

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

target=${CARGO_TARGET_DIR:-$repo/target}
out=${SPECTRUM_PACKAGES:-$repo/out/packages}
tools=$cache/venv-package
host=$(rustc -vV | sed -n 's/^host: //p')
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$repo/Cargo.toml" | head -n 1)

# package_tools: makes sure that $tools holds what requirements-package.txt lists, and that its programs are found.
package_tools() {
	local requirements=$scripts/requirements-package.txt base
	if ! cmp -s -- "$requirements" "$tools/.complete"; then
		base=$(command -v python3 || command -v python || true)
		if ! "$base" -c 'import ensurepip, venv' 2>/dev/null; then
			"$scripts/python-env.sh"
			base=$cache/venv/bin/python
		fi
		say package "installing the tools into $tools"
		rm -rf -- "$tools"
		"$base" -m venv -- "$tools"
		"$(python_of "$tools")" -m pip install --quiet --no-input --disable-pip-version-check \
			--requirement "$requirements" >&2 || die package "pip could not install the tools of $requirements"
		cp -- "$requirements" "$tools/.complete"
	fi
	python=$(python_of "$tools")
	PATH=$(dirname -- "$python"):$PATH
	export PATH python
}

# python_of ENVIRONMENT: its interpreter, also on Windows.
python_of() {
	if [ -x "$1/Scripts/python.exe" ]; then printf '%s\n' "$1/Scripts/python.exe"; else printf '%s\n' "$1/bin/python"; fi
}

# same_everywhere TARGET: from here on, what cargo builds does not know the folder that it was built in, nor the time.
same_everywhere() {
	local home=${CARGO_HOME:-$HOME/.cargo} flags=() IFS=$'\x1f'
	# The last that fits counts, and the folder of the target may be in that of the repository.
	flags=("--remap-path-prefix=$repo=/spectrum-imessage" "--remap-path-prefix=$home=/cargo" "--remap-path-prefix=$target=/target")
	# Modules that an interpreter loads are shared libraries, also where Rust would rather link everything in.
	case $1 in *-musl) flags+=(-C target-feature=-crt-static) ;; esac
	export CARGO_ENCODED_RUSTFLAGS="${flags[*]}"
	case $1 in
	*-msvc) ;;
	*) export CFLAGS="${CFLAGS-} -ffile-prefix-map=$home=/cargo -ffile-prefix-map=$target=/target" ;;
	esac
	# Of SQLite, what nobody asks for: full-text search, spatial indices, statistics, extensions that are loaded, and checks against
	# wrong use that Rust's types make already.
	export LIBSQLITE3_FLAGS="-USQLITE_ENABLE_FTS3 -USQLITE_ENABLE_FTS3_PARENTHESIS -USQLITE_ENABLE_FTS5 -USQLITE_ENABLE_RTREE
		-USQLITE_ENABLE_DBSTAT_VTAB -USQLITE_ENABLE_STAT4 -USQLITE_SOUNDEX -USQLITE_ENABLE_API_ARMOR -USQLITE_ENABLE_MEMORY_MANAGEMENT
		-DSQLITE_OMIT_LOAD_EXTENSION"
	if [ -z "${SOURCE_DATE_EPOCH-}" ]; then
		SOURCE_DATE_EPOCH=$(git -C "$repo" log -1 --format=%ct 2>/dev/null || echo 1767225600)
	fi
	export SOURCE_DATE_EPOCH CARGO_INCREMENTAL=0
}

# need_target TARGET: the standard library of that machine is there, or it is said how it gets there.
need_target() {
	[ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ] || die package "no standard library for $1: rustup target add $1"
}

# npm_name TARGET: the machine as Node names it.
npm_name() {
	case $1 in
	x86_64-unknown-linux-gnu) echo linux-x64-gnu ;;
	aarch64-unknown-linux-gnu) echo linux-arm64-gnu ;;
	x86_64-unknown-linux-musl) echo linux-x64-musl ;;
	aarch64-unknown-linux-musl) echo linux-arm64-musl ;;
	x86_64-apple-darwin) echo darwin-x64 ;;
	aarch64-apple-darwin) echo darwin-arm64 ;;
	x86_64-pc-windows-msvc) echo win32-x64 ;;
	*) die package "no package is made for $1" ;;
	esac
}

# wheel_tag TARGET: the oldest system that the wheel is for.
wheel_tag() {
	case $1 in
	*-linux-gnu) echo manylinux2014 ;;
	*-linux-musl) echo musllinux_1_2 ;;
	*) echo pypi ;;
	esac
}
