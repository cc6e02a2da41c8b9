#!/usr/bin/env bash
# Makes sure that `scripts/swift` has a Swift toolchain to run. Does nothing when it has.
#
# macOS: the installed one (Xcode or its command line tools).
# Linux: a Swift 6 on PATH if there is one, else Debian's own package, put into a folder of its own
# ($SPECTRUM_CACHE/swift-root) by debootstrap: nothing of the host changes, whatever its release.
set -euo pipefail

. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

suite=trixie
packages=swiftlang,libc6-dev,ca-certificates
root=$cache/swift-root
stamp=$root/.complete
log=$cache/swift-root.log
# The stamp holds this line. Change the number when the steps below change.
recipe="$suite $packages 1"

complete() {
	[ "$(cat -- "$stamp" 2>/dev/null)" = "$recipe" ]
}

# Runs this script again as root, with the answers that were found as a user.
become_root() {
	[ "$EUID" -ne 0 ] || return 0
	command -v sudo >/dev/null ||
		die swift "installing the toolchain needs root. Run scripts/swift-toolchain.sh once as root," \
			"install sudo, or put a Swift 6 on PATH."
	say swift "installing the toolchain needs root: asking sudo"
	exec sudo --preserve-env SPECTRUM_CACHE="$cache" "$scripts/swift-toolchain.sh"
}

install_debootstrap() {
	if command -v debootstrap >/dev/null && command -v gpgv >/dev/null && keyring >/dev/null; then
		return 0
	fi
	command -v apt-get >/dev/null ||
		die swift "no Swift 6 on PATH, and none can be installed here without debootstrap." \
			"Install Swift 6, or debootstrap with debian-archive-keyring and gpgv, and try again."
	say swift "installing debootstrap"
	local wanted=(debootstrap debian-archive-keyring gpgv)
	export DEBIAN_FRONTEND=noninteractive
	# The package lists may be missing or old; a third-party source that does not answer is no obstacle.
	if ! apt-get install -y --no-install-recommends "${wanted[@]}" >"$log" 2>&1; then
		apt-get update >>"$log" 2>&1 || true
		apt-get install -y --no-install-recommends "${wanted[@]}" >>"$log" 2>&1 ||
			failed "apt-get could not install ${wanted[*]}"
	fi
}

# keyring: prints the file with Debian's archive keys, under its old or its new name.
keyring() {
	local file
	for file in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do
		if [ -e "$file" ]; then
			printf '%s\n' "$file"
			return 0
		fi
	done
	return 1
}

