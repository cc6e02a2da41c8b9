#!/usr/bin/env bash
# Python: build, format, lints, types, tests, scenarios. The last line says what ran.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$scripts/python-build.sh"
if [[ -z ${SPECTRUM_SIM-} ]]; then
    say python "building the simulator"
    debug_build spectrum-imessage-simulator
    export SPECTRUM_SIM="${CARGO_TARGET_DIR:-$repo/target}/debug/spectrum-sim"
fi

python="$cache/venv/bin/python"
examples="$repo/examples/python"
runner="$repo/tests/scenarios/run_python.py"
sync_runner="$repo/tests/scenarios/run_python_sync.py"
parity="$repo/tests/parity"
docs="$repo/tests/docs"
log="$cache/python-test.log"
cd "$repo/bindings-python"

say python "format and lints"
"$cache/venv/bin/ruff" format --quiet --check . "$examples" "$runner" "$sync_runner" "$parity" "$docs" "$repo/site" "$repo/benches"
"$cache/venv/bin/ruff" check --quiet . "$examples" "$runner" "$sync_runner" "$parity" "$docs" "$repo/site" "$repo/benches"

say python "types: mypy, pyright, and the stub against the module"
tests=()
for file in tests/*.py; do
    # Wrong on purpose: test_types.py hands it to the checkers.
    [[ $file == tests/wrong_types.py ]] || tests+=("$file")
done
"$python" -m mypy python "${tests[@]}" "$runner" "$sync_runner" "$parity"/*.py \
    "$repo/benches/run.py" "$repo/benches/micro.py" "$repo/benches/python/client.py"
(cd "$docs" && "$python" -m mypy --config-file "$repo/bindings-python/pyproject.toml" ./*.py)
(cd "$examples/testing" && "$python" -m mypy --config-file "$repo/bindings-python/pyproject.toml" ./*.py)
for example in "$examples"/*.py; do
    "$python" -m mypy "$example"
done
"$python" -m pyright --pythonpath "$python"
"$python" -m mypy.stubtest --mypy-config-file pyproject.toml spectrum_imessage._native \
    spectrum_imessage.sync._native

say python "tests"
SPECTRUM_NATS_SERVER=$("$scripts/nats.sh")
export SPECTRUM_NATS_SERVER
"$scripts/postgres.sh" "$python" -m pytest --quiet 2>&1 | tee "$log"
passed=$(grep -oE '[0-9]+ passed' "$log" | tail -n 1 | grep -oE '[0-9]+')
if grep -qE '[0-9]+ (skipped|xfailed|deselected)' "$log"; then
    die python "some tests did not run"
fi

say python "the site: links, and llms.txt"
"$scripts/docs.sh" --pages

say python "the samples of the pages"
samples="$cache/doc-samples"
"$python" "$docs/samples.py" python "$samples"
(cd "$samples" && "$python" -m mypy --config-file "$repo/bindings-python/pyproject.toml" ./*.py)
"$python" "$docs/run_python.py" "$samples" 2>"$log" | tee "$cache/doc-samples.log" || { cat "$log"; die python "samples failed"; }
passed=$((passed + $(grep -oE '[0-9]+ of them run' "$cache/doc-samples.log" | grep -oE '[0-9]+')))

say python "the quickstart, with a wheel as it is installed"
wheels="$cache/wheels"
rm -rf "$wheels"
VIRTUAL_ENV="$cache/venv" "$cache/venv/bin/maturin" build --quiet --strip --out "$wheels"
"$python" "$docs/quickstart.py" "$repo/docs/quickstart/python.md" "$wheels"

say python "scenarios"
"$python" "$runner" 2>&1 | tee "$log"
scenarios=$(grep -oE '^[0-9]+ scenarios passed' "$log" | grep -oE '[0-9]+')
# Without asyncio they are the same.
"$python" "$sync_runner" 2>&1 | tee "$log"
grep -q "^$scenarios scenarios passed, 0 failed" "$log" || die python "scenarios fail without asyncio"
# The quickstart is one test more.
echo "python: $((passed + 1)) tests passed, $scenarios scenarios passed"
