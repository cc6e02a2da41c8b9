#!/usr/bin/env bash
# python-wheel.sh [TARGET]: makes the release wheel for this machine, or for TARGET, in out/packages/python. One wheel serves
# every CPython from 3.9 on; on Linux it is for every system with glibc 2.17 or newer, or musl 1.2.
set -euo pipefail
# shellcheck source=scripts/package-lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/package-lib.sh"

machine=${1:-$host}
package_tools
need_target "$machine"
same_everywhere "$machine"

arguments=(--release --locked --target "$machine" --compatibility "$(wheel_tag "$machine")")
# What the wheel says about the systems that it runs on is checked, not believed.
case $machine in *-linux-*) arguments+=(--zig --auditwheel check) ;; esac
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
say python "building the wheel for $machine"
cd "$repo/bindings-python"
maturin build "${arguments[@]}" --out "$work/wheel" >&2

wheels=("$work"/wheel/spectrum_imessage-*-abi3-*.whl)
[ -f "${wheels[0]}" ] || die python "no wheel was made for every Python from 3.9 on"
"$scripts/package/beside.sh" spectrum-imessage-python "$machine" "$work/beside"
"$python" "$scripts/package/wheel.py" "${wheels[0]}" "$work/beside"
mkdir -p -- "$out/python"
rm -f -- "$out/python/$(basename -- "${wheels[0]}")"
mv -- "${wheels[0]}" "$out/python/"
printf '%s\n' "$out/python/$(basename -- "${wheels[0]}")"
