"""Ours, from Python. The arguments and the line of JSON are those of the Rust programs.

They are in ``src/workload.rs`` and ``src/measure.rs``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import resource
import time

from spectrum_imessage import Client, Space, Spectrum, attachment, imessage

LINE = "+15559990001"
ALICE = "any;-;+15551230001"
FILE_GUID = "bench-file"
BATCH = 256
BATCHES = 5


class Watch:
    """A measurement that runs."""

    def __init__(self) -> None:
        self.began = time.monotonic_ns()
        self.cpu = cpu()
        self.singles: list[int] = []

    def stop(self, count: int) -> dict[str, object]:
        done = time.monotonic_ns()
        used = cpu() - self.cpu
        self.singles.sort()
        return {
            "done_ns": done,
            "count": count,
            "seconds": (done - self.began) / 1e9,
            "cpu_seconds": used,
            "rss_kib": memory("VmRSS:"),
            "peak_kib": memory("VmHWM:"),
            "p50_us": percentile(self.singles, 50),
            "p99_us": percentile(self.singles, 99),
        }


def cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def memory(field: str) -> int:
    with open("/proc/self/status") as status:
        return next((int(line.split()[1]) for line in status if line.startswith(field)), 0)


def percentile(ordered: list[int], percent: int) -> float | None:
    if not ordered:
        return None
    return ordered[max(math.ceil(len(ordered) * percent / 100), 1) - 1] / 1000


def size(path: str) -> int:
    return os.path.getsize(path)


async def sequential(space: Space, count: int) -> dict[str, object]:
    await space.send("hello")
    watch = Watch()
    for _ in range(count):
        began = time.monotonic_ns()
        await space.send("hello")
        watch.singles.append(time.monotonic_ns() - began)
    return watch.stop(count)


async def parallel(space: Space, count: int, in_flight: int) -> dict[str, object]:
    await space.send("hello")
    numbers = iter(range(count))

    async def worker() -> None:
        for _ in numbers:
            await space.send("hello")

    watch = Watch()
    await asyncio.gather(*(worker() for _ in range(in_flight)))
    return watch.stop(count)


async def inbound(app: Spectrum, count: int, busy: float) -> dict[str, object]:
    watch: Watch | None = None
    seen = 0
    async for _, message in app.messages:
        if message.content.type != "text":
            continue
        seen += 1
        if watch is None:
            await asyncio.sleep(busy)
            watch = Watch()
        if seen >= count:
            break
    return (watch or Watch()).stop(seen)


async def latency(app: Spectrum, count: int) -> dict[str, object]:
    watch = Watch()
    seen = 0
    async for _, message in app.messages:
        if message.content.type != "text":
            continue
        watch.singles.append(time.monotonic_ns() - int(message.content.text[3:]))
        seen += 1
        if seen >= count:
            break
    return watch.stop(seen)


async def catch_up(app: Spectrum, count: int) -> dict[str, object]:
    watch: Watch | None = None
    seen = 0
    async for _, message in app.messages:
        if message.content.type != "text" or not message.content.text.startswith("missed"):
            continue
        watch = watch or Watch()
        seen += 1
        if seen >= count:
            break
    return (watch or Watch()).stop(seen)


async def upload(space: Space, path: str) -> dict[str, object]:
    await space.send("hello")
    watch = Watch()
    await space.send(attachment(path))
    return watch.stop(size(path))


async def download(app: Spectrum, path: str) -> dict[str, object]:
    found = await imessage(app).get_attachment(FILE_GUID)
    assert found is not None
    watch = Watch()
    await found.save(path)
    return watch.stop(size(path))


async def idle(app: Spectrum, count: int) -> dict[str, object]:
    messages = app.messages.__aiter__()
    pending = asyncio.ensure_future(messages.__anext__())
    # Nothing tells of it.
    while not app.health().healthy:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    watch = Watch()
    await asyncio.sleep(2)
    report = watch.stop(count)
    pending.cancel()
    return report


async def crossing(app: Spectrum, count: int) -> dict[str, object]:
    """What the border costs: a call that asks nothing of the service, a message, a batch."""

    async def waits(number: int) -> None:
        # Nothing tells of it.
        while app.health().waiting < number:  # noqa: ASYNC110
            await asyncio.sleep(0.0002)

    watch = Watch()
    im = imessage(app)
    calls: list[int] = []
    singles: list[int] = []
    batches: list[int] = []
    for _ in range(count):
        began = time.monotonic_ns()
        await im.space.get(ALICE)
        calls.append(time.monotonic_ns() - began)
    messages = app.messages.__aiter__()
    await messages.__anext__()
    for _ in range(20 * count):
        if len(singles) == count:
            break
        await waits(1)
        before = app.health().waiting
        began = time.monotonic_ns()
        await messages.__anext__()
        took = time.monotonic_ns() - began
        # All that wait come at once. Where one still waits, the read was of what had come before.
        if before == 1 and app.health().waiting == 0:
            singles.append(took)
    for _ in range(BATCHES):
        await waits(BATCH)
        began = time.monotonic_ns()
        for _ in range(BATCH):
            await messages.__anext__()
        batches.append(time.monotonic_ns() - began)
    return {
        **watch.stop(count),
        "call_us": percentile(sorted(calls), 50),
        "message_us": percentile(sorted(singles), 50),
        "batch_us": percentile(sorted(batches), 50),
    }


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("workload")
    parser.add_argument("--address", required=True)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--path", default="")
    parser.add_argument("--busy", type=float, default=10.0)
    parser.add_argument("--store", default="")
    work = parser.parse_args()

    lines = work.count if work.workload == "idle" else 1
    numbers = [LINE, *(f"+1555888{number:04}" for number in range(1, lines))]
    clients = [Client(address=work.address, token="bench", phone=number) for number in numbers]
    watch = Watch()
    async with Spectrum(
        providers=[imessage.config(clients=clients)], store=work.store or None
    ) as app:
        if work.workload == "idle":
            report = await idle(app, work.count)
        elif work.workload in ("inbound", "slow"):
            report = await inbound(app, work.count, work.busy if work.workload == "slow" else 0)
        elif work.workload == "latency":
            report = await latency(app, work.count)
        elif work.workload == "catch-up":
            report = await catch_up(app, work.count)
        elif work.workload == "crossing":
            report = await crossing(app, work.count)
        elif work.workload == "download":
            report = await download(app, work.path)
        else:
            space = await imessage(app).space.get(ALICE)
            if work.workload == "cold":
                await space.send("hello")
                report = watch.stop(1)
            elif work.workload == "sequential":
                report = await sequential(space, work.count)
            elif work.workload == "parallel":
                report = await parallel(space, work.count, work.in_flight)
            elif work.workload == "upload":
                report = await upload(space, work.path)
            else:
                parser.error(f"unknown workload {work.workload}")
        print(json.dumps(report), flush=True)


asyncio.run(main())
