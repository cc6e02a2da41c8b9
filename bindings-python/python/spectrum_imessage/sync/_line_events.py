# Written by scripts/python-sync.py from ../_line_events.py; change that one.
"""Streams of a line, and Find My."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .._records import LocationRecord, LocationUpdate, SharingRequest
from ._json import read, read_event
from ._line_calls import Namespace

if TYPE_CHECKING:
    from .._line_changes import LineEvent
    from .._user import User
    from ._line_stream import LineStream
    from ._message import Message
    from ._space import Space


class LineEvents(Namespace):
    """``line.events``: events as the service has them, for tools.

    A stream that breaks raises and is not opened again; ``app.messages`` is what loses nothing.
    """

    def catch_up(self, since: int | None = None) -> LineStream[LineEvent]:
        """What came after a position of the log (0 is its beginning), and at last
        ``catchup.complete`` with its end. Without a position only that.
        """
        return self._open(read_event, "events.catchUp", since=since)

    def messages(self, chat: str | Space | None = None) -> LineStream[LineEvent]:
        """Changes of messages as they come, of one chat or of all."""
        return self._open(read_event, "events.messages", chat=chat)

    def chats(self, chat: str | Space | None = None) -> LineStream[LineEvent]:
        """Changes of chats as they come, of one chat or of all."""
        return self._open(read_event, "events.chats", chat=chat)

    def groups(self, chat: str | Space | None = None) -> LineStream[LineEvent]:
        """Changes of groups as they come, of one group or of all."""
        return self._open(read_event, "events.groups", chat=chat)

    def polls(self, poll_message: str | Message | None = None) -> LineStream[LineEvent]:
        """Changes of polls as they come, of one poll or of all."""
        return self._open(read_event, "events.polls", poll_message=poll_message)


class LineLocations(Namespace):
    """``line.locations``: where friends are who share it, by Find My."""

    def list(self) -> list[LocationRecord]:
        """Everybody who shares a location with the line."""
        return self._ask_all(LocationRecord, "locations.list")

    def get(self, address: str | User) -> LocationRecord:
        """Where somebody is. ``NotFoundError`` if that person shares no location."""
        return self._ask(LocationRecord, "locations.get", address=address)

    def request(
        self, chat: str | Space, address: str | User, *, client_message_id: str | None = None
    ) -> SharingRequest:
        """Asks somebody in a conversation to share their location. A ``client_message_id`` that was
        used before asks no second time.
        """
        return self._ask(
            SharingRequest,
            "locations.request",
            chat=chat,
            address=address,
            client_message_id=client_message_id,
        )

    def watch(self, address: str | User | None = None) -> LineStream[LocationUpdate]:
        """Follows locations, of one person or of everybody, until the service ends the stream."""
        return self._open(partial(read, LocationUpdate), "locations.watch", address=address)
