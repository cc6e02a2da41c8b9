#!/usr/bin/env bash
# try-crates.sh FOLDER: builds an empty program on the packed crates of FOLDER, and runs it. What they depend on in turn comes from the
# registry; in place of those that are not published yet come the packed ones.
set -euo pipefail

# shellcheck source=scripts/package/try-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/try-lib.sh"
packages=$(cd -- "$1" && pwd -P)

mkdir -p -- "$somewhere/crates" "$somewhere/program/src"
patches=()
for file in "$packages"/*.crate; do
	tar -xzf "$file" -C "$somewhere/crates"
	folder=$(basename -- "$file" .crate)
	patches+=("${folder%-*} = { path = \"$somewhere/crates/$folder\" }")
done
cp -- "$quickstarts/quickstart.rs" "$somewhere/program/src/main.rs"
# The versions that were tested.
cp -- "$repo/Cargo.lock" "$somewhere/program/"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$repo/Cargo.toml" | head -n 1)
{
	printf '[package]\nname = "empty"\nedition = "2024"\n\n[dependencies]\n'
	printf 'spectrum-imessage = { version = "%s", features = ["simulator"] }\n' "$version"
	printf 'tokio = { version = "1", features = ["macros", "rt"] }\n\n'
	# As in this repository, so that crates of others are not built again.
	printf '[profile.dev]\ndebug = "line-tables-only"\n[profile.dev.package."*"]\ndebug = false\n\n[patch.crates-io]\n'
	printf '%s\n' "${patches[@]}"
} >"$somewhere/program/Cargo.toml"
# The program is outside of the checkout, what it is built into need not be.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$repo/target}
cd -- "$somewhere/program"
begin=$(date +%s%N)
cargo build --quiet
built=$(since "$begin")
begin=$(date +%s%N)
"$CARGO_TARGET_DIR/debug/empty" >said
grep -q '^answered: 2 messages$' said || die crates "the quickstart said: $(cat said)"
say crates "built in $built s, answered in $(since "$begin") s"
