# shellcheck shell=bash
# What the Swift scripts share: the native library and the generated layer. Sourced, never run.

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

swift_package=$repo/bindings-swift
target=${CARGO_TARGET_DIR:-$repo/target}
generated=(
	"$swift_package/Sources/SpectrumIMessageNative/SpectrumIMessageNative.swift"
	"$swift_package/Sources/SpectrumIMessageFFI/SpectrumIMessageFFI.h"
	"$swift_package/Sources/SpectrumIMessageFFI/module.modulemap"
)

# native PROFILE: builds the Rust library and writes the generated Swift layer.
native() {
	local profile=$1 library=$target/$1/libspectrum_imessage_swift.a file
	say swift "building the native library ($profile)"
	if [ "$profile" = debug ]; then
		debug_build spectrum-imessage-swift
	else
		cargo build --quiet --manifest-path "$repo/Cargo.toml" -p spectrum-imessage-swift --release
	fi
	# The generator is slow to build in release, and is never shipped.
	debug_build spectrum-imessage-swift-bindgen
	# A shared library beside the archive would win the link.
	rm -f -- "$target/$profile"/libspectrum_imessage_swift.{so,dylib}

	say swift "writing the generated layer"
	# SwiftPM does not notice a new archive. New sources it does, so that this makes it link again.
	rm -f -- "${generated[@]}"
	"$target/debug/spectrum-imessage-swift-bindgen" "$library" \
		"$swift_package/Sources/SpectrumIMessageNative" "$swift_package/Sources/SpectrumIMessageFFI" \
		"$repo/uniffi.toml"
	for file in "${generated[@]}"; do
		[ -s "$file" ] || die swift "the generator wrote no ${file##*/}: see the names in uniffi.toml"
	done
	native_dir=$target/$profile
}

# package ARGUMENT...: `swift ARGUMENT...` in the package, with the native library at hand.
package() {
	package_in "$swift_package" "$@"
}

# package_in DIRECTORY COMMAND ARGUMENT...: the same in another package.
package_in() {
	local directory=$1 command=$2
	shift 2
	(cd -- "$directory" && "$scripts/swift" "$command" -Xlinker "-L$native_dir" "$@")
}
