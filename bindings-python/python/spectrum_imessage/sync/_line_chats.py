# Written by scripts/python-sync.py from ../_line_chats.py; change that one.
"""Calls of a line about people, conversations and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._builders import ids
from .._content import native as content_of
from .._records import (
    AddressDetails,
    AttachmentRecord,
    ChatRecord,
    CreatedChat,
    MediaRecord,
    Uploaded,
)
from ._json import read
from ._line_calls import Namespace
from ._progress import call_telling

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .._content import Contact
    from .._line_chats import Bytes
    from .._user import User
    from ._content import Attachment, Voice
    from ._progress import OnProgress
    from ._space import Space


class LineAddresses(Namespace):
    """``line.addresses``: what is known of addresses."""

    def get(self, address: str | User) -> AddressDetails:
        """The services and the country of an address. ``NotFoundError`` if it is unknown."""
        return self._ask(AddressDetails, "addresses.get", address=address)

    def is_focus_silenced(self, address: str | User) -> bool:
        """Whether a Focus of the person holds notifications back."""
        return self._ask(bool, "addresses.isFocusSilenced", address=address)

    def is_imessage_available(self, address: str | User) -> bool:
        """Whether an address can be reached by iMessage."""
        return self._ask(bool, "addresses.isIMessageAvailable", address=address)


class LineAttachments(Namespace):
    """``line.attachments``: files at the service. ``im.get_attachment`` reads them."""

    def get(self, guid: str) -> AttachmentRecord:
        """What the service knows of a file. ``NotFoundError`` if it is unknown."""
        return self._ask(AttachmentRecord, "attachments.get", guid=guid)

    def upload(
        self,
        content: Attachment | Voice | Contact,
        *,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Uploaded:
        """Uploads a file, for a sticker or a message of several parts to name.

        It is read piece by piece, up to 100 MiB. ``client_message_id`` is an idempotency key.
        An exception meanwhile stops the upload at once.
        """
        found = content_of(content)
        answer = call_telling(self._native.upload, on_progress, found, client_message_id)
        return read(Uploaded, answer)


class LineChats(Namespace):
    """``line.chats``: conversations, by their guid or as a ``Space``."""

    def create(
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
        return self._ask(
            CreatedChat,
            "chats.create",
            addresses=ids(addresses),
            message=message,
            effect=effect,
            subject=subject,
            attributed_body=attributed_body,
            client_message_id=client_message_id,
        )

    def get(self, chat: str | Space) -> ChatRecord:
        """A conversation. ``NotFoundError`` if it is unknown."""
        return self._ask(ChatRecord, "chats.get", chat=chat)

    def count(self, *, include_archived: bool = False) -> int:
        """How many conversations the line has."""
        return self._ask(int, "chats.count", include_archived=include_archived)

    def has_background(self, chat: str | Space) -> bool:
        """Whether a conversation has a picture behind it. ``NotFoundError`` if it is unknown."""
        return self._ask(bool, "chats.hasBackground", chat=chat)

    def set_background(self, chat: str | Space, data: Bytes) -> None:
        """Sets the picture behind a conversation: JPEG, PNG, HEIC or HEIF."""
        self._tell("chats.setBackground", chat=chat, data=data)

    def remove_background(self, chat: str | Space) -> None:
        """Removes the picture behind a conversation."""
        self._tell("chats.removeBackground", chat=chat)

    def mark_read(self, chat: str | Space) -> None:
        """Marks a conversation as read."""
        self._tell("chats.markRead", chat=chat)

    def share_contact_info(self, chat: str | Space) -> None:
        """Shares the account's own name and photo with a conversation."""
        self._tell("chats.shareContactInfo", chat=chat)

    def set_typing(self, chat: str | Space, is_typing: bool) -> None:
        """Shows or hides the typing indicator."""
        self._tell("chats.setTyping", chat=chat, is_typing=is_typing)


class LineGroups(Namespace):
    """``line.groups``: what only groups have. ``client_message_id`` is an idempotency key: the same
    key twice changes once.
    """

    def set_display_name(
        self, chat: str | Space, display_name: str, *, client_message_id: str | None = None
    ) -> ChatRecord:
        """Renames a group. White space around the name is cut."""
        return self._ask(
            ChatRecord,
            "groups.setDisplayName",
            chat=chat,
            display_name=display_name,
            client_message_id=client_message_id,
        )

    def add_participants(
        self,
        chat: str | Space,
        addresses: str | User | Iterable[str | User],
        *,
        client_message_id: str | None = None,
    ) -> ChatRecord:
        """Adds people."""
        return self._ask(
            ChatRecord,
            "groups.addParticipants",
            chat=chat,
            addresses=ids(addresses),
            client_message_id=client_message_id,
        )

    def remove_participants(
        self,
        chat: str | Space,
        addresses: str | User | Iterable[str | User],
        *,
        client_message_id: str | None = None,
    ) -> ChatRecord:
        """Removes people."""
        return self._ask(
            ChatRecord,
            "groups.removeParticipants",
            chat=chat,
            addresses=ids(addresses),
            client_message_id=client_message_id,
        )

    def leave(self, chat: str | Space, *, client_message_id: str | None = None) -> None:
        """Leaves a group."""
        self._tell("groups.leave", chat=chat, client_message_id=client_message_id)

    def set_icon(
        self, chat: str | Space, data: Bytes, *, client_message_id: str | None = None
    ) -> None:
        """Sets the picture of a group: PNG, JPEG, GIF, HEIC or HEIF."""
        self._tell("groups.setIcon", chat=chat, data=data, client_message_id=client_message_id)

    def remove_icon(self, chat: str | Space, *, client_message_id: str | None = None) -> None:
        """Removes the picture of a group."""
        self._tell("groups.removeIcon", chat=chat, client_message_id=client_message_id)

    def get_icon(self, chat: str | Space) -> MediaRecord:
        """The picture of a group. ``NotFoundError`` if it has none."""
        return self._ask(MediaRecord, "groups.getIcon", chat=chat)
