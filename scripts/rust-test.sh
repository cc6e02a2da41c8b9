#!/usr/bin/env bash
# Rust: format, lints, documentation, tests, scenarios. The last line says what ran.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repo"
mkdir -p "$cache/logs"
log="$cache/logs/cargo-test.log"

say rust "format and lints"
cargo fmt --all --check
cargo clippy --quiet --workspace --all-targets -- --deny warnings
RUSTDOCFLAGS="--deny warnings" cargo doc --quiet --no-deps --package spectrum-imessage \
    --package spectrum-imessage-simulator --package spectrum-imessage-chatdb \
    --package spectrum-imessage-fleet --features spectrum-imessage/opentelemetry,spectrum-imessage/postgres

say rust "licences of what is used, and the scripts that pack"
python3 -m unittest discover --quiet --start-directory scripts/package
python3 scripts/package/licences.py check >&2

say rust "tests"
SPECTRUM_NATS_SERVER=$(scripts/nats.sh)
export SPECTRUM_NATS_SERVER
packages=(--package spectrum-imessage-wire --package spectrum-imessage
    --package spectrum-imessage-simulator --package spectrum-imessage-tests
    --package spectrum-imessage-chatdb --package spectrum-imessage-cli
    --package spectrum-imessage-fleet)
[[ -z ${SPECTRUM_WHOLE-} ]] || packages=("${whole[@]}")
# The simulator's program, which the scenarios start, is built with its tests.
cargo test "${packages[@]}" 2>&1 | tee "$log"

say rust "tests with Postgres: its store, and what a durable store is for"
# shellcheck disable=SC2016
"$scripts/postgres.sh" bash -euc '
    cargo test "$@" --lib -- --ignored store::postgres
    cargo test "$@" --test live -- --include-ignored postgres:: durable:: handling:: redelivered:: webhook::
' postgres "${packages[@]}" 2>&1 | tee "$log.postgres"

# The scenarios are listed on their own: they are the same in every language.
passed=$(awk '/^test result: ok\./ { sum += $4 } END { print sum + 0 }' "$log" "$log.postgres")
scenarios=$(find tests/scenarios -maxdepth 1 -name '*.json' | wc -l)
echo "rust: $((passed - scenarios)) tests passed, $((scenarios)) scenarios passed"
