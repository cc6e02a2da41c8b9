"""Messages as jobs, each in a thread: one at a time in each chat, chats side by side, failed ones
again.
"""

from __future__ import annotations

import inspect
import queue
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Callable

from .._errors import invalid
from .._handle import log_failure as log_failure
from ._message import Message
from ._port import BEAT, call, call_to_the_end

if TYPE_CHECKING:
    from . import _native
    from ._space import Space

Handler = Callable[["Space", Message], object]
"""Handles a message, in a thread of ``app.handle``."""
DeadLetter = Callable[["Space", Message, BaseException], object]
"""Gets a message that could not be handled, and the last error."""


class Jobs:
    """The jobs of one ``app.handle``."""

    def __init__(
        self, handling: _native.Handling, handler: Handler, dead_letter: DeadLetter | None
    ) -> None:
        self._handling = handling
        self._handler = handler
        self._dead_letter = dead_letter

    def run(self) -> None:
        """Runs every job until the application stops. Interrupted, it leaves those that run to
        their threads.
        """
        for one in (self._handler, self._dead_letter):
            if inspect.iscoroutinefunction(one):
                raise invalid("handlers are plain functions here; asyncio is `spectrum_imessage`")
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

    def _attempt(self, job: _native.Job) -> None:
        message = Message(job.message())
        try:
            failure = self._handle(message)
            if failure is not None:
                # The name alone: the text of an error may quote the message.
                if not job.failed(type(failure).__name__):
                    return
                if self._dead_letter is not None:
                    self._dead_letter(message.space, message, failure)
            job.succeeded()
        except Exception as error:
            # Of the store, or of the dead letter.
            log_failure("a message is not acknowledged and comes again", error)
        finally:
            job.drop()

    def _handle(self, message: Message) -> BaseException | None:
        """What the handler failed with."""
        try:
            self._handler(message.space, message)
        except Exception as error:
            log_failure("a handler failed", error)
            return error
        return None


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
