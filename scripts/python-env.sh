#!/usr/bin/env bash
# Makes sure that $SPECTRUM_CACHE/venv holds the Python tools of requirements-dev.txt. Does nothing when it does.
#
# Python: $SPECTRUM_PYTHON if set, else 3.11 or newer, else whatever python3 there is from 3.9 on.
set -euo pipefail

. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

venv=$cache/venv
stamp=$venv/.complete
requirements=$scripts/requirements-dev.txt

# What the environment was made from, and where: its scripts hold absolute paths.
recipe() {
	printf '%s %s\n' "$venv" "${SPECTRUM_PYTHON-}"
	cat -- "$requirements"
}

complete() {
	[ "$(cat -- "$stamp" 2>/dev/null)" = "$(recipe)" ] && "$venv/bin/python" -c '' 2>/dev/null
}

# at_least COMMAND MINOR: succeeds if COMMAND runs and is Python 3.MINOR or newer. A shim may exist and not run.
at_least() {
	"$1" -c "import sys; sys.exit(sys.version_info < (3, $2))" 2>/dev/null
}

# find_python: prints the interpreter to use.
find_python() {
	local one
	if [ -n "${SPECTRUM_PYTHON-}" ]; then
		at_least "$SPECTRUM_PYTHON" 9 || die python "SPECTRUM_PYTHON=$SPECTRUM_PYTHON is no Python 3.9 or newer"
		printf '%s\n' "$SPECTRUM_PYTHON"
		return 0
	fi
	for one in python3 python3.11 python3.12 python3.13 python3.14; do
		if at_least "$one" 11; then
			printf '%s\n' "$one"
			return 0
		fi
	done
	for one in python3 python3.10 python3.9; do
		if at_least "$one" 9; then
			printf '%s\n' "$one"
			return 0
		fi
	done
	die python "no Python 3.9 or newer on PATH. Install one, 3.11 or newer if there is a choice."
}

# Debian keeps the part that makes environments in a package of its own.
need_venv() {
	local python=$1
	if "$python" -c 'import venv, ensurepip' 2>/dev/null; then
		return 0
	fi
	if [ "$EUID" -eq 0 ] && command -v apt-get >/dev/null; then
		say python "installing python3-venv"
		export DEBIAN_FRONTEND=noninteractive
		apt-get install -y --no-install-recommends python3-venv >/dev/null 2>&1 || {
			apt-get update >/dev/null 2>&1 || true
			apt-get install -y --no-install-recommends python3-venv >/dev/null || true
		}
	fi
	"$python" -c 'import venv, ensurepip' 2>/dev/null ||
		die python "$python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv"
}

if complete; then
	exit 0
fi

python=$(find_python)
need_venv "$python"
say python "installing the tools with $("$python" --version) into $venv, less than a minute"
rm -rf -- "$venv"
"$python" -m venv -- "$venv"
"$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check \
	--requirement "$requirements" >&2 ||
	die python "pip could not install the tools of $requirements"
recipe >"$stamp"
say python "ready"
