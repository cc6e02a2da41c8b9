#!/usr/bin/env bash
# beside.sh CRATE TARGET FOLDER: what lies beside a built CRATE in its package: the licence, those of others, the SBOM.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib.sh"
crate=$1 target=$2 folder=$3
python=${python:-python3}

mkdir -p -- "$folder/licenses" "$folder/sboms"
cp -- "$repo/LICENSE" "$folder/licenses/LICENSE"
"$python" "$scripts/package/licences.py" text "$crate" "$target" >"$folder/licenses/THIRD-PARTY-LICENSES.txt"
"$python" "$scripts/package/sbom.py" "$crate" "$target" >"$folder/sboms/$crate.cdx.json"
