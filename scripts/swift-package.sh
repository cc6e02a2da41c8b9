#!/usr/bin/env bash
# swift-package.sh [CHECKSUM]: makes the Swift package as it is published, out/packages/swift/SpectrumIMessage-<version>.tar.gz: the
# Swift sources with the generated layer, and the Rust sources of the native part for Linux. CHECKSUM is that of the XCFramework which
# scripts/swift-xcframework.sh makes for Apple's systems; without it the package is for Linux alone.
set -euo pipefail

# shellcheck source=scripts/swift-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/swift-lib.sh"
# shellcheck source=scripts/package-lib.sh
. "$scripts/package-lib.sh"

name=SpectrumIMessage-$version
archive=SpectrumIMessageFFI.xcframework.zip
binary='path: "SpectrumIMessageFFI.xcframework"'
if [ -n "${1-}" ]; then
	url=https://github.com/spectrum-imessage/spectrum-imessage/releases/download/v$version/$archive
	binary="url: \"$url\", checksum: \"$1\""
fi

native debug
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
folder=$work/$name
say swift "packing"
mkdir -p -- "$folder/Sources" "$out/swift"
for one in SpectrumIMessage SpectrumIMessageTesting SpectrumIMessageNative SpectrumIMessageFFI; do
	cp -R -- "$swift_package/Sources/$one" "$folder/Sources/"
done
for one in Package.swift install-native.sh README.md; do
	awk -v binary="$binary" -v version="$version" \
		'{ gsub(/@BINARY@/, binary); gsub(/@VERSION@/, version); print }' "$swift_package/package/$one" >"$folder/$one"
done
chmod +x "$folder/install-native.sh"

# The native part with its dependencies by version, as a published crate has them.
(cd -- "$repo" && cargo package --quiet --locked --no-verify --allow-dirty --exclude-lockfile --package spectrum-imessage-swift \
	--package spectrum-imessage --package spectrum-imessage-wire --package spectrum-imessage-chatdb --package spectrum-imessage-simulator)
tar -xzf "$target/package/spectrum-imessage-swift-$version.crate" -C "$work"
mv -- "$work/spectrum-imessage-swift-$version" "$folder/Native"
rm -f -- "$folder/Native/Cargo.toml.orig" "$folder/Native/.cargo_vcs_info.json"
# A crate that is published has no profile: that is for whoever builds it.
{
	printf '\n'
	awk '/^\[/ { wanted = /^\[profile\.release/ } wanted && !/^#/ && NF { print }' "$repo/Cargo.toml"
	printf '\n[workspace]\n'
} >>"$folder/Native/Cargo.toml"
# The versions that were tested; cargo leaves out what is not needed.
cp -- "$repo/Cargo.lock" "$folder/Native/"

same_everywhere "$host"
"$scripts/package/beside.sh" spectrum-imessage-swift "$host" "$work/beside"
cp -- "$work"/beside/*/* "$folder/"
# GNU tar writes the same bytes for the same files.
options=()
if tar --version 2>/dev/null | grep GNU >/dev/null; then
	options=(--sort=name "--mtime=@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner)
fi
tar -C "$work" ${options[@]+"${options[@]}"} -cf - "$name" | gzip -9n >"$out/swift/$name.tar.gz"
printf '%s\n' "$out/swift/$name.tar.gz"
