#!/usr/bin/env bash
# The demo: builds the simulator and the Python package, and lets a scripted person text the agent
# of examples/python/birthday.py. Prints the conversation as both sides see it.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$repo"

say demo "1/3 the simulator (Rust, about a minute when it is built for the first time)"
cargo build --package spectrum-imessage-simulator
say demo "2/3 the Python package"
"$scripts/python-build.sh"
say demo "3/3 the conversation"
exec "$cache/venv/bin/python" "$scripts/demo.py" \
	"${CARGO_TARGET_DIR:-$repo/target}/debug/spectrum-sim" "$repo/examples/python/birthday.py"
