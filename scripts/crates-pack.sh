#!/usr/bin/env bash
# crates-pack.sh: packs the crates that are published into out/packages/crates, in the order in which they have to be.
# With --publish it publishes them instead, which checks each against those before it; needs CARGO_REGISTRY_TOKEN.
set -euo pipefail
# shellcheck source=scripts/package-lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/package-lib.sh"
cd "$repo"

crates=(spectrum-imessage-wire spectrum-imessage-chatdb spectrum-imessage-simulator spectrum-imessage spectrum-imessage-cli)
selected=()
for crate in "${crates[@]}"; do selected+=(--package "$crate"); done

if [ "${1-}" = --publish ]; then
	# Cargo waits for each to be in the index before it goes on.
	exec cargo publish --locked "${selected[@]}"
fi
say crates "packing ${crates[*]}"
rm -rf -- "$out/crates"
mkdir -p -- "$out/crates"
# They are built from these files in scripts/package/try-crates.sh.
cargo package --quiet --locked --no-verify --allow-dirty --exclude-lockfile "${selected[@]}"
for crate in "${crates[@]}"; do
	cp -- "$target/package/$crate-$version.crate" "$out/crates/"
	tar -tzf "$out/crates/$crate-$version.crate" | grep '/LICENSE$' >/dev/null || die crates "$crate lacks its licence"
done
