# shellcheck shell=bash
# What the trials of packages share. Sourced, never run.

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"

quickstarts=$repo/tests/packages
somewhere=$(mktemp -d)
trap 'rm -rf -- "$somewhere"' EXIT
# Nothing of the checkout, nor of who runs this, may help.
unset PYTHONPATH PYTHONDONTWRITEBYTECODE NODE_PATH SPECTRUM_SIM SPECTRUM_PROJECT_ID SPECTRUM_PROJECT_SECRET

# since BEGIN: seconds since then, as $(date +%s%N) told it. macOS has no parts of a second.
since() {
	awk -v then="${1%N}" -v now="$(date +%s%N)" 'BEGIN { if (now ~ /N$/) { sub(/N$/, "", now); print now - then } else printf "%.2f", (now - then) / 1e9 }'
}
