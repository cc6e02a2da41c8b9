"""Runs the scenarios through ``spectrum_imessage.sync``.

usage: run_python_sync.py [SCENARIO...]

It is the runner of ``run_python.py`` without its awaiting, as ``scripts/python-sync.py`` writes it;
what that takes from asyncio is done with threads here.
"""

from __future__ import annotations

import faulthandler
import os
import queue
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, Callable

HERE = Path(__file__).resolve().parent
REPO = HERE.parents[1]
PATIENCE = 10.0


class Task:
    """A thread, and what it has failed with."""

    def __init__(self, work: Callable[..., Any], args: Any, options: dict[str, Any]) -> None:
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self.run, args=(work, args, options), daemon=True)
        self.thread.start()

    def run(self, work: Callable[..., Any], args: Any, options: dict[str, Any]) -> None:
        try:
            work(*args, **options)
        except BaseException as error:
            self.error = error

    def done(self) -> bool:
        return not self.thread.is_alive()

    def join(self) -> None:
        self.thread.join(PATIENCE)
        if self.error is not None:
            raise self.error
        if self.thread.is_alive():
            raise TimeoutError


class Queue:
    """Those of asyncio, between threads."""

    def __init__(self) -> None:
        self.items: queue.Queue[Any] = queue.Queue()

    def put_nowait(self, item: Any) -> None:
        self.items.put(item)

    def get(self) -> Any:
        try:
            return self.items.get(timeout=PATIENCE)
        except queue.Empty:
            raise TimeoutError from None


class Threads:
    """What the runner takes from asyncio. What it waits for has been done by then."""

    Queue = Queue
    TimeoutError = TimeoutError
    sleep = staticmethod(time.sleep)

    @staticmethod
    def wait_for(result: Any, timeout: float) -> Any:
        return result

    @staticmethod
    def gather(*tasks: Task) -> None:
        for task in tasks:
            task.join()

    @staticmethod
    def to_thread(function: Callable[..., Any], *args: Any) -> Any:
        return function(*args)

    @staticmethod
    def run(result: Any) -> Any:
        # A scenario that hangs is told with the places where it does.
        faulthandler.cancel_dump_traceback_later()
        faulthandler.dump_traceback_later(120, exit=True)
        return result


def background_task(work: Callable[..., Any], *args: Any, **options: Any) -> Task:
    """What goes on beside the steps."""
    return Task(work, args, options)


def load(path: Path) -> Any:
    """A module without its awaiting, on the surface without asyncio."""
    sys.path.insert(0, str(REPO / "scripts"))
    generator: Any = import_module("python-sync")
    text: str = path.read_text(encoding="utf-8").replace("import asyncio\n", "")
    text = generator.without_waiting(text.replace("= await app", "= app.start()"))
    text = text.replace("from spectrum_imessage import", "from spectrum_imessage.sync import")
    module = ModuleType(path.stem)
    vars(module).update(__file__=str(path), asyncio=Threads)
    sys.modules[path.stem] = module
    exec(compile(text, str(path), "exec"), vars(module))
    return module


def main() -> int:
    """As that of ``run_python.py``."""
    # Those that are compared between the languages come from the other runner.
    os.environ.pop("SPECTRUM_TRANSCRIPTS", None)
    tests = REPO / "bindings-python" / "tests"
    load(tests / "simulator.py")
    load(tests / "typed_calls.py")
    runner = load(HERE / "run_python.py")
    runner.background_task = background_task
    status: int = runner.main(sys.argv[1:])
    return status


if __name__ == "__main__":
    sys.exit(main())
