"""Conversations."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, overload

from . import _builders
from ._content import native
from ._errors import SpectrumError
from ._log import logger
from ._platform import Platform
from ._port import call, call_to_the_end

if TYPE_CHECKING:
    from types import TracebackType

    from . import _native
    from ._content import Content
    from ._message import Message


class Space:
    """A conversation. Cheap to keep; holds no connection. Spaces compare by what they mean."""

    def __init__(self, native: _native.Space) -> None:
        self._native = native

    @property
    def id(self) -> str:
        """The id; on iMessage the chat guid (``any;-;<address>``, ``any;+;<id>``)."""
        return self._native.id

    @property
    def platform(self) -> Platform:
        """The platform the conversation is on: ``iMessage``."""
        return Platform(self._native.platform)

    @overload
    async def send(
        self, content: str | Content, /, *, client_message_id: str | None = None
    ) -> Message | None: ...
    @overload
    async def send(
        self,
        first: str | Content,
        second: str | Content,
        /,
        *more: str | Content,
        client_message_id: str | None = None,
    ) -> list[Message]: ...
    @overload
    async def send(self, *, client_message_id: str | None = None) -> list[Message]: ...
    @overload
    async def send(
        self, *contents: str | Content, client_message_id: str | None = None
    ) -> Message | list[Message] | None: ...
    async def send(
        self, *contents: str | Content, client_message_id: str | None = None
    ) -> Message | list[Message] | None:
        """Sends contents in order, after all of them were checked.

        With one content the result is its message, or ``None`` if it yields none: an action, or
        what the platform does not carry (a warning is logged; an error with
        ``unsupported="throw"``). With several it is the list of the messages.

        ``client_message_id`` is an idempotency key: the same key twice delivers once, also after a
        restart of the program.

        Cancelling resets the call. Whether the service had taken the message by then is unknown.
        """
        from ._message import Message

        contents_ = [native(content) for content in contents]
        sent = await call(self._native.send, contents_, client_message_id)
        messages = [Message(message) for message in sent if message is not None]
        if len(contents) != 1:
            return messages
        return messages[0] if messages else None

    async def edit(self, message: Message, content: str | Content) -> None:
        """Replaces the text of a sent message. Apple allows it for 15 minutes."""
        await self.send(_builders.edit(content, message))

    async def unsend(self, message: Message) -> None:
        """Takes a sent message (Apple allows about 2 minutes), or a reaction, back."""
        await self.send(_builders.unsend(message))

    async def read(self, message: Message) -> None:
        """Marks a received message as read; on iMessage the whole chat."""
        await self.send(_builders.read(message))

    async def start_typing(self) -> None:
        """Shows the typing indicator."""
        await self.send(_builders.typing("start"))

    async def stop_typing(self) -> None:
        """Hides the typing indicator."""
        await self.send(_builders.typing("stop"))

    def responding(self) -> Responding:
        """Shows the typing indicator for the time of an ``async with`` block.

        If it cannot be shown, the block does not run. It is hidden in any case, also when the block
        fails or is cancelled; a failure to hide it is not raised.
        """
        return Responding(self)

    async def get_message(self, id: str) -> Message | None:
        """A message of this conversation by its id, or a part by ``p:<index>/<guid>``. ``None`` if
        it is unknown.
        """
        from ._message import Message

        found = await call(self._native.get_message, id)
        return None if found is None else Message(found)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Space) and self._native == other._native

    def __hash__(self) -> int:
        return hash(self._native)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id!r} {self._native.kind} {self._native.phone!r}>"


class Responding:
    """What ``space.responding()`` returns; for ``async with``."""

    def __init__(self, space: Space) -> None:
        self._space = space

    async def __aenter__(self) -> None:
        try:
            await self._space.start_typing()
        except asyncio.CancelledError:
            # The service may have begun to show it.
            await self._hide()
            raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._hide()

    async def _hide(self) -> None:
        try:
            await call_to_the_end(self._space._native.stop_typing)
        except SpectrumError as failure:
            # The indicator vanishes by itself in the end.
            logger.debug("the typing indicator was not hidden: %s", failure)
