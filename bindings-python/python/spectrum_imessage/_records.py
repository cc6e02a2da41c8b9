"""What the calls of a line answer, field for field as the service has it. Names that are texts may
get new values with time: an unknown one is no error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._dataclass import dataclass, field

if TYPE_CHECKING:
    from datetime import datetime

    from ._details import AddressInfo
    from ._message_records import MessageRecord
    from ._user import Service


@dataclass(frozen=True)
class AddressDetails:
    """What is known of an address."""

    address: str
    """The phone number or e-mail address, as the service writes it."""
    country: str | None
    """Its country code, where known."""
    services: tuple[Service, ...]
    """The services that reach it."""


@dataclass(frozen=True)
class AttachmentRecord:
    """A file at the service."""

    guid: str
    """The guid: what sends, stickers and downloads name."""
    original_guid: str | None
    """The guid before a forward."""
    file_name: str
    """The file name."""
    mime_type: str
    """The MIME type."""
    uti: str
    """Apple's type identifier."""
    total_bytes: int
    """The size in bytes."""
    is_outgoing: bool
    """Whether it was sent by this account."""
    transfer_state: str
    """``pending``, ``transferring``, ``failed``, ``finished`` or ``unknown``."""
    is_hidden: bool
    """Not shown."""
    is_sticker: bool
    """A sticker."""
    companion_kind: str | None
    """What accompanies it: ``live-photo-video``."""


@dataclass(frozen=True)
class CompanionRecord:
    """The video of a Live Photo."""

    file_name: str
    """The file name."""
    mime_type: str
    """The MIME type."""
    total_bytes: int
    """The size in bytes."""
    kind: str
    """``live-photo-video``."""


@dataclass(frozen=True)
class Uploaded:
    """An uploaded file."""

    attachment: AttachmentRecord | None
    """The file."""
    companion: CompanionRecord | None
    """The video of a Live Photo, if one was given."""


@dataclass(frozen=True)
class ChatRecord:
    """A conversation."""

    guid: str
    """The guid, ``any;-;<address>`` or ``any;+;<id>``."""
    chat_identifier: str | None
    """The other address, or the name of the group's room."""
    group_id: str | None
    """Apple's identifier of the group."""
    display_name: str
    """The group's name; empty if it has none."""
    is_group: bool
    """Whether it is a group."""
    service: Service
    """The service it runs over."""
    is_archived: bool
    """Put away."""
    is_filtered: bool
    """Filtered as of an unknown sender."""
    unread_count: int | None
    """Messages not read yet."""
    participants: tuple[AddressInfo, ...]
    """The people, the line itself among them."""
    last_message: MessageRecord | None
    """The last message, where the service gives it."""


@dataclass(frozen=True)
class CreatedChat:
    """A new conversation."""

    chat: ChatRecord | None
    """The conversation."""
    initial_message: MessageRecord | None
    """Its first message, if one was given."""


@dataclass(frozen=True)
class MediaRecord:
    """A picture: of a group, or embedded in a message."""

    data: bytes = field(repr=False)
    """The bytes."""
    mime_type: str
    """The MIME type."""


@dataclass(frozen=True)
class PollOptionRecord:
    """An option of a poll."""

    option_identifier: str
    """What votes name."""
    text: str
    """The text."""
    creator_handle: str | None
    """Who added it."""


@dataclass(frozen=True)
class PollVoteRecord:
    """A vote."""

    option_identifier: str
    """The option."""
    participant: AddressInfo | None
    """Who voted."""


@dataclass(frozen=True)
class PollRecord:
    """A poll with its votes."""

    poll_message_guid: str
    """The guid of the poll's message."""
    chat_guid: str
    """The conversation."""
    title: str
    """The question."""
    options: tuple[PollOptionRecord, ...]
    """The options."""
    votes: tuple[PollVoteRecord, ...]
    """The votes, one a person."""

    def votes_for(self, option_identifier: str) -> int:
        """The number of votes of an option."""
        return sum(vote.option_identifier == option_identifier for vote in self.votes)


@dataclass(frozen=True)
class LocationRecord:
    """Where a friend is who shares it."""

    address: str
    """The friend's address."""
    name: str | None
    """The friend's name."""
    latitude: float | None
    """Degrees north."""
    longitude: float | None
    """Degrees east."""
    accuracy: float | None
    """The radius in metres."""
    long_address: str | None
    """The postal address."""
    short_address: str | None
    """The town."""
    is_locating_in_progress: bool
    """Whether it is being looked for right now."""
    location_type: str
    """``legacy``, ``live``, ``shallow`` or ``unknown``."""
    location_timestamp: datetime | None
    """When the friend was there."""
    expires_at: datetime | None
    """Until when it is shared."""


@dataclass(frozen=True)
class LocationUpdate:
    """A friend moved."""

    source_sequence: int | None
    """The number of the update at its source."""
    location: LocationRecord | None
    """Where the friend is now."""


@dataclass(frozen=True)
class SharingRequest:
    """What became of a request to share a location."""

    address: str
    """The friend's address."""
    status: str
    """What became of it, such as ``requested``."""
    reason: str | None
    """Why, where the service says so."""
    message_guid: str | None
    """The message that asks."""
