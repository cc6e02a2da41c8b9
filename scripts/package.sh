#!/usr/bin/env bash
# package.sh [--only wheel,npm,crates,swift] [--cross] [--check] [--json]: builds the packages that this machine can build, installs each into
# an empty environment, runs the quickstart there, and says how large they are. A package over its limit is a failure.
#
#   --only   some of them
#   --cross  wheels and npm packages for the other kinds of Linux, too: those whose standard library rustup has; they are not run
#   --check  builds wheel and npm package a second time, in another folder, and compares the bytes
#   --json   the table as JSON
set -euo pipefail
# shellcheck source=scripts/package-lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/package-lib.sh"
cd "$repo"

only=wheel,npm,crates,swift cross='' check='' json=''
while [ $# -gt 0 ]; do
	case $1 in
	--only) only=${2-} && shift ;;
	--cross) cross=yes ;;
	--check) check=yes ;;
	--json) json=--json ;;
	*) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2 && exit 2 ;;
	esac
	shift
done
wanted() { case ",$only," in *",$1,"*) ;; *) return 1 ;; esac }
stage() { say package "$1 after $((SECONDS / 60)) min"; }

rm -rf -- "$out"
mkdir -p -- "$out"
package_tools
trial="$scripts/package"

if wanted wheel; then
	wheel=$("$scripts/python-wheel.sh")
	"$trial/try-wheel.sh" "$wheel" "$python"
	stage "the wheel is done"
fi
if wanted npm; then
	"$scripts/node-pack.sh" >/dev/null
	"$trial/try-npm.sh" "$out/npm"
	stage "the npm packages are done"
fi
if wanted crates || wanted swift; then
	"$scripts/crates-pack.sh"
fi
if wanted crates; then
	"$trial/try-crates.sh" "$out/crates"
	stage "the crates are done"
fi
if wanted swift; then
	"$scripts/swift-toolchain.sh"
	archive=$("$scripts/swift-package.sh")
	if [ "$(uname -s)" = Linux ]; then
		"$trial/try-swift.sh" "$archive" "$out/crates"
	else
		"$scripts/swift-xcframework.sh" >/dev/null
	fi
	stage "the Swift package is done"
fi

if [ -n "$cross" ]; then
	for machine in {x86_64,aarch64}-unknown-linux-{gnu,musl}; do
		[ "$machine" != "$host" ] || continue
		if [ ! -d "$(rustc --print sysroot)/lib/rustlib/$machine" ]; then
			say package "left out: $machine (rustup target add $machine)"
			continue
		fi
		! wanted wheel || "$scripts/python-wheel.sh" "$machine" >/dev/null
		! wanted npm || "$scripts/node-pack.sh" "$machine" >/dev/null
		stage "$machine is done"
	done
fi

if [ -n "$check" ]; then
	"$trial/same-bytes.sh" "$only"
fi

"$python" "$trial/sizes.py" "$out" $json
