"""Who does the jobs: each a task of the event loop."""

from __future__ import annotations

import asyncio
import inspect
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from ._port import call, call_to_the_end

if TYPE_CHECKING:
    from . import _native


class Crew(ABC):
    """Does jobs side by side."""

    def __init__(self, handling: _native.Handling) -> None:
        self._handling = handling
        self._running: set[asyncio.Task[None]] = set()
        self._cancelled = False

    @abstractmethod
    async def _attempt(self, job: _native.Job) -> None:
        """Does one job, once."""

    async def run(self) -> None:
        """Runs every job until the application stops. Cancelled, it cancels those that run."""
        try:
            while (job := await call(self._handling.next)) is not None:
                task = asyncio.ensure_future(self._attempt(job))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
                del job
            # The stop waits for them.
            await asyncio.gather(*self._running)
        finally:
            self._cancelled = True
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)
            await call_to_the_end(self._handling.close)

    def _ends(self, error: BaseException) -> bool:
        """Whether an error is none of a handler."""
        if isinstance(error, asyncio.CancelledError):
            # Else the handler awaited something that was cancelled.
            return self._cancelled
        return not isinstance(error, Exception)


async def finish(result: object) -> None:
    """Waits for what a program's function has begun."""
    if inspect.isawaitable(result):
        await result
