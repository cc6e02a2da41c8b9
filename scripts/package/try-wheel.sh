#!/usr/bin/env bash
# try-wheel.sh WHEEL [PYTHON]: installs the wheel into an empty environment, without an index, and runs the quickstart there.
set -euo pipefail

# shellcheck source=scripts/package/try-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/try-lib.sh"
wheel=$(cd -- "$(dirname -- "$1")" && pwd -P)/$(basename -- "$1")

"${2:-python3}" -m venv -- "$somewhere/venv"
interpreter=$somewhere/venv/bin/python
[ -x "$interpreter" ] || interpreter=$somewhere/venv/Scripts/python.exe
cp -- "$quickstarts/quickstart.py" "$somewhere/"
cd -- "$somewhere"
begin=$(date +%s%N)
"$interpreter" -m pip install --quiet --no-index --disable-pip-version-check "$wheel"
installed=$(since "$begin")
"$interpreter" - <<'PYTHON'
from importlib import metadata

# Who installs it gets nothing else, and the texts that licences ask for.
wants = [one for one in metadata.requires("spectrum-imessage") or [] if "extra ==" not in one]
assert not wants, f"the wheel wants {wants}"
files = [str(one) for one in metadata.files("spectrum-imessage") or []]
for wanted in ("licenses/LICENSE", "licenses/THIRD-PARTY-LICENSES.txt", ".cdx.json", "py.typed", "_native.pyi"):
    assert any(one.endswith(wanted) for one in files), f"the wheel lacks {wanted}"
PYTHON
begin=$(date +%s%N)
"$interpreter" quickstart.py >said
grep -q '^answered: Happy birthday!$' said || die wheel "the quickstart said: $(cat said)"
answered=$(since "$begin")
# What an import adds to the bare interpreter: the least of many, as others may use the machine.
import=$("$interpreter" - <<'PYTHON'
import subprocess, sys, time

def run(code):
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begin

run("import spectrum_imessage")
bare, full = zip(*((run("pass"), run("import spectrum_imessage")) for _ in range(15)))
print(f"{1000 * (min(full) - min(bare)):.0f}")
PYTHON
)
say wheel "$("$interpreter" -V): installed in $installed s, answered in $answered s; the import adds $import ms"
