# Written by scripts/python-sync.py from ../_handle.py; change that one.
"""Messages as jobs: one at a time in each chat, chats side by side, failed ones again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from .._log import log_failure
from .._telemetry import Handling
from ._crew import Crew, finish
from ._message import Message

if TYPE_CHECKING:
    from . import _native
    from ._space import Space

Handler = Callable[["Space", Message], object]
"""Handles a message, in a thread."""
DeadLetter = Callable[["Space", Message, BaseException], object]
"""Gets a message that could not be handled, and the last error."""


class Jobs(Crew):
    """The jobs of one ``app.handle``."""

    def __init__(
        self, handling: _native.Handling, handler: Handler, dead_letter: DeadLetter | None
    ) -> None:
        super().__init__(handling)
        self._handler = handler
        self._dead_letter = dead_letter

    def _attempt(self, job: _native.Job) -> None:
        message = Message(job.message())
        span = Handling(message, job.attempt())
        try:
            failure = self._handle(message)
            if failure is not None:
                span.failed(type(failure).__name__)
                # The name alone: the text of an error may quote the message.
                if not job.failed(type(failure).__name__):
                    return
                if self._dead_letter is not None:
                    finish(self._dead_letter(message.space, message, failure))
            job.succeeded()
        except Exception as error:
            # Of the store, or of the dead letter.
            log_failure("a message is not acknowledged and comes again", error)
        finally:
            span.end()
            job.drop()

    def _handle(self, message: Message) -> BaseException | None:
        """What the handler failed with."""
        try:
            finish(self._handler(message.space, message))
        except BaseException as error:
            if self._ends(error):
                raise
            log_failure("a handler failed", error)
            return error
        return None
