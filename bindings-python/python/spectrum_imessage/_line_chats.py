"""Calls of a line about people, conversations and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Union

from ._builders import ids
from ._content import native as content_of
from ._json import read
from ._line_calls import Namespace
from ._progress import call_telling
from ._records import (
    AddressDetails,
    AttachmentRecord,
    ChatRecord,
    CreatedChat,
    MediaRecord,
    Uploaded,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._content import Attachment, Contact, Voice
    from ._progress import OnProgress
    from ._space import Space
    from ._user import User

Bytes = Union[bytes, bytearray, memoryview]


class LineAddresses(Namespace):
    """``line.addresses``: what is known of addresses."""

    async def get(self, address: str | User) -> AddressDetails:
        """The services and the country of an address. ``NotFoundError`` if it is unknown."""
        return await self._ask(AddressDetails, "addresses.get", address=address)

    async def is_focus_silenced(self, address: str | User) -> bool:
        """Whether a Focus of the person holds notifications back."""
        return await self._ask(bool, "addresses.isFocusSilenced", address=address)

    async def is_imessage_available(self, address: str | User) -> bool:
        """Whether an address can be reached by iMessage."""
        return await self._ask(bool, "addresses.isIMessageAvailable", address=address)


class LineAttachments(Namespace):
    """``line.attachments``: files at the service. ``im.get_attachment`` reads them."""

    async def get(self, guid: str) -> AttachmentRecord:
        """What the service knows of a file. ``NotFoundError`` if it is unknown."""
        return await self._ask(AttachmentRecord, "attachments.get", guid=guid)

    async def upload(
        self,
        content: Attachment | Voice | Contact,
        *,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Uploaded:
        """Uploads a file, for a sticker or a message of several parts to name.

        It is read piece by piece, up to 100 MiB. ``client_message_id`` is an idempotency key.
        Cancelling stops the upload at once.
        """
        found = content_of(content)
        answer = await call_telling(self._native.upload, on_progress, found, client_message_id)
        return read(Uploaded, answer)


class LineChats(Namespace):
    """``line.chats``: conversations, by their guid or as a ``Space``."""

    async def create(
        self,
        addresses: str | User | Iterable[str | User],
        *,
        message: str | None = None,
        effect: str | None = None,
        subject: str | None = None,
        attributed_body: Bytes | None = None,
        client_message_id: str | None = None,
    ) -> CreatedChat:
        """Begins a conversation, with a first message if one is given.

        ``effect`` (a constant of ``imessage.effect.message``), ``subject`` and ``attributed_body``
        (Apple's own form) are of that message.
        """
        return await self._ask(
            CreatedChat,
            "chats.create",
            addresses=ids(addresses),
            message=message,
            effect=effect,
            subject=subject,
            attributed_body=attributed_body,
            client_message_id=client_message_id,
        )

    async def get(self, chat: str | Space) -> ChatRecord:
        """A conversation. ``NotFoundError`` if it is unknown."""
        return await self._ask(ChatRecord, "chats.get", chat=chat)

    async def count(self, *, include_archived: bool = False) -> int:
        """How many conversations the line has."""
        return await self._ask(int, "chats.count", include_archived=include_archived)

    async def has_background(self, chat: str | Space) -> bool:
        """Whether a conversation has a picture behind it. ``NotFoundError`` if it is unknown."""
        return await self._ask(bool, "chats.hasBackground", chat=chat)

    async def set_background(self, chat: str | Space, data: Bytes) -> None:
        """Sets the picture behind a conversation: JPEG, PNG, HEIC or HEIF."""
        await self._tell("chats.setBackground", chat=chat, data=data)

    async def remove_background(self, chat: str | Space) -> None:
        """Removes the picture behind a conversation."""
        await self._tell("chats.removeBackground", chat=chat)

    async def mark_read(self, chat: str | Space) -> None:
        """Marks a conversation as read."""
        await self._tell("chats.markRead", chat=chat)

    async def share_contact_info(self, chat: str | Space) -> None:
        """Shares the account's own name and photo with a conversation."""
        await self._tell("chats.shareContactInfo", chat=chat)

    async def set_typing(self, chat: str | Space, is_typing: bool) -> None:
        """Shows or hides the typing indicator."""
        await self._tell("chats.setTyping", chat=chat, is_typing=is_typing)


class LineGroups(Namespace):
    """``line.groups``: what only groups have. ``client_message_id`` is an idempotency key: the same
    key twice changes once.
    """

    async def set_display_name(
        self, chat: str | Space, display_name: str, *, client_message_id: str | None = None
    ) -> ChatRecord:
        """Renames a group. White space around the name is cut."""
        return await self._ask(
            ChatRecord,
            "groups.setDisplayName",
            chat=chat,
            display_name=display_name,
            client_message_id=client_message_id,
        )

    async def add_participants(
        self,
        chat: str | Space,
        addresses: str | User | Iterable[str | User],
        *,
        client_message_id: str | None = None,
    ) -> ChatRecord:
        """Adds people."""
        return await self._ask(
            ChatRecord,
            "groups.addParticipants",
            chat=chat,
            addresses=ids(addresses),
            client_message_id=client_message_id,
        )

    async def remove_participants(
        self,
        chat: str | Space,
        addresses: str | User | Iterable[str | User],
        *,
        client_message_id: str | None = None,
    ) -> ChatRecord:
        """Removes people."""
        return await self._ask(
            ChatRecord,
            "groups.removeParticipants",
            chat=chat,
            addresses=ids(addresses),
            client_message_id=client_message_id,
        )

    async def leave(self, chat: str | Space, *, client_message_id: str | None = None) -> None:
        """Leaves a group."""
        await self._tell("groups.leave", chat=chat, client_message_id=client_message_id)

    async def set_icon(
        self, chat: str | Space, data: Bytes, *, client_message_id: str | None = None
    ) -> None:
        """Sets the picture of a group: PNG, JPEG, GIF, HEIC or HEIF."""
        await self._tell(
            "groups.setIcon", chat=chat, data=data, client_message_id=client_message_id
        )

    async def remove_icon(self, chat: str | Space, *, client_message_id: str | None = None) -> None:
        """Removes the picture of a group."""
        await self._tell("groups.removeIcon", chat=chat, client_message_id=client_message_id)

    async def get_icon(self, chat: str | Space) -> MediaRecord:
        """The picture of a group. ``NotFoundError`` if it has none."""
        return await self._ask(MediaRecord, "groups.getIcon", chat=chat)
