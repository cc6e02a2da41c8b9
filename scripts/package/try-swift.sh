#!/usr/bin/env bash
# try-swift.sh ARCHIVE CRATES: on Linux: builds the native part from the published sources, installs it, and runs the quickstart in an empty
# Swift package that depends on this one. CRATES is the folder of the packed crates, for as long as they are not published.
set -euo pipefail

# shellcheck source=scripts/package/try-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/try-lib.sh"
archive=$(cd -- "$(dirname -- "$1")" && pwd -P)/$(basename -- "$1")
crates=$(cd -- "$2" && pwd -P)

tar -xzf "$archive" -C "$somewhere"
package=$(find "$somewhere" -maxdepth 1 -name 'SpectrumIMessage-*')
mkdir -p -- "$somewhere/crates" "$package/Native/.cargo"
for file in "$crates"/*.crate; do
	tar -xzf "$file" -C "$somewhere/crates"
	folder=$(basename -- "$file" .crate)
	[ "${folder%-*}" != spectrum-imessage-cli ] || continue
	printf '[patch.crates-io."%s"]\npath = "%s"\n' "${folder%-*}" "$somewhere/crates/$folder"
done >"$package/Native/.cargo/config.toml"

# Outside of the checkout, but not from the beginning each time.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$repo/target}
begin=$(date +%s%N)
(cd -- "$package/Native" && "$package/install-native.sh" "$somewhere/prefix")
built=$(since "$begin")

mkdir -p -- "$somewhere/program/Sources/program"
cp -- "$quickstarts/quickstart.swift" "$somewhere/program/Sources/program/main.swift"
cat >"$somewhere/program/Package.swift" <<END
// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "program",
    platforms: [.macOS(.v13)],
    dependencies: [.package(name: "SpectrumIMessage", path: "$package")],
    targets: [
        .executableTarget(
            name: "program", dependencies: [.product(name: "SpectrumIMessage", package: "SpectrumIMessage")])
    ]
)
END
export PKG_CONFIG_PATH=$somewhere/prefix/lib/pkgconfig
cd -- "$somewhere/program"
begin=$(date +%s%N)
"$scripts/swift" build >&2
compiled=$(since "$begin")
begin=$(date +%s%N)
"$scripts/swift" run --skip-build program >said
grep -q '^answered: Happy birthday!$' said || die swift "the quickstart said: $(cat said)"
say swift "native part built in $built s, the package in $compiled s, answered in $(since "$begin") s"
