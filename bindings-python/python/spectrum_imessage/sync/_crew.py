"""Who does the jobs: each in a thread."""

from __future__ import annotations

import inspect
import queue
import threading
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Callable

from .._errors import invalid
from ._port import BEAT, call, call_to_the_end

if TYPE_CHECKING:
    from . import _native


class Crew(ABC):
    """Does jobs side by side."""

    def __init__(self, handling: _native.Handling) -> None:
        self._handling = handling

    @abstractmethod
    def _attempt(self, job: _native.Job) -> None:
        """Does one job, once."""

    def run(self) -> None:
        """Runs every job until the application stops. Interrupted, it leaves those that run to
        their threads.
        """
        workers = Workers("spectrum-imessage-job")
        try:
            while (job := call(self._handling.next)) is not None:
                workers.run(self._attempt, job)
                del job
            # The stop waits for them.
            workers.wait()
        finally:
            workers.end()
            call_to_the_end(self._handling.close)

    def _ends(self, error: BaseException) -> bool:
        """Whether an error is none of a handler."""
        return not isinstance(error, Exception)


_ASYNC = "handlers are plain functions here; async ones are for `spectrum_imessage`"


def refuse_async(*functions: object) -> None:
    """Refuses functions that would only begin."""
    if any(map(inspect.iscoroutinefunction, functions)):
        raise invalid(_ASYNC)


def finish(result: object) -> None:
    """Refuses what a program's function has only begun."""
    if inspect.iscoroutine(result):
        result.close()
    if inspect.isawaitable(result):
        raise invalid(_ASYNC)


class Workers:
    """Threads that are used again. They do not hold the process when it ends."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._work: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._changed = threading.Condition()
        self._threads = 0
        self._busy = 0

    def run(self, function: Callable[..., object], *args: object) -> None:
        """Calls a function in a thread that is free, or in a new one."""
        with self._changed:
            self._busy += 1
            if self._busy > self._threads:
                self._threads += 1
                threading.Thread(target=self._serve, name=self._name, daemon=True).start()
        self._work.put(lambda: function(*args))

    def _serve(self) -> None:
        while (work := self._work.get()) is not None:
            # A thread that is told to exit takes the next work, as one of `threading` ends.
            with suppress(SystemExit):
                work()
            # Not kept until the next one comes.
            del work
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def wait(self) -> None:
        """Waits until nothing runs."""
        with self._changed:
            # In pieces, since not every system lets Ctrl-C interrupt a wait for a lock.
            while self._busy > 0:
                self._changed.wait(BEAT)

    def end(self) -> None:
        """Lets the threads go, each when it has nothing to do any more."""
        with self._changed:
            for _ in range(self._threads):
                self._work.put(None)
