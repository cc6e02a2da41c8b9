#!/usr/bin/env bash
# Runs a command with a Postgres server of its own, which ends with it:
#
#     scripts/postgres.sh cargo test --package spectrum-imessage --features postgres -- --ignored
#
# The command finds its address in SPECTRUM_TEST_POSTGRES. The server listens on this machine alone and keeps its files in a folder that is
# removed. Nobody may rely on it: it does not wait for the disk.
#
# The server is the one in the folder SPECTRUM_POSTGRES (of initdb and postgres), else the newest that is installed, else Debian's own package,
# unpacked with what it needs into $SPECTRUM_CACHE/postgres: no root, and nothing of the host changes.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

[ $# -gt 0 ] || die postgres "give the command to run"

# Debian's package, and the zones of time, which it takes from the system.
packages=(postgresql tzdata)
root=$cache/postgres
log=$cache/postgres.log
# The stamp holds this line. Change the number when the steps below change.
recipe="${packages[*]} 1"

failed() {
	tail -n 15 -- "$log" >&2 || true
	die postgres "$1. The whole log: $log"
}

# newest FOLDER...: prints the last of the folders that has a server.
newest() {
	local one found=
	for one in "$@"; do
		if [ -x "$one/initdb" ] && [ -x "$one/postgres" ]; then found=$one; fi
	done
	[ -n "$found" ] && printf '%s\n' "$found"
}

# Where servers are on Debian, Fedora, and macOS; those of PATH last.
installed() {
	local path=
	if command -v initdb >/dev/null; then path=$(dirname -- "$(command -v initdb)"); fi
	newest "$path" /usr/pgsql-*/bin /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin /usr/lib/postgresql/*/bin
}

unpacked() {
	[ "$(cat -- "$root/.complete" 2>/dev/null)" = "$recipe" ] && newest "$root"/files/usr/lib/postgresql/*/bin
}

# apt as somebody without rights uses it: folders of its own, and what the host has installed.
apt() {
	apt-get -o Debug::NoLocking=1 -o APT::Sandbox::User= -o Dir::Cache="$root/apt" \
		-o Dir::Cache::archives="$root/apt/archives" "$@" >>"$log" 2>&1
}

unpack() {
	rm -rf -- "$root"
	mkdir -p -- "$root/apt/archives/partial" "$root/lists/partial" "$root/files"
	: >"$log"
	say postgres "downloading Debian's postgresql into $root (about 50 MB)"
	local wanted=(install --yes --download-only --no-install-recommends --reinstall "${packages[@]}")
	# The lists of the host may be missing or old: then our own.
	if ! apt "${wanted[@]}"; then
		apt -o Dir::State::lists="$root/lists" update || true
		apt -o Dir::State::lists="$root/lists" "${wanted[@]}" ||
			failed "apt-get could not download ${packages[*]}"
	fi
	local deb
	for deb in "$root"/apt/archives/*.deb; do
		dpkg-deb -x "$deb" "$root/files" >>"$log" 2>&1 || failed "$deb could not be unpacked"
	done
	rm -rf -- "$root/apt" "$root/lists"
	printf '%s\n' "$recipe" >"$root/.complete"
	unpacked >/dev/null || failed "the package has no server inside"
}

if [ -n "${SPECTRUM_POSTGRES-}" ]; then
	bin=$(newest "$SPECTRUM_POSTGRES") || die postgres "SPECTRUM_POSTGRES has no initdb and postgres: $SPECTRUM_POSTGRES"
elif ! bin=$(installed) && ! bin=$(unpacked); then
	if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
		die postgres "no Postgres server found: install one, or set SPECTRUM_POSTGRES to the folder of its programs"
	fi
	# One installation at a time; who waited finds it done.
	exec 9>"$cache/postgres.lock"
	flock 9
	unpacked >/dev/null || unpack
	exec 9>&-
	bin=$(unpacked)
fi

libraries=
case $bin in
"$root"/*)
	# Which of them there are depends on the package.
	libraries=$(find "$root"/files/usr/lib "$root"/files/lib -maxdepth 1 -type d -name '*-linux-gnu*' 2>/dev/null | paste -sd: - || true)
	;;
esac

# The server refuses root: then somebody else runs it.
as=()
folder=$(mktemp -d "${TMPDIR:-/tmp}/spectrum-pg.XXXXXX")
if [ "$EUID" -eq 0 ]; then
	user=nobody
	if id postgres >/dev/null 2>&1; then user=postgres; fi
	chown "$user" "$folder"
	if command -v setpriv >/dev/null; then
		as=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
	else
		as=(runuser -u "$user" --)
	fi
fi

# server PROGRAM ARGUMENT...: runs a program of the server in its folder.
server() {
	(
		cd -- "$folder"
		${as[@]+"${as[@]}"} env ${libraries:+"LD_LIBRARY_PATH=$libraries"} "$bin/$1" "${@:2}"
	)
}

stop() {
	server pg_ctl --pgdata "$folder/data" --mode immediate --silent stop >/dev/null 2>&1 || true
	rm -rf -- "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

server initdb --pgdata "$folder/data" --username spectrum --auth trust --encoding UTF8 --no-locale --no-sync \
	>"$folder/initdb.log" 2>&1 || {
	cat -- "$folder/initdb.log" >&2
	die postgres "initdb in $bin does not run"
}
# Users whose name begins with "secret" have a password.
{
	printf 'local all all trust\n'
	printf 'host all secret 127.0.0.1/32 scram-sha-256\nhost all secret_md5 127.0.0.1/32 md5\n'
	printf 'host all all 127.0.0.1/32 trust\n'
} >"$folder/hba"
cat -- "$folder/hba" >"$folder/data/pg_hba.conf"

start() {
	port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	server pg_ctl --pgdata "$folder/data" --log "$folder/log" --silent --wait start --options "-p $port -c listen_addresses=127.0.0.1 \
		-c unix_socket_directories=$folder -c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=200 \
		-c log_min_messages=error"
}
# Somebody else may have taken the port meanwhile.
start >/dev/null 2>&1 || start >/dev/null 2>&1 || start || {
	cat -- "$folder/log" >&2
	die postgres "the server in $bin does not start"
}
export SPECTRUM_TEST_POSTGRES="postgres://spectrum@127.0.0.1:$port/postgres"
"$@"
