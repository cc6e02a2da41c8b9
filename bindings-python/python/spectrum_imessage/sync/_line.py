# Written by scripts/python-sync.py from ../_line.py; change that one.
"""One line, and every call that the service has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._line_chats import LineAddresses, LineAttachments, LineChats, LineGroups
from ._line_events import LineEvents, LineLocations
from ._line_messages import LineMessages
from ._line_polls import LinePolls

if TYPE_CHECKING:
    from . import _native


class Line:
    """One line, and every call that the service has, by namespace: ``im.line()``.

    The answers are plain records. What is sent here leaves when it is called, beside the order of
    ``space.send``.
    """

    def __init__(self, native: _native.Line) -> None:
        self._native = native
        self._addresses = LineAddresses(native)
        self._attachments = LineAttachments(native)
        self._chats = LineChats(native)
        self._events = LineEvents(native)
        self._groups = LineGroups(native)
        self._locations = LineLocations(native)
        self._messages = LineMessages(native)
        self._polls = LinePolls(native)

    @property
    def phone(self) -> str:
        """The number of the line; ``shared`` on the shared pool."""
        return self._native.phone

    @property
    def addresses(self) -> LineAddresses:
        """What is known of addresses."""
        return self._addresses

    @property
    def attachments(self) -> LineAttachments:
        """Files at the service."""
        return self._attachments

    @property
    def chats(self) -> LineChats:
        """Conversations."""
        return self._chats

    @property
    def events(self) -> LineEvents:
        """Events: live, and from the log."""
        return self._events

    @property
    def groups(self) -> LineGroups:
        """What only groups have."""
        return self._groups

    @property
    def locations(self) -> LineLocations:
        """Find My."""
        return self._locations

    @property
    def messages(self) -> LineMessages:
        """Messages as the service has them."""
        return self._messages

    @property
    def polls(self) -> LinePolls:
        """Polls with their votes."""
        return self._polls

    def __repr__(self) -> str:
        return f"<Line {self.phone!r}>"
