"""Messages as jobs: one at a time in each chat, chats side by side, failed ones again."""

from __future__ import annotations

import asyncio
import inspect
import traceback
from typing import TYPE_CHECKING, Callable, Union

from ._log import logger
from ._message import Message
from ._port import call, call_to_the_end
from ._telemetry import Handling

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from . import _native
    from ._space import Space

Handler = Callable[["Space", Message], Union["Awaitable[object]", None]]
"""Handles a message: an ``async`` function, or a plain one that is quick."""
DeadLetter = Callable[["Space", Message, BaseException], Union["Awaitable[object]", None]]
"""Gets a message that could not be handled, and the last error."""


class Jobs:
    """The jobs of one ``app.handle``."""

    def __init__(
        self, handling: _native.Handling, handler: Handler, dead_letter: DeadLetter | None
    ) -> None:
        self._handling = handling
        self._handler = handler
        self._dead_letter = dead_letter
        self._running: set[asyncio.Task[None]] = set()
        self._cancelled = False

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

    async def _attempt(self, job: _native.Job) -> None:
        message = Message(job.message())
        span = Handling(message, job.attempt())
        try:
            failure = await self._handle(message)
            if failure is not None:
                span.failed(type(failure).__name__)
                # The name alone: the text of an error may quote the message.
                if not job.failed(type(failure).__name__):
                    return
                if self._dead_letter is not None:
                    await _finish(self._dead_letter(message.space, message, failure))
            job.succeeded()
        except Exception as error:
            # Of the store, or of the dead letter.
            log_failure("a message is not acknowledged and comes again", error)
        finally:
            span.end()
            job.drop()

    async def _handle(self, message: Message) -> BaseException | None:
        """What the handler failed with."""
        try:
            await _finish(self._handler(message.space, message))
        except Exception as error:
            log_failure("a handler failed", error)
            return error
        except asyncio.CancelledError as error:
            if self._cancelled:
                raise
            # The handler awaited something that was cancelled.
            log_failure("a handler failed", error)
            return error
        return None


async def _finish(result: object) -> None:
    if inspect.isawaitable(result):
        await result


def log_failure(what: str, error: BaseException) -> None:
    """Logs an error of the program's own."""
    # Where it came from, without its text: that may quote the message.
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s: %s\n%s", what, type(error).__name__, where)
