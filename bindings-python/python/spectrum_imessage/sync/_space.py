# Written by scripts/python-sync.py from ../_space.py; change that one.
"""Conversations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast, overload

from .._content import native
from .._errors import invalid
from .._platform import platform
from . import _builders
from ._port import call
from ._responding import Responding
from ._stream import send as send_native

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .._builders import Source
    from .._content import Picture
    from .._platform import Platform
    from .._user import User
    from . import _native
    from ._content import Sendable
    from ._message import Message
    from ._progress import OnProgress


class Space:
    """A conversation. Cheap to keep; holds no connection. Spaces compare by what they mean."""

    __slots__ = ("__weakref__", "_native")

    def __init__(self, native: _native.Space) -> None:
        self._native = native

    @property
    def id(self) -> str:
        """The id; on iMessage the chat guid (``any;-;<address>``, ``any;+;<id>``)."""
        return self._native.id

    @property
    def platform(self) -> Platform:
        """The platform the conversation is on: ``iMessage``."""
        return platform(self._native.platform)

    @property
    def fields(self) -> dict[str, Any]:
        """What the definition of a platform says of it besides the id; else nothing."""
        return cast("dict[str, Any]", json.loads(self._native.fields()))

    @overload
    def send(
        self,
        content: Sendable,
        /,
        *,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Message | None: ...
    @overload
    def send(
        self,
        first: Sendable,
        second: Sendable,
        /,
        *more: Sendable,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> list[Message]: ...
    @overload
    def send(
        self, *, client_message_id: str | None = None, on_progress: OnProgress | None = None
    ) -> list[Message]: ...
    @overload
    def send(
        self,
        *contents: Sendable,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Message | list[Message] | None: ...
    def send(
        self,
        *contents: Sendable,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Message | list[Message] | None:
        """Sends contents in order, after all of them were checked.

        With one content the result is its message, or ``None`` if it yields none: an action, or
        what the platform does not carry (a warning is logged; an error with
        ``unsupported="throw"``). With several it is the list of the messages.

        An error of the source of streamed text comes out as it is, after what there was has been
        sent.

        ``client_message_id`` is an idempotency key: the same key twice delivers once, also after a
        restart of the program.

        ``on_progress`` is told how far the upload is of all files of this call together:
        attachments, voice messages and contacts. The total is unknown while one of them is a URL
        that has not answered.

        An exception meanwhile, such as ``KeyboardInterrupt`` or that of ``timeout``, resets the
        call. Whether the service had taken the message by then is unknown.
        """
        from ._message import Message

        if len(contents) == 1 and on_progress is None and isinstance(contents[0], str):
            # What is sent most, by the shortest way.
            text = call(self._native.send_text, contents[0], client_message_id)
            return None if text is None else Message(text)
        contents_ = [native(content) for content in contents]
        sent = send_native(self._native.send, contents_, client_message_id, on_progress)
        messages = [Message(message) for message in sent if message is not None]
        if len(contents) != 1:
            return messages
        return messages[0] if messages else None

    def edit(self, message: Message, content: Sendable) -> None:
        """Replaces the text of a sent message (Apple allows it for 15 minutes), or updates a card
        that was sent.
        """
        self.send(_builders.edit(content, message))

    def unsend(self, message: Message) -> None:
        """Takes a sent message (Apple allows about 2 minutes), or a reaction, back."""
        self.send(_builders.unsend(message))

    def read(self, message: Message) -> None:
        """Marks a received message as read; on iMessage the whole chat."""
        self.send(_builders.read(message))

    def start_typing(self) -> None:
        """Shows the typing indicator."""
        self.send(_builders.typing("start"))

    def stop_typing(self) -> None:
        """Hides the typing indicator."""
        self.send(_builders.typing("stop"))

    def responding(self, *, refresh: float | None = None) -> Responding:
        """Shows the typing indicator for the time of an ``with`` block.

        If it cannot be shown, the block does not run. It is hidden in any case, also when the block
        fails or is interrupted; a failure to hide it is not raised.

        Args:
            refresh: Shows the indicator again so often, in seconds, for work that takes longer
                than it lasts: no more often than every 0.1 s. Not given, it is shown once. That it
                could not be shown again is logged, and tried at the next time.
        """
        if refresh is not None and not refresh > 0:
            raise invalid("refresh is a number of seconds above 0")
        return Responding(self, refresh)

    def get_message(self, id: str) -> Message | None:
        """A message of this conversation by its id, or a part by ``p:<index>/<guid>``. ``None`` if
        it is unknown.
        """
        from ._message import Message

        found = call(self._native.get_message, id)
        return None if found is None else Message(found)

    def rename(self, name: str) -> None:
        """Names the group."""
        self.send(_builders.rename(name))

    @overload
    def avatar(self, source: Source, *, url: None = None, mime_type: str | None = None) -> None: ...
    @overload
    def avatar(self, source: None = None, *, url: str, mime_type: str | None = None) -> None: ...
    def avatar(
        self,
        source: Source | None = None,
        *,
        url: str | None = None,
        mime_type: str | None = None,
    ) -> None:
        """Changes the picture of the group, or clears it (``"clear"``).

        The same as sending ``avatar(...)``.
        """
        if url is not None and source is None:
            self.send(_builders.avatar(url=url, mime_type=mime_type))
        elif source is not None and url is None:
            self.send(_builders.avatar(source, mime_type=mime_type))
        else:
            raise invalid("an avatar needs a path, bytes or url=, and one of them only")

    def add(self, *users: str | User | Iterable[str | User]) -> None:
        """Adds people to the group, by id or as ``im.user`` gives them."""
        self.send(_builders.add_member(*users))

    def remove(self, *users: str | User | Iterable[str | User]) -> None:
        """Removes people from the group, by id or as ``im.user`` gives them."""
        self.send(_builders.remove_member(*users))

    def leave(self) -> None:
        """Leaves the group."""
        self.send(_builders.leave_space())

    def get_members(self) -> list[User]:
        """The people of the group, without this account. A conversation of two has none of this:
        ``UnsupportedError``.
        """
        return call(self._native.members)

    def get_display_name(self) -> str | None:
        """The name of the group; ``None`` if it has none."""
        return call(self._native.display_name)

    def get_avatar(self) -> Picture | None:
        """The picture of the group; ``None`` if it has none."""
        return call(self._native.avatar)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Space) and self._native == other._native

    def __hash__(self) -> int:
        return hash(self._native)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id!r} {self._native.kind} {self._native.phone!r}>"
