"""Runs the workloads with all clients in turn, and prints medians as ratios to the raw client.

make bench                        # everything: about an hour
make bench BENCH='--quick'        # small counts, to see that it works
make bench BENCH='--workload inbound --client rust --rounds 5'
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
REPO = HERE.parent
MIB = 1024 * 1024


@dataclass(frozen=True)
class Workload:
    """What the server holds, what the clients are told, and what is made of their reports."""

    name: str
    """As it is called here."""
    work: str
    """As the programs call it."""
    count: int
    quick: int
    server: dict[str, str] = field(default_factory=dict)
    """Arguments of the server; ``{count}`` is the count."""
    figures: tuple[str, ...] = ()
    path: str = ""
    """``upload``: there is a file of the count's size; ``download``: there is none."""


WORKLOADS = (
    Workload("cold start", "cold", 1, 1, figures=("cold", "memory")),
    Workload("sequential sends", "sequential", 2_000, 200, figures=("p50", "p99", "cpu")),
    Workload("64 sends in flight", "parallel", 20_000, 2_000, figures=("rate", "cpu")),
    Workload("inbound", "inbound", 100_000, 5_000, {"burst": "{count}"}, ("rate", "cpu")),
    Workload("latency at 500/s", "latency", 5_000, 500, {"timed": "{count}"}, ("p50", "p99")),
    Workload("catch-up", "catch-up", 200_000, 5_000, {"missed": "{count}"}, ("rate", "cpu")),
    Workload(
        "catch-up under load",
        "catch-up",
        200_000,
        5_000,
        {"missed": "{count}", "live": ""},
        ("rate",),
    ),
    Workload("slow consumer", "slow", 200_000, 5_000, {"burst": "{count}"}, ("peak",)),
    Workload("upload 50 MiB", "upload", 50 * MIB, 5 * MIB, {}, ("rate", "peak"), path="upload"),
    Workload(
        "download 100 MiB",
        "download",
        100 * MIB,
        5 * MIB,
        {"file": "{count}"},
        ("rate", "peak"),
        path="download",
    ),
    Workload("50 idle lines", "idle", 50, 5, figures=("memory",)),
    Workload("200 idle lines", "idle", 200, 10, figures=("memory",)),
)

UNITS = {
    "cold": "ms",
    "memory": "MiB",
    "p50": "µs",
    "p99": "µs",
    "cpu": "µs/event",
    "rate": "/s",
    "peak": "MiB",
}


def figure(name: str, report: dict[str, Any], spawned_ns: int) -> float:
    """One figure of a report, in the unit of the table."""
    figures = {
        "cold": lambda: (report["done_ns"] - spawned_ns) / 1e6,
        "memory": lambda: report["rss_kib"] / 1024,
        "peak": lambda: report["peak_kib"] / 1024,
        "p50": lambda: report["p50_us"],
        "p99": lambda: report["p99_us"],
        "cpu": lambda: report["cpu_seconds"] / report["count"] * 1e6,
        "rate": lambda: report["count"] / report["seconds"],
    }
    return float(figures[name]())


def programs(target: Path) -> dict[str, list[str]]:
    """The clients that have been built, in the order of the table."""
    python = os.environ.get("BENCH_PYTHON")
    swift = os.environ.get("BENCH_SWIFT")
    found = {
        "raw": [str(target / "bench-raw")],
        "rust": [str(target / "bench-rust")],
        "python": [python, str(HERE / "python" / "client.py")] if python else [],
        "node": ["node", str(HERE / "node" / "client.mjs")]
        if os.environ.get("BENCH_PACKAGE")
        else [],
        "swift": shlex.split(swift) if swift else [],
    }
    return {name: command for name, command in found.items() if command}


def run_once(
    server: Path, command: list[str], workload: Workload, count: int, busy: float, store: bool
) -> tuple[dict[str, Any], int]:
    """One client against a server of its own: its report, and when it was started."""
    with tempfile.TemporaryDirectory(prefix="spectrum-bench-") as folder:
        ca = os.path.join(folder, "ca.pem")
        arguments = [str(server), "--ca", ca]
        for name, value in workload.server.items():
            arguments += [f"--{name}"] + ([value.format(count=count)] if value else [])
        with subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            path = os.path.join(folder, "file.bin")
            if workload.path == "upload":
                with open(path, "wb") as file:
                    file.write(os.urandom(count))
            told = [
                workload.work,
                "--address",
                address,
                "--count",
                str(count),
                "--busy",
                str(busy),
                "--path",
                path,
            ]
            if store:
                told += ["--store", os.path.join(folder, "store.db")]
            environment = {**os.environ, "SPECTRUM_CA_FILE": ca}
            try:
                spawned = time.monotonic_ns()
                done = subprocess.run(
                    [*command, *told],
                    env=environment,
                    stdout=subprocess.PIPE,
                    text=True,
                    timeout=600,
                    check=True,
                )
            finally:
                process.stdin.close()
                process.wait()
        report: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        if workload.path != "upload" and report["count"] != count:
            raise SystemExit(f"{workload.name}: {report['count']} of {count} came")
        return report, spawned


