"""Events as they happen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._reader import Reader
from ._space import Space

if TYPE_CHECKING:
    from . import _native
    from ._events import Event


class Events(Reader["Event"]):
    """What happens besides messages, as an asynchronous iterator of ``Event``.

    The first read opens the streams, that of chats among them; what happened before is not told.
    Messages wait meanwhile, so a program reads both. It ends when the application stops. One
    consumer at a time; a cancelled read loses nothing. At most 1024 events wait; with more the
    oldest are dropped, and ``Missed`` stands in their place.
    """

    _what = "events"
    _native: _native.Events

    def _pop(self) -> Event | None:
        from ._json import Newer, read_happening

        while True:
            found = self._native.pop()
            if found is None:
                return None
            text, space = found
            try:
                return read_happening(text, space and Space(space))
            except Newer:
                continue
