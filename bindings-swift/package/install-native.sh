#!/bin/sh
# install-native.sh [PREFIX]: builds the native part of the Swift package SpectrumIMessage and puts it into PREFIX/lib, with the file by
# which pkg-config, and so SwiftPM, finds it. For Linux; on macOS and iOS it comes with the package. Needs cargo and a C compiler.
set -eu

here=$(cd -- "$(dirname -- "$0")" && pwd -P)
prefix=${1:-/usr/local}
command -v cargo >/dev/null || { echo "cargo is needed: https://rustup.rs" >&2; exit 1; }
# In one go: nothing is installed if it cannot be put there.
mkdir -p -- "$prefix/lib/pkgconfig"
prefix=$(cd -- "$prefix" && pwd -P)

target=${CARGO_TARGET_DIR:-$here/Native/target}
CARGO_TARGET_DIR=$target cargo build --release --manifest-path "$here/Native/Cargo.toml"
cp -- "$target/release/libspectrum_imessage_swift.a" "$prefix/lib/"
cat >"$prefix/lib/pkgconfig/spectrum-imessage-swift.pc" <<END
prefix=$prefix
Name: spectrum-imessage-swift
Description: The native part of the Swift package SpectrumIMessage
Version: @VERSION@
Libs: -L$prefix/lib -lspectrum_imessage_swift
END
case $prefix in
/usr | /usr/local) ;;
*) echo "SwiftPM finds it with PKG_CONFIG_PATH=$prefix/lib/pkgconfig" ;;
esac