def measure(
    workload: Workload, clients: dict[str, list[str]], options: argparse.Namespace
) -> dict[str, Any]:
    """All rounds of a workload, the clients in turn; the medians of each figure."""
    count = workload.quick if options.quick else workload.count
    busy = 1.0 if options.quick else 10.0
    seen: dict[str, dict[str, list[float]]] = {
        client: {name: [] for name in workload.figures} for client in clients
    }
    for number in range(options.rounds):
        for client, command in clients.items():
            print(
                f"\r{workload.name}: round {number + 1} of {options.rounds}, {client}   ",
                end="",
                file=sys.stderr,
            )
            store = options.store == "sqlite" and client != "raw"
            report, spawned = run_once(
                options.target / "bench-server", command, workload, count, busy, store
            )
            for name in workload.figures:
                seen[client][name].append(figure(name, report, spawned))
    print("\r" + " " * 70 + "\r", end="", file=sys.stderr)
    medians = {
        client: {name: statistics.median(values) for name, values in figures.items()}
        for client, figures in seen.items()
    }
    return {"workload": workload.name, "count": count, "medians": medians, "all": seen}


def ratio(name: str, client: dict[str, float], raw: dict[str, float]) -> float:
    return client[name] / raw[name] if raw[name] else float("nan")


def table(results: list[dict[str, Any]], clients: list[str]) -> str:
    """Each figure: raw in its unit, the others as ratios to it."""
    head = ["", "raw", *(client for client in clients if client != "raw")]
    rows = [head]
    for result in results:
        medians = result["medians"]
        for name in next(iter(medians.values())):
            row = [f"{result['workload']}: {name}", f"{medians['raw'][name]:,.4g} {UNITS[name]}"]
            row += [f"{ratio(name, medians[client], medians['raw']):.3g}" for client in head[2:]]
            rows.append(row)
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def imports(rounds: int) -> dict[str, dict[str, float]]:
    """What an import costs above the bare interpreter, in milliseconds."""
    found: dict[str, dict[str, float]] = {}
    python = os.environ.get("BENCH_PYTHON")
    if python:
        found["python"] = above(
            [python, "-c", "pass"], [python, "-c", "import spectrum_imessage"], rounds
        )
    package = os.environ.get("BENCH_PACKAGE")
    if package:
        entry = json.dumps(Path(package, "dist", "index.mjs").as_uri())
        evaluate = ["node", "--input-type=module", "-e"]
        found["node"] = above([*evaluate, "0"], [*evaluate, f"await import({entry})"], rounds)
    return found


def above(bare: list[str], full: list[str], rounds: int) -> dict[str, float]:
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for command, into in zip((bare, full), times):
            began = time.monotonic_ns()
            subprocess.run(command, check=True, cwd="/")
            into.append((time.monotonic_ns() - began) / 1e6)
    bare_ms, full_ms = statistics.median(times[0]), statistics.median(times[1])
    return {"bare_ms": bare_ms, "import_ms": full_ms, "above_ms": full_ms - bare_ms}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--workload", action="append", help="only those whose name begins so")
    parser.add_argument("--client", action="append", help="only these, and raw")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--quick", action="store_true", help="small counts: shows that it works, measures nothing"
    )
    parser.add_argument("--store", choices=("memory", "sqlite"), default="memory")
    parser.add_argument(
        "--json", action="store_true", help="print everything as JSON in place of the table"
    )
    parser.add_argument(
        "--target", type=Path, default=REPO / "target" / "release", help="where the programs are"
    )
    options = parser.parse_args()

    clients = programs(options.target)
    if options.client:
        clients = {name: clients[name] for name in ("raw", *options.client)}
    chosen = [
        workload
        for workload in WORKLOADS
        if not options.workload or any(workload.name.startswith(name) for name in options.workload)
    ]
    results = []
    for workload in chosen:
        results.append(measure(workload, clients, options))
        if not options.json:
            print(table(results[-1:], list(clients)), flush=True)
    started = imports(options.rounds * 2) if not options.workload else {}
    if options.json:
        print(
            json.dumps(
                {
                    "store": options.store,
                    "rounds": options.rounds,
                    "results": results,
                    "imports": started,
                }
            )
        )
        return
    for language, times in started.items():
        print(
            f"import, {language}: {times['above_ms']:.1f} ms above {times['bare_ms']:.1f} ms bare"
        )


if __name__ == "__main__":
    main()
