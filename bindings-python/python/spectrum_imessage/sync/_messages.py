# Written by scripts/python-sync.py from ../_messages.py; change that one.
"""What arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import _telemetry
from .._telemetry import Handling
from ._message import Message
from ._reader import Reader
from ._space import Space

if TYPE_CHECKING:
    from . import _native


class Messages(Reader["tuple[Space, Message]"]):
    """What arrives on all platforms, as an iterator of ``(space, message)``.

    The first read opens the streams. It ends when the application stops, never by an error. One
    consumer at a time; leaving the loop and beginning another goes on where the first one left,
    and an interrupted read loses nothing.

    With a durable store a message is handled when the next one is asked for (see ``ack`` of
    ``Spectrum``); what was not handled comes again, to the next loop or after a restart, and
    ``message.redelivered`` says so. Reading with ``next(app.messages)`` keeps the place of the one
    consumer until a loop is left or the application stops.
    """

    _what = "messages"
    _native: _native.Messages

    _handling: Handling | None = None

    def _ask(self) -> None:
        # The last one is handled.
        if self._handling is not None:
            self._handling.end()
            self._handling = None

    def _pop(self) -> tuple[Space, Message] | None:
        found = self._native.pop()
        if found is None:
            return None
        space = Space(found[0])
        message = Message(found[1], space)
        if _telemetry.bridge is not None:
            self._handling = Handling(message)
        return space, message

    def _leave(self) -> None:
        self._ask()
        super()._leave()
