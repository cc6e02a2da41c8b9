"""What arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._message import Message
from ._port import call

if TYPE_CHECKING:
    from . import _native
    from ._space import Space


class Messages:
    """What arrives on all platforms, as an asynchronous iterator of ``(space, message)``.

    The first read opens the streams. It ends when the application stops, never by an error. One
    consumer at a time; leaving the loop and beginning another goes on where the first one left,
    and a cancelled read loses nothing.
    """

    def __init__(self, app: _native.App) -> None:
        self._app = app
        self._native: _native.Messages | None = None
        self._reading = False
        self._ended = False

    def __aiter__(self) -> Messages:
        return self

    async def __anext__(self) -> tuple[Space, Message]:
        message = await self._next()
        return message.space, message

    async def _next(self) -> Message:
        if self._native is None:
            self._native = self._app.messages()
        elif self._reading:
            # The core's own error: its one consumer is the read that is waiting.
            self._app.messages()
        while True:
            found = self._native.pop()
            if found is not None:
                return Message(found)
            if self._ended:
                raise StopAsyncIteration
            self._reading = True
            try:
                self._ended = not await call(self._native.fetch)
            finally:
                self._reading = False
