"""Runs the micro-benchmarks: parts of the core, with Criterion, and the border of each language.

make microbench                       # everything: about five minutes after the build
make microbench BENCH='--quick'       # shows that it works
make microbench BENCH='--only crossing --json'
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from run import REPO, Workload, programs, run_once

SINGLES, QUICK_SINGLES = 500, 20
ROUNDS = 5
CROSSINGS = {"call_us": "a call in", "message_us": "a message out", "batch_us": "256 messages out"}


def criterion(profile: str, quick: bool) -> dict[str, dict[str, float]]:
    """The medians of Criterion's benchmarks in nanoseconds, with their bounds (95 %)."""
    with tempfile.TemporaryDirectory(prefix="spectrum-bench-") as folder:
        command = ["cargo", "bench", "--quiet", "--package", "spectrum-imessage-benches"]
        command += ["--bench", "micro", "--profile", profile, "--", "--noplot"]
        # Its own table goes beside ours.
        subprocess.run(
            [*command, "--quick"] if quick else command,
            check=True,
            cwd=REPO,
            env={**os.environ, "CRITERION_HOME": folder},
            stdout=sys.stderr,
        )
        found: dict[str, dict[str, float]] = {}
        for path in sorted(Path(folder).glob("**/new/estimates.json")):
            about = json.loads((path.parent / "benchmark.json").read_text())
            median = json.loads(path.read_text())["median"]
            bounds = median["confidence_interval"]
            found[about["full_id"].replace("/", ": ", 1)] = {
                "median_ns": median["point_estimate"],
                "low_ns": bounds["lower_bound"],
                "high_ns": bounds["upper_bound"],
            }
    if not found:
        raise SystemExit("Criterion has measured nothing")
    return found


def crossings(
    clients: dict[str, list[str]], server: Path, count: int, rounds: int
) -> dict[str, dict[str, float]]:
    """The medians of the rounds, the clients in turn."""
    # More than anybody reads.
    workload = Workload(
        "crossing", "crossing", count, count, {"timed": "1000000000", "rate": "200"}
    )
    seen: dict[str, dict[str, list[float]]] = {
        client: {name: [] for name in CROSSINGS} for client in clients
    }
    for number in range(rounds):
        for client, command in clients.items():
            print(f"\rcrossing: round {number + 1}, {client}   ", end="", file=sys.stderr)
            report, _ = run_once(server, command, workload, count, 0, store=False)
            for name in CROSSINGS:
                # Nothing where the machine was too busy for a message to be alone.
                if report[name] is not None:
                    seen[client][name].append(report[name])
    print("\r" + " " * 40 + "\r", end="", file=sys.stderr)
    return {
        client: {k: statistics.median(values) for k, values in figures.items() if values}
        for client, figures in seen.items()
    }


def time_of(nanoseconds: float) -> str:
    """A time in the unit that reads best."""
    for unit, size in (("ns", 1), ("µs", 1e3), ("ms", 1e6)):
        if nanoseconds < size * 1000 or unit == "ms":
            return f"{nanoseconds / size:,.4g} {unit}"
    raise AssertionError


def table(rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rows = [rows[0], ["-" * width for width in widths], *rows[1:]]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def show(results: dict[str, dict[str, Any]]) -> None:
    if "criterion" in results:
        rows = [["part of the core", "median", "95 % between"]]
        for name, times in results["criterion"].items():
            between = f"{time_of(times['low_ns'])} and {time_of(times['high_ns'])}"
            rows.append([name, time_of(times["median_ns"]), between])
        print(table(rows))
    if "crossing" in results:
        clients = list(results["crossing"])
        rows = [["across the border", *clients]]
        for name, said in CROSSINGS.items():
            times = (results["crossing"][client].get(name) for client in clients)
            rows.append([said, *("-" if time is None else time_of(time * 1e3) for time in times)])
        print(f"\n{table(rows)}" if "criterion" in results else table(rows))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=("criterion", "crossing"))
    parser.add_argument("--client", action="append", help="only the borders of these languages")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of the crossings")
    parser.add_argument("--quick", action="store_true", help="shows that it works")
    parser.add_argument("--json", action="store_true", help="print JSON in place of the tables")
    parser.add_argument("--profile", default="bench", help="that Cargo builds Criterion's with")
    parser.add_argument(
        "--target", type=Path, default=REPO / "target" / "release", help="where the programs are"
    )
    options = parser.parse_args()

    results: dict[str, dict[str, Any]] = {}
    if options.only != "crossing":
        results["criterion"] = criterion(options.profile, options.quick)
    if options.only != "criterion":
        clients = {k: v for k, v in programs(options.target).items() if k != "raw"}
        if options.client:
            clients = {name: clients[name] for name in options.client}
        count, rounds = (QUICK_SINGLES, 1) if options.quick else (SINGLES, options.rounds)
        results["crossing"] = crossings(clients, options.target / "bench-server", count, rounds)
    if options.json:
        print(json.dumps(results))
    else:
        show(results)


if __name__ == "__main__":
    main()