# mirrors: prints the places to try, best first. The mirror that apt uses may be the only one in reach:
# first what is named as Debian's mirrors are, then what serves this release at all.
mirrors() {
	local release uri
	release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release 2>/dev/null || true)
	if command -v apt-get >/dev/null && grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then
		# One line for each source, whatever the form of the source lists: 'URI/dists/SUITE/InRelease' ...
		apt-get update --print-uris 2>/dev/null |
			sed -n "s#^'\([^']*\)/dists/\([^/']*\)/InRelease'.*#\2 \1#p" |
			awk -v release="$release" '
				$1 != release { next }
				$2 ~ /\/debian\/*$/ || $2 ~ /^mirror\+file:/ { print 1, $2; next }
				{ print 2, $2 }
			' | sort -s -k1,1n | cut -d' ' -f2 | while IFS= read -r uri; do
			case $uri in
			# A file with a list of mirrors, the form of the cloud images.
			mirror+file:*) awk '/^https?:/ { print $1; exit }' "${uri#mirror+file:}" 2>/dev/null || true ;;
			http://* | https://*) printf '%s\n' "$uri" ;;
			esac
		done || true
	fi
	printf '%s\n' http://deb.debian.org/debian
}

# debootstrap downloads with wget, which knows nothing of apt's proxy.
export_proxy() {
	local HTTP='' HTTPS=''
	command -v apt-config >/dev/null || return 0
	eval "$(apt-config shell HTTP Acquire::http::Proxy HTTPS Acquire::https::Proxy)"
	case $HTTP in http*) export http_proxy="${http_proxy:-$HTTP}" ;; esac
	case $HTTPS in http*) export https_proxy="${https_proxy:-$HTTPS}" ;; esac
}

failed() {
	tail -n 15 -- "$log" >&2 || true
	die swift "$1. The whole log: $log"
}

# A long log in, a few lines out.
milestones() {
	awk '
		function step(text) { if (!(text in seen)) { seen[text] = 1; print "swift: " text; fflush() } }
		/^I: Checking Release signature/ { step("checking the signature of the archive") }
		/^I: Retrieving swiftlang /      { step("downloading the toolchain (about 500 MB)") }
		/^I: Extracting /                { step("unpacking the base system") }
		/^I: Unpacking swiftlang/        { step("unpacking the toolchain (2 GB)") }
		/^I: Configuring /               { step("configuring the base system") }
		/^W: /                           { sub(/^W: /, ""); print "swift: warning: " $0 }
	' >&2
}

# A name without blanks for the target: debootstrap cannot handle them.
door=
trap '[ -z "$door" ] || rmdir -- "$door"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# bootstrap MIRROR: fills $root. Runs in a mount namespace of its own, so that nothing stays mounted.
bootstrap() {
	local mirror=$1 script=
	# An older debootstrap may not know the suite by name; the script is the same for all recent ones.
	[ -e "/usr/share/debootstrap/scripts/$suite" ] || script=/usr/share/debootstrap/scripts/sid
	rm -rf --one-file-system -- "$root"
	mkdir -p -- "$root"
	[ -n "$door" ] || door=$(mktemp -d /tmp/swift-root.XXXXXX)
	# shellcheck disable=SC2016 # expanded by the inner shell
	unshare --mount bash -c '
		set -euo pipefail
		mount --bind -- "$1" "$2"
		exec debootstrap --variant=minbase --include="$3" --keyring="$4" --force-check-gpg \
			"$5" "$2" "$6" ${7:+"$7"}
	' bootstrap "$root" "$door" "$packages" "$(keyring)" "$suite" "$mirror" "$script" 2>&1 |
		tee -- "$log" | milestones
}

install_swift() {
	local mirror done_from=
	while IFS= read -r mirror; do
		say swift "installing Debian's Swift into $root, about a minute"
		# shellcheck disable=SC2001 # the pattern is easier to trust than an expansion
		say swift "from $(sed 's#//[^/@]*@#//#' <<<"$mirror")"
		if bootstrap "$mirror" </dev/null; then
			done_from=$mirror
			break
		fi
		say swift "that did not work: $(grep -E '^E: ' -- "$log" | tail -n 1 || true)"
	done < <(mirrors | awk '{ sub(/\/+$/, "") } !seen[$0]++')
	[ -n "$done_from" ] || failed "the toolchain could not be installed"

	rm -rf -- "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*
	# Mount points: scripts/swift puts the host's files here.
	touch -- "$root/etc/hosts" "$root/etc/resolv.conf"
	"$scripts/swift-enter.sh" "$root" "$(id -u):$(id -g)" / "" /tmp -- --version >"$log" 2>&1 ||
		failed "the installed toolchain does not run"
	printf '%s\n' "$recipe" >"$stamp"
	say swift "ready: $(grep -o 'Swift version [0-9.]*' -- "$log" | head -n 1)"
}

if host_swift || complete; then
	exit 0
fi

case $(uname -s) in
Linux) ;;
Darwin) die swift "no Swift found. Install Xcode or its command line tools: xcode-select --install" ;;
*) die swift "no Swift 6 on PATH, and this script can install one on Linux only" ;;
esac
case $(uname -m) in
x86_64 | aarch64) ;;
*) die swift "no Swift 6 on PATH, and Debian builds none for $(uname -m)" ;;
esac

become_root
unshare --mount true 2>/dev/null ||
	die swift "no Swift 6 on PATH, and this machine does not allow root to mount." \
		"In a container: start it with --privileged, or take an image with Swift 6."

# One installation at a time; who waited finds it done.
exec 9>"$cache/swift-root.lock"
flock 9
complete && exit 0

export_proxy
install_debootstrap
install_swift
