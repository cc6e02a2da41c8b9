# Written by scripts/python-sync.py from ../_message.py; change that one.
"""Messages, received and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from .._platform import platform
from . import _builders
from ._space import Space
from ._twin import twin

if TYPE_CHECKING:
    from datetime import datetime

    from .._platform import Platform
    from .._user import User
    from . import _native
    from ._content import Content, Sendable
    from ._progress import OnProgress


class Message:
    """A message, received or sent."""

    __slots__ = ("__weakref__", "_content", "_native", "_space")

    def __init__(self, native: _native.Message, space: Space | None = None) -> None:
        self._native = native
        self._content: Content | None = None
        self._space = space

    @property
    def id(self) -> str:
        """The message's guid, or ``p:<index>/<guid>`` of a part. Stable: the same event seen again
        has the same id.
        """
        return self._native.id

    @property
    def content(self) -> Content:
        """What the message holds."""
        if self._content is None:
            self._content = twin(self._native.content())
        return self._content

    @property
    def redelivered(self) -> bool:
        """Whether the program has had this message before and did not acknowledge it."""
        return self._native.redelivered

    @property
    def traceparent(self) -> str | None:
        """The span in which this received message is handled, as the header ``traceparent`` of W3C
        Trace Context: for work elsewhere that belongs to it. ``None`` without OpenTelemetry.
        """
        return self._native.traceparent

    def ack(self) -> None:
        """Confirms that this message is handled: it does not come again.

        For ``ack="manual"``; otherwise asking for the next message says so. With a durable store
        this is on disk when the call returns. Of an event that came as several messages (see
        ``flatten_groups``) all have to be acknowledged. A second call does nothing, nor does one on
        a message that did not arrive. Errors: ``storeFailed`` if the store cannot be written,
        ``stopped`` if the application has let go of it; then the message may come again after a
        restart.
        """
        self._native.ack()

    @property
    def direction(self) -> Literal["inbound", "outbound"]:
        """Whether it was received or sent."""
        return self._native.direction

    @property
    def platform(self) -> Platform:
        """The platform it came through: ``iMessage``."""
        return platform(self._native.platform)

    @property
    def sender(self) -> User | None:
        """Who wrote it. ``None`` where the platform does not say."""
        return self._native.sender()

    @property
    def space(self) -> Space:
        """The conversation it belongs to."""
        if self._space is None:
            self._space = Space(self._native.space())
        return self._space

    @property
    def timestamp(self) -> datetime:
        """When it was written, by the service's clock, in UTC."""
        return self._native.timestamp

    @overload
    def reply(
        self,
        content: Sendable,
        /,
        *,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Message | None: ...
    @overload
    def reply(
        self,
        first: Sendable,
        second: Sendable,
        /,
        *more: Sendable,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> list[Message]: ...
    @overload
    def reply(
        self, *, client_message_id: str | None = None, on_progress: OnProgress | None = None
    ) -> list[Message]: ...
    @overload
    def reply(
        self,
        *contents: Sendable,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Message | list[Message] | None: ...
    def reply(
        self,
        *contents: Sendable,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Message | list[Message] | None:
        """Answers this message, with one answer for each content. Returns as ``space.send``."""
        replies = [_builders.reply(content, self) for content in contents]
        return self.space.send(
            *replies, client_message_id=client_message_id, on_progress=on_progress
        )

    def react(self, reaction: str) -> Message | None:
        """Reacts to this message: a tapback by name (``imessage.tapbacks.laugh``) or emoji, or any
        other emoji. The result is the handle to take it back.
        """
        return self.space.send(_builders.reaction(reaction, self))

    def edit(self, content: Sendable) -> None:
        """Replaces the text of this sent message (Apple allows it for 15 minutes), or updates this
        card.
        """
        self.space.edit(self, content)

    def unsend(self) -> None:
        """Takes this sent message (Apple allows about 2 minutes), or this reaction, back."""
        self.space.unsend(self)

    def read(self) -> None:
        """Marks this received message as read; on iMessage the whole chat."""
        self.space.read(self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id!r} {self.direction} {self.content.type}>"
