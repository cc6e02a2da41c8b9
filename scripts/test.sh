#!/usr/bin/env bash
# Everything that must hold, in the four languages. Needs Rust, gcc, make, Python 3.9 or newer and
# Node 20; the rest is installed under the cache folder. The last lines say what ran.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repo"

started=$SECONDS
logs="$cache/logs"
mkdir -p "$logs"
export SPECTRUM_WHOLE=1 SPECTRUM_TRANSCRIPTS="$cache/transcripts"
rm -rf "$SPECTRUM_TRANSCRIPTS"

# Downloads wait for the network and compilers for the processor: side by side they cost the time
# of one.
say setup "Postgres, Swift, the Python tools and a browser are installed in the background (log: $logs/setup.log)"
{
    "$scripts/postgres.sh" true && "$scripts/swift-toolchain.sh" && "$scripts/python-env.sh" && "$scripts/chromium.sh"
} >"$logs/setup.log" 2>&1 &
setup=$!

languages=(rust python node swift)
for language in "${languages[@]}"; do
    if [[ $language == python ]] && ! wait "$setup"; then
        cat "$logs/setup.log"
        die setup "failed"
    fi
    stage=$SECONDS
    "$scripts/$language-test.sh" 2>&1 | tee "$logs/$language.log"
    say "$language" "$((SECONDS - stage)) s"
done

# After Node: its agent is the npm package.
stage=$SECONDS
"$scripts/page-test.sh" 2>&1 | tee "$logs/page.log"
say page "$((SECONDS - stage)) s"

# The programs of the benchmarks work; those of Criterion have run with the tests of Rust. How fast they are is not asked here.
stage=$SECONDS
python="$cache/venv/bin/python"
debug_build spectrum-imessage-benches
BENCH_PYTHON=$python BENCH_PACKAGE=$repo/bindings-node "$python" benches/run.py --quick --rounds 1 --workload cold \
    --workload inbound --workload catch-up --workload download --target "${CARGO_TARGET_DIR:-$repo/target}/debug" \
    >"$logs/benches.log" 2>&1 &&
    BENCH_PYTHON=$python BENCH_PACKAGE=$repo/bindings-node "$python" benches/micro.py --quick --only crossing \
        --target "${CARGO_TARGET_DIR:-$repo/target}/debug" >>"$logs/benches.log" 2>&1 || { cat "$logs/benches.log"; die benches "failed"; }
say benches "$((SECONDS - stage)) s"

echo
"$python" tests/scenarios/compare.py "$SPECTRUM_TRANSCRIPTS" "${languages[@]}"
"$scripts/parity.sh"
"$python" tests/behaviour.py
"$python" tests/claims.py
total=0
for language in "${languages[@]}" page; do
    line=$(grep -E "^$language: [0-9]+ tests passed, [0-9]+ scenarios passed" "$logs/$language.log" | tail -n 1)
    [[ -n $line ]] || die "$language" "did not say what ran"
    echo "$line"
    for number in $(grep -oE '[0-9]+' <<<"$line"); do total=$((total + number)); done
done
echo "in $((SECONDS - started)) s"
echo "total: $total passed, 0 failed"
