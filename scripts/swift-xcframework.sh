#!/usr/bin/env bash
# swift-xcframework.sh: on a Mac with Xcode: builds the native part for macOS, iOS and the iOS simulator, and makes
# out/packages/swift/SpectrumIMessageFFI.xcframework.zip of it. Prints the checksum that Package.swift names.
set -euo pipefail

# shellcheck source=scripts/swift-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/swift-lib.sh"
# shellcheck source=scripts/package-lib.sh
. "$scripts/package-lib.sh"

[ "$(uname -s)" = Darwin ] || die swift "an XCFramework is made on a Mac, with Xcode"
# One library for a kind of device: macOS and the simulator have two processors each.
macos=(aarch64-apple-darwin x86_64-apple-darwin)
ios=(aarch64-apple-ios)
simulator=(aarch64-apple-ios-sim x86_64-apple-ios)
library=libspectrum_imessage_swift.a

native debug
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
# In a folder of its own: a program may have other frameworks with a module map.
headers=$work/headers/SpectrumIMessageFFI
mkdir -p -- "$headers" "$out/swift"
cp -- "$swift_package/Sources/SpectrumIMessageFFI/"{SpectrumIMessageFFI.h,module.modulemap} "$headers/"

# built KIND TARGET...: one library for all of these targets.
built() {
	local kind=$1 machine one=()
	shift
	for machine in "$@"; do
		need_target "$machine"
		say swift "building the native part for $machine"
		(same_everywhere "$machine" && cargo build --quiet --release --locked --manifest-path "$repo/Cargo.toml" \
			-p spectrum-imessage-swift --target "$machine")
		one+=("$target/$machine/release/$library")
	done
	mkdir -p -- "$work/$kind"
	lipo -create "${one[@]}" -output "$work/$kind/$library"
	strip -S "$work/$kind/$library"
}

# The oldest systems that Package.swift names.
export MACOSX_DEPLOYMENT_TARGET=13.0 IPHONEOS_DEPLOYMENT_TARGET=16.0
built macos "${macos[@]}"
built ios "${ios[@]}"
built simulator "${simulator[@]}"

framework=$work/SpectrumIMessageFFI.xcframework
arguments=()
for kind in macos ios simulator; do
	arguments+=(-library "$work/$kind/$library" -headers "$work/headers")
done
xcodebuild -create-xcframework "${arguments[@]}" -output "$framework" >&2
"$scripts/package/beside.sh" spectrum-imessage-swift aarch64-apple-ios "$work/beside"
cp -- "$work"/beside/*/* "$framework/"

zip=$out/swift/SpectrumIMessageFFI.xcframework.zip
rm -f -- "$zip"
find "$framework" -exec touch -t 198001010000 {} +
(cd -- "$work" && find SpectrumIMessageFFI.xcframework -type f | LC_ALL=C sort | zip -X -9 -q "$zip" -@)
swift package compute-checksum "$zip"
