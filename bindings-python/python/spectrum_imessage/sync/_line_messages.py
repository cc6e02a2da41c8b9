# Written by scripts/python-sync.py from ../_line_messages.py; change that one.
"""Calls of a line about messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._message_records import MessagePage, MessageRecord, SentRecord
from .._records import MediaRecord
from ._line_calls import Namespace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .._card import MiniAppCardSession
    from .._content import MiniApp
    from .._line_options import MessagePart, ReplyTo, TextFormat
    from .._message_records import ReactionInfo, StickerPlacement
    from ._message import Message
    from ._space import Space


class LineMessages(Namespace):
    """``line.messages``: messages as the service has them.

    A chat is a guid or a ``Space``, a message a guid or a ``Message``. ``client_message_id`` is an
    idempotency key: the same key twice changes once. ``part_index`` means a part, from 0, instead
    of the whole message.
    """

    def get(self, guid: str | Message) -> MessageRecord:
        """A message. ``NotFoundError`` if it is unknown."""
        return self._ask(MessageRecord, "messages.get", guid=guid)

    def list_recent(
        self,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        is_from_me: bool | None = None,
        is_read: bool | None = None,
        before: datetime | None = None,
        after: datetime | None = None,
    ) -> MessagePage:
        """A page of the line's messages, all conversations together. ``before`` and ``after`` need
        a time zone.
        """
        return self._ask(
            MessagePage,
            "messages.listRecent",
            page_size=page_size,
            page_token=page_token,
            is_from_me=is_from_me,
            is_read=is_read,
            before=before,
            after=after,
        )

    def list_in_chat(
        self,
        chat: str | Space,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        is_from_me: bool | None = None,
        is_read: bool | None = None,
        before: datetime | None = None,
        after: datetime | None = None,
    ) -> MessagePage:
        """A page of a conversation's messages. As ``list_recent``."""
        return self._ask(
            MessagePage,
            "messages.listInChat",
            chat=chat,
            page_size=page_size,
            page_token=page_token,
            is_from_me=is_from_me,
            is_read=is_read,
            before=before,
            after=after,
        )

    def get_embedded_media(self, chat: str | Space, message: str | Message) -> MediaRecord:
        """Media that a message carries inside, such as handwriting or Digital Touch.
        ``NotFoundError`` if there is none.
        """
        return self._ask(MediaRecord, "messages.getEmbeddedMedia", chat=chat, message=message)

    def send_text(
        self,
        chat: str | Space,
        text: str,
        *,
        reply_to: str | Message | ReplyTo | None = None,
        subject: str | None = None,
        effect: str | None = None,
        enable_data_detection: bool | None = None,
        enable_link_preview: bool | None = None,
        formatting: Iterable[TextFormat] = (),
        client_message_id: str | None = None,
    ) -> SentRecord:
        """Sends a text. ``effect`` is a constant of ``imessage.effect.message``; data detection
        makes links of dates, numbers and the like.
        """
        return self._ask(
            SentRecord,
            "messages.sendText",
            chat=chat,
            text=text,
            reply_to=reply_to,
            subject=subject,
            effect=effect,
            enable_data_detection=enable_data_detection,
            enable_link_preview=enable_link_preview,
            formatting=formatting,
            client_message_id=client_message_id,
        )

    def send_attachment(
        self,
        chat: str | Space,
        attachment: str,
        *,
        reply_to: str | Message | ReplyTo | None = None,
        effect: str | None = None,
        is_audio_message: bool | None = None,
        client_message_id: str | None = None,
    ) -> SentRecord:
        """Sends an uploaded file by its guid."""
        return self._ask(
            SentRecord,
            "messages.sendAttachment",
            chat=chat,
            attachment=attachment,
            reply_to=reply_to,
            effect=effect,
            is_audio_message=is_audio_message,
            client_message_id=client_message_id,
        )

    def send_multipart(
        self,
        chat: str | Space,
        parts: Iterable[MessagePart],
        *,
        reply_to: str | Message | ReplyTo | None = None,
        subject: str | None = None,
        effect: str | None = None,
        enable_data_detection: bool | None = None,
        client_message_id: str | None = None,
    ) -> SentRecord:
        """Sends several parts as one message: texts, mentions, uploaded files."""
        return self._ask(
            SentRecord,
            "messages.sendMultipart",
            chat=chat,
            parts=parts,
            reply_to=reply_to,
            subject=subject,
            effect=effect,
            enable_data_detection=enable_data_detection,
            client_message_id=client_message_id,
        )

    def send_customized_mini_app(
        self, chat: str | Space, card: MiniApp, *, client_message_id: str | None = None
    ) -> SentRecord:
        """Sends a card, as ``customized_mini_app`` makes it."""
        return self._ask(
            SentRecord,
            "messages.sendCustomizedMiniApp",
            chat=chat,
            card=card,
            client_message_id=client_message_id,
        )

    def update_customized_mini_app(
        self,
        session: MiniAppCardSession,
        card: MiniApp,
        *,
        client_message_id: str | None = None,
    ) -> SentRecord:
        """Updates a sent card in place. The session is the ``mini_app_card_session`` of its last
        answer.
        """
        return self._ask(
            SentRecord,
            "messages.updateCustomizedMiniApp",
            session=session,
            card=card,
            client_message_id=client_message_id,
        )

    def edit(
        self,
        chat: str | Space,
        message: str | Message,
        text: str,
        *,
        part_index: int | None = None,
        backward_compat_text: str | None = None,
        client_message_id: str | None = None,
    ) -> SentRecord:
        """Replaces the text of a sent message (Apple allows it for 15 minutes).
        ``backward_compat_text`` is what older devices show.
        """
        return self._ask(
            SentRecord,
            "messages.edit",
            chat=chat,
            message=message,
            text=text,
            part_index=part_index,
            backward_compat_text=backward_compat_text,
            client_message_id=client_message_id,
        )

    def unsend(
        self,
        chat: str | Space,
        message: str | Message,
        *,
        part_index: int | None = None,
        client_message_id: str | None = None,
    ) -> None:
        """Takes a sent message, or a part of it, back (Apple allows it for two minutes)."""
        self._tell(
            "messages.unsend",
            chat=chat,
            message=message,
            part_index=part_index,
            client_message_id=client_message_id,
        )

    def set_reaction(
        self,
        chat: str | Space,
        message: str | Message,
        reaction: ReactionInfo,
        is_set: bool,
        *,
        part_index: int | None = None,
        client_message_id: str | None = None,
    ) -> SentRecord:
        """Adds a reaction, or takes it away: ``ReactionInfo("love")``, or
        ``ReactionInfo("emoji", "🎉")``.
        """
        return self._ask(
            SentRecord,
            "messages.setReaction",
            chat=chat,
            message=message,
            reaction=reaction,
            is_set=is_set,
            part_index=part_index,
            client_message_id=client_message_id,
        )

    def place_sticker(
        self,
        chat: str | Space,
        message: str | Message,
        attachment: str,
        placement: StickerPlacement,
        *,
        part_index: int | None = None,
        client_message_id: str | None = None,
    ) -> SentRecord:
        """Places an uploaded picture, by its guid, on a message."""
        return self._ask(
            SentRecord,
            "messages.placeSticker",
            chat=chat,
            message=message,
            attachment=attachment,
            placement=placement,
            part_index=part_index,
            client_message_id=client_message_id,
        )

    def notify_silenced(
        self, chat: str | Space, message: str | Message, *, client_message_id: str | None = None
    ) -> None:
        """Notifies somebody whose Focus silenced a message."""
        self._tell(
            "messages.notifySilenced",
            chat=chat,
            message=message,
            client_message_id=client_message_id,
        )
