# shellcheck shell=bash
# What the setup scripts share. Sourced, never run; works with the bash 3.2 of macOS.

scripts=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
repo=$(dirname -- "$scripts")

# Everything that is downloaded or installed for the project lives here; deleting it is safe.
cache=${SPECTRUM_CACHE:-$repo/.cache}
mkdir -p -- "$cache"
cache=$(cd -P -- "$cache" && pwd -P)

# say WHO WHAT...: one progress line, on stderr so that stdout stays usable.
say() {
	printf '%s: %s\n' "$1" "${*:2}" >&2
}

# die WHO WHAT...: the same, and the end.
die() {
	say "$@"
	exit 1
}

# For a run over all languages (SPECTRUM_WHOLE, set by test.sh): one selection of crates for every build. Cargo takes the features of a crate from
# what is built with it, and a crate with other features is built again, with all that stand on it. The examples are there because their
# dependencies are those of tests. Maturin builds the Python module by itself.
whole=(--workspace --exclude spectrum-imessage-python)

# debug_build PACKAGE...: builds crates of this project for development.
debug_build() {
	local selected=() one
	for one in "$@"; do selected+=(--package "$one"); done
	[ -z "${SPECTRUM_WHOLE-}" ] || selected=("${whole[@]}" --lib --bins --examples)
	cargo build --quiet --manifest-path "$repo/Cargo.toml" "${selected[@]}"
}

# host_swift: succeeds if the machine has a Swift of its own that will do.
# On macOS that is any Swift, elsewhere it has to be a 6.x.
host_swift() {
	local found
	found=$(command -v swift) || return 1
	# With this folder on PATH the name would lead back here.
	[ "$found" -ef "$scripts/swift" ] && return 1
	[ "$(uname -s)" = Darwin ] && return 0
	"$found" --version 2>/dev/null | grep -q 'Swift version 6\.'
}
