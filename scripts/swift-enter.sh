#!/usr/bin/env bash
# swift-enter.sh ROOT UID:GID CWD LD_LIBRARY_PATH PATH... -- ARGUMENT...
#
# Runs swift with ROOT as its file system and each PATH of the host visible at the same place inside.
# Private to scripts/swift. Needs root. The mounts belong to a namespace of this process alone: they
# are gone when it ends, however it ends. There is no process in between, so that signals and the exit
# code are swift's own.
set -euo pipefail

if [ "${1-}" != --mounted ]; then
	exec unshare --mount bash -- "${BASH_SOURCE[0]}" --mounted "$@"
fi
shift

root=$1 user=$2 cwd=$3 libraries=$4
shift 4

# The folders that are already there, each with a slash at its end.
shown=()
show() {
	local path=$1 one
	[ -d "$path" ] && [ "$path" != / ] || return 0
	for one in ${shown[@]+"${shown[@]}"}; do
		case $path/ in "$one"*) return 0 ;; esac
	done
	mkdir -p -- "$root$path"
	mount --rbind -- "$path" "$root$path"
	shown+=("$path/")
}

while [ "$1" != -- ]; do
	show "$1"
	shift
done
shift
show /proc
show /dev
for file in /etc/hosts /etc/resolv.conf; do
	[ ! -e "$file" ] || mount --bind -- "$file" "$root$file"
done

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PWD="$cwd"
# These name programs and folders of the host.
unset CC CXX AR SWIFT_EXEC XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME BASH_ENV
exec chroot --userspec="$user" "$root" \
	/usr/bin/env --chdir="$cwd" ${libraries:+"LD_LIBRARY_PATH=$libraries"} /usr/bin/swift "$@"
