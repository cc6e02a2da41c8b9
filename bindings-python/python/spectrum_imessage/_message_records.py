"""Messages as the service has them, field for field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._dataclass import dataclass

if TYPE_CHECKING:
    from datetime import datetime

    from ._card import MiniAppCardSession
    from ._details import AddressInfo, Formatting, Mention
    from ._records import AttachmentRecord


@dataclass(frozen=True)
class ReactionInfo:
    """A reaction: one that is there, or one to set."""

    kind: str
    """The tapback's name, ``emoji``, ``sticker`` or ``unknown``."""
    emoji: str | None = None
    """The emoji of a reaction that is no tapback."""


@dataclass(frozen=True)
class StickerPlacement:
    """Where a sticker lies or is to lie. ``x`` and ``y`` are shares of the bubble, from 0 to 1."""

    x: float
    """From the left."""
    y: float
    """From the top."""
    scale: float | None = None
    """The size, 1 is its own."""
    rotation: float | None = None
    """The turn in radians."""
    width: float | None = None
    """The width in points."""


@dataclass(frozen=True)
class AppliedReactionRecord:
    """A reaction on a message."""

    message_guid: str
    """The guid of the reaction."""
    target_part_index: int | None
    """The part that is meant."""
    reaction: ReactionInfo | None
    """What the reaction is."""
    sender: AddressInfo | None
    """Who reacted."""
    is_from_me: bool
    """Whether this account reacted."""
    date_created: datetime | None
    """When."""


@dataclass(frozen=True)
class PlacedStickerRecord:
    """A sticker on a message."""

    message_guid: str
    """The guid of the sticker's message."""
    target_part_index: int | None
    """The part that is meant."""
    sender: AddressInfo | None
    """Who placed it."""
    is_from_me: bool
    """Whether this account placed it."""
    date_created: datetime | None
    """When."""
    sticker: AttachmentRecord | None
    """The picture."""
    placement: StickerPlacement | None
    """Where it lies."""


@dataclass(frozen=True)
class MiniAppLayoutRecord:
    """The texts of a mini-app card."""

    caption: str | None
    """The first line."""
    subcaption: str | None
    """The second line."""
    trailing_caption: str | None
    """The first line on the right."""
    trailing_subcaption: str | None
    """The second line on the right."""
    image_title: str | None
    """The title on the picture."""
    image_subtitle: str | None
    """The subtitle on the picture."""
    summary: str | None
    """The text for notifications."""


@dataclass(frozen=True)
class MiniAppRecord:
    """A mini-app card."""

    team_id: str
    """The developer team."""
    extension_bundle_id: str
    """The bundle of the extension."""
    app_name: str | None
    """The name of the app."""
    url: str | None
    """The link that the card carries."""
    session_id: str | None
    """The session that updates name."""
    app_store_id: int | None
    """The app's number in the App Store."""
    live: bool
    """A card that draws itself."""
    layout: MiniAppLayoutRecord | None
    """Its texts."""


@dataclass(frozen=True)
class MessageBody:
    """What a message holds."""

    text: str | None
    """The text, with a placeholder for each attachment."""
    attachments: tuple[AttachmentRecord, ...]
    """The files."""
    formatting: tuple[Formatting, ...]
    """Formatting of the text."""
    mentions: tuple[Mention, ...]
    """People mentioned in the text."""
    balloon_bundle_id: str | None
    """The extension that draws the bubble."""
    expressive_send_style_id: str | None
    """The effect, by Apple's identifier."""
    mini_app: MiniAppRecord | None
    """The mini-app card."""


@dataclass(frozen=True)
class MessageRecord:
    """A message as the service has it."""

    guid: str
    """The guid."""
    content: MessageBody
    """What it holds."""
    subject: str | None
    """The subject line."""
    date_created: datetime | None
    """When it was written."""
    date_read: datetime | None
    """When it was read."""
    date_delivered: datetime | None
    """When it was delivered."""
    date_edited: datetime | None
    """When it was last edited."""
    date_retracted: datetime | None
    """When it was unsent."""
    date_played: datetime | None
    """When its audio was played."""
    date_expressive_send_played: datetime | None
    """When its effect was played."""
    sender: AddressInfo | None
    """Who wrote it."""
    is_from_me: bool
    """Whether this account wrote it."""
    is_sent: bool
    """Whether it has left."""
    is_delivered: bool
    """Whether it has arrived."""
    is_delivered_quietly: bool
    """Whether it arrived without a notification."""
    did_notify_recipient: bool
    """Whether the recipient was notified."""
    send_error_code: int
    """Apple's error number of a failed send; 0 if there is none."""
    is_audio_message: bool
    """An audio message."""
    is_auto_reply: bool
    """An automatic answer."""
    is_system_message: bool
    """From the system."""
    is_forward: bool
    """A forward."""
    is_delayed: bool
    """Delayed."""
    is_spam: bool
    """Filtered as spam."""
    data_detector_results_present: bool
    """Whether data detectors found something in it."""
    is_archived: bool
    """Put away."""
    is_service_message: bool
    """From a service, not a person."""
    is_corrupt: bool
    """Not readable."""
    is_expirable: bool
    """Vanishes after a while."""
    share_status: int | None
    """Apple's number of what is shared."""
    share_direction: int | None
    """Apple's number of the direction of sharing."""
    item_type: str
    """``normal``, ``participantChange``, ``groupNameChange``, ``chatAction`` or ``unknown``."""
    group_title: str | None
    """The new name of a group."""
    chat_action_type: int | None
    """Apple's number of a change of the chat."""
    thread_originator_guid: str | None
    """The first message of the thread."""
    thread_originator_part: str | None
    """The part of it that was answered, in Apple's notation."""
    reply_target_guid: str | None
    """The message that this one answers."""
    destination_caller_id: str | None
    """The line's address that it went through."""
    part_count: int | None
    """The number of parts."""
    cached_room_names: str | None
    """The rooms it belongs to, in Apple's notation."""
    reaction_target_guid: str | None
    """The message that this reaction is on."""
    reaction_target_part_index: int | None
    """The part of it."""
    reaction: ReactionInfo | None
    """The reaction that this message is."""
    reaction_selected: bool | None
    """Whether the reaction was set (or taken away)."""
    applied_reactions: tuple[AppliedReactionRecord, ...]
    """Reactions on it."""
    placed_stickers: tuple[PlacedStickerRecord, ...]
    """Stickers on it."""
    chat_guids: tuple[str, ...]
    """The conversations it belongs to."""


@dataclass(frozen=True)
class SentRecord(MessageRecord):
    """A sent message; of a card also what updates it."""

    mini_app_card_session: MiniAppCardSession | None
    """What updates the card."""


@dataclass(frozen=True)
class MessagePage:
    """One page of messages as the service has them."""

    messages: tuple[MessageRecord, ...]
    """The messages, newest first."""
    next_page_token: str | None
    """Asks for the next page; ``None`` on the last."""
