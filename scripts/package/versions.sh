#!/usr/bin/env bash
# versions.sh TAG: fails unless TAG, the crates and the npm package have one version, and the changelog knows it.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
tag=${1#v}
crates=$(sed -n 's/^version = "\(.*\)"/\1/p' "$repo/Cargo.toml" | head -n 1)
npm=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$repo/bindings-node/package.json")
[ "$tag" = "$crates" ] || die version "the tag is $tag, the crates are $crates"
[ "$tag" = "$npm" ] || die version "the tag is $tag, the npm package is $npm"
! grep "path = .*version = " "$repo/Cargo.toml" | grep -vF "version = \"$tag\"" ||
	die version "a crate of this project asks for another version of its neighbour"
grep -qF "## $tag" "$repo/CHANGELOG.md" || die version "CHANGELOG.md does not know $tag"
