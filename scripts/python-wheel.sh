#!/usr/bin/env bash
# Makes the release wheel in dist/, tries it in an environment of its own, prints its size.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$scripts/python-env.sh"
dist="$repo/dist"
mkdir -p "$dist"
rm -f "$dist"/spectrum_imessage-*.whl
cd "$repo/bindings-python"
"$cache/venv/bin/maturin" build --release --out "$dist" >&2

wheel=$(find "$dist" -name 'spectrum_imessage-*.whl')
python="$cache/venv/bin/python"
"$python" - "$wheel" <<'PYTHON'
import sys
import zipfile

names = set(zipfile.ZipFile(sys.argv[1]).namelist())
wanted = {"__init__.py", "py.typed", "_native.pyi", "_native.abi3.so"}
missing = {name for name in wanted if f"spectrum_imessage/{name}" not in names}
if missing and "_native.pyd" not in str(names):
    sys.exit(f"the wheel lacks {sorted(missing)}")
PYTHON

trial=$(mktemp -d)
trap 'rm -rf "$trial"' EXIT
"$python" -m venv "$trial/venv"
"$trial/venv/bin/python" -m pip install --quiet --no-index --no-deps "$wheel"
(cd "$trial" && venv/bin/python -c 'import spectrum_imessage as s; assert s.text("hi").type == "text"')
echo "$(basename "$wheel"): $(wc -c <"$wheel") bytes"
