#!/usr/bin/env bash
# bench.sh [--micro] ARGUMENT...: builds the clients in release and measures them: benches/run.py, or with --micro
# benches/micro.py; `--help` lists their arguments.
# Wants a machine that does nothing else. SPECTRUM_BENCH_LANGUAGES names the bindings to build, "python node swift" if
# not given.
set -euo pipefail

# shellcheck source=scripts/swift-lib.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/swift-lib.sh"

program=run.py
if [ "${1-}" = --micro ]; then
	program=micro.py
	shift
fi
languages=${SPECTRUM_BENCH_LANGUAGES-python node swift}

say bench "building in release (log: $cache/logs/bench.log)"
mkdir -p -- "$cache/logs"
log=$cache/logs/bench.log
: >"$log"
cargo build --quiet --release --manifest-path "$repo/Cargo.toml" -p spectrum-imessage-benches 2>>"$log"

for language in $languages; do
	say bench "building for $language"
	case $language in
	python)
		"$scripts/python-env.sh"
		(cd "$repo/bindings-python" && VIRTUAL_ENV=$cache/venv "$cache/venv/bin/maturin" develop --release >>"$log" 2>&1)
		export BENCH_PYTHON=$cache/venv/bin/python
		;;
	node)
		"$scripts/node-build.sh" --release >>"$log" 2>&1
		export BENCH_PACKAGE=$repo/bindings-node
		;;
	swift)
		"$scripts/swift-toolchain.sh"
		native release >>"$log" 2>&1
		# One file without Swift's shared libraries, as agents are deployed.
		swift_build=(build -c release --static-swift-stdlib)
		package_in "$repo/benches/swift" "${swift_build[@]}" >>"$log" 2>&1
		bin=$(package_in "$repo/benches/swift" "${swift_build[@]}" --show-bin-path 2>>"$log")
		BENCH_SWIFT=$(printf '%q' "$bin/bench-swift")
		if ! host_swift; then
			# Built against the C library of the toolchain's system, which may be newer than this one's.
			root=$cache/swift-root
			BENCH_SWIFT=$(printf '%q ' "$root/lib64/ld-linux-x86-64.so.2" --library-path "$root/lib/x86_64-linux-gnu" "$bin/bench-swift")
		fi
		export BENCH_SWIFT
		;;
	*) die bench "unknown language $language" ;;
	esac
done

exec python3 "$repo/benches/$program" --target "$target/release" "$@"
