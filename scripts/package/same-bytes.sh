#!/usr/bin/env bash
# same-bytes.sh [wheel,npm]: builds what `make package` has built once more, from a copy of the sources in another folder and with nothing
# built before, and fails if a byte differs.
set -euo pipefail

# shellcheck source=scripts/package-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../package-lib.sh"
only=${1:-wheel,npm}
package_tools

copy=$(mktemp -d)/another/folder
trap 'rm -rf -- "${copy%/another/folder}"' EXIT
mkdir -p -- "$copy"
# What is tracked or new, as it is now.
(cd -- "$repo" && git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf -) | tar -C "$copy" -xf -
same_everywhere "$host"
unset CARGO_ENCODED_RUSTFLAGS CFLAGS
export SPECTRUM_CACHE=$cache SPECTRUM_PACKAGES=$copy/out CARGO_TARGET_DIR=$copy/target

differ=0
compare() {
	local one other
	for one in "$copy/out/$1"/*; do
		other=$out/$1/$(basename -- "$one")
		if cmp -s -- "$one" "$other"; then
			say same "$(basename -- "$one"): $(sha256sum -- "$one" 2>/dev/null | cut -c1-16 || true)"
		else
			say same "$(basename -- "$one") differs"
			differ=1
		fi
	done
}
case ,$only, in *,wheel,*) "$copy/scripts/python-wheel.sh" >/dev/null && compare python ;; esac
case ,$only, in *,npm,*) "$copy/scripts/node-pack.sh" >/dev/null && compare npm ;; esac
exit "$differ"
