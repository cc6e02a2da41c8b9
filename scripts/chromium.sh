#!/usr/bin/env bash
# Makes sure that there is a Chromium for the tests of the page, and prints how to start it: the last
# line of stdout is the path of a program. Does nothing else when there is one.
#
# The one that is named in SPECTRUM_CHROMIUM, else one on PATH, else Debian's own package, unpacked
# with what it needs into $SPECTRUM_CACHE/chromium: no root, and nothing of the host changes.
set -euo pipefail

# shellcheck source=scripts/lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

# Debian's package, and fonts: letters like those of the real thing, and coloured emoji.
packages=(chromium fonts-inter fonts-noto-color-emoji)
root=$cache/chromium
run=$root/run
log=$cache/chromium.log
# The stamp holds this line. Change the number when the steps below change.
recipe="${packages[*]} 1"

complete() {
	[ "$(cat -- "$root/.complete" 2>/dev/null)" = "$recipe" ]
}

failed() {
	tail -n 15 -- "$log" >&2 || true
	die chromium "$1. The whole log: $log"
}

# apt as somebody without rights uses it: folders of its own, and what the host has installed.
apt() {
	apt-get -o Debug::NoLocking=1 -o APT::Sandbox::User= -o Dir::Cache="$root/apt" \
		-o Dir::Cache::archives="$root/apt/archives" "$@" >>"$log" 2>&1
}

install_chromium() {
	rm -rf -- "$root"
	mkdir -p -- "$root/apt/archives/partial" "$root/lists/partial" "$root/files"
	: >"$log"
	say chromium "downloading Debian's chromium into $root (about 150 MB)"
	local wanted=(install --yes --download-only --no-install-recommends "${packages[@]}")
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
	[ -x "$root/files/usr/lib/chromium/chromium" ] ||
		failed "the package has no chromium inside (on Ubuntu it is a snap): install one, or set SPECTRUM_CHROMIUM"
	write_run
	"$run" --version >>"$log" 2>&1 || failed "the unpacked chromium does not run"
	printf '%s\n' "$recipe" >"$root/.complete"
	say chromium "ready: $("$run" --version 2>/dev/null)"
}

# The program that starts it, with the unpacked libraries and fonts.
write_run() {
	local folders
	# Some packages keep libraries in folders of their own.
	mapfile -t folders < <(find "$root"/files/usr/lib/*-linux-gnu* "$root"/files/lib/*-linux-gnu* \
		-maxdepth 2 -name '*.so*' -printf '%h\n' 2>/dev/null | sort -u)
	cat >"$root/fonts.conf" <<-CONF
		<?xml version="1.0"?>
		<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
		<fontconfig>
		  <dir>$root/files/usr/share/fonts</dir>
		  <dir>/usr/share/fonts</dir>
		  <cachedir>$root/font-cache</cachedir>
		</fontconfig>
	CONF
	cat >"$run" <<-RUN
		#!/bin/sh
		export LD_LIBRARY_PATH="$(IFS=:; echo "${folders[*]}")\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
		export FONTCONFIG_FILE="$root/fonts.conf"
		exec "$root/files/usr/lib/chromium/chromium" "\$@"
	RUN
	chmod +x -- "$run"
}

if [ -n "${SPECTRUM_CHROMIUM-}" ]; then
	[ -x "$SPECTRUM_CHROMIUM" ] || die chromium "SPECTRUM_CHROMIUM names no program: $SPECTRUM_CHROMIUM"
	printf '%s\n' "$SPECTRUM_CHROMIUM"
	exit 0
fi
mac="/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
for name in chromium chromium-browser google-chrome google-chrome-stable "$mac"; do
	if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
		command -v "$name"
		exit 0
	fi
done
if ! complete; then
	if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
		die chromium "no Chromium found: install one, or set SPECTRUM_CHROMIUM to its program"
	fi
	# One installation at a time; who waited finds it done.
	exec 9>"$cache/chromium.lock"
	flock 9
	complete || install_chromium
fi
printf '%s\n' "$run"
