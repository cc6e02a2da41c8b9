# Written by scripts/python-sync.py from ../__init__.py; change that one.
"""Agents in iMessage without asyncio: the same names as ``spectrum_imessage``, and calls that wait.

    from spectrum_imessage.sync import Spectrum, effect, imessage

    # Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET.
    with Spectrum(providers=[imessage.config()]) as app:
        for space, message in app.messages:
            if message.platform != "iMessage" or message.content.type != "text":
                continue
            with space.responding():
                message.react(imessage.tapbacks.laugh)
                message.reply(effect("Happy birthday!", imessage.effect.message.celebration))

Threads may share everything here. Ctrl-C ends a call that waits at once, and ``timeout`` limits its
time; such a call is dropped. A call may be made where an event loop runs, but holds it up: there
the asyncio surface is the better one. After a ``fork`` the child must not use what the parent has
started.
"""

from __future__ import annotations

TYPE_CHECKING = False

# Programs use a few of these names: each is imported when it is asked for, and asyncio when
# something is awaited.
if TYPE_CHECKING:
    from .._app import AckMode, PlatformIds
    from .._builders import (
        add_member,
        app,
        background,
        contact,
        custom,
        customized_mini_app,
        leave_space,
        native_contact_card,
        option,
        poll,
        remove_member,
        rename,
        richlink,
        typing,
    )
    from .._card import CardLayout, MiniAppCardSession
    from .._config import Client, IMessageConfig, TerminalConfig
    from .._contact import (
        ContactAddress,
        ContactEmail,
        ContactName,
        ContactOrg,
        ContactPhone,
        ContactPhoto,
    )
    from .._content import (
        AddMember,
        App,
        Background,
        Contact,
        Custom,
        LeaveSpace,
        Markdown,
        MiniApp,
        NativeContactCard,
        Picture,
        Poll,
        PollOption,
        PollVote,
        RemoveMember,
        Rename,
        Richlink,
        Text,
        TextStream,
        Typing,
    )
    from .._dead_letter import GivenUp
    from .._definition import IncomingReaction, SentMessage, SpaceRecord
    from .._details import (
        AddressInfo,
        AppliedReaction,
        AttachmentMetadata,
        Formatting,
        Mention,
        PlacedSticker,
        ReactionRecord,
    )
    from .._doctor import Check, CheckState, DoctorReport, DoctorScope
    from .._emoji import Emoji
    from .._errors import (
        AuthenticationError,
        ConnectionError,
        NotFoundError,
        RateLimitError,
        SpectrumError,
        UnsupportedError,
        ValidationError,
    )
    from .._events import (
        Gap,
        LineAdded,
        LineNumberChanged,
        LineRemoved,
        Missed,
        StreamConnected,
        StreamDisconnected,
        StreamKind,
        Unauthenticated,
        Unmappable,
    )
    from .._fleet import FleetSettings
    from .._health import FleetHealth, Health, LineHealth, StreamHealth
    from .._line_changes import (
        CatchUpComplete,
        ChatEvent,
        GroupChange,
        GroupEvent,
        GroupIconChanged,
        GroupParticipantChanged,
        GroupRenamed,
        LineEvent,
        MessageEditedEvent,
        MessageReactionEvent,
        MessageReadEvent,
        MessageReceivedEvent,
        MessageUnsentEvent,
        PollChange,
        PollEvent,
        PollOptionsChanged,
        PollVoteChanged,
        StickerPlacedEvent,
    )
    from .._line_options import MessagePart, ReplyTo, TextFormat
    from .._message_records import (
        AppliedReactionRecord,
        MessageBody,
        MessagePage,
        MessageRecord,
        MiniAppLayoutRecord,
        MiniAppRecord,
        PlacedStickerRecord,
        ReactionInfo,
        SentRecord,
        StickerPlacement,
    )
    from .._outbox import OutboxEntry
    from .._person import NotReceived, SightingKind
    from .._platform import Platform
    from .._quota import Quota
    from .._records import (
        AddressDetails,
        AttachmentRecord,
        ChatRecord,
        CompanionRecord,
        CreatedChat,
        LocationRecord,
        LocationUpdate,
        MediaRecord,
        PollOptionRecord,
        PollRecord,
        PollVoteRecord,
        SharingRequest,
        Uploaded,
    )
    from .._simulated import (
        RecordedCall,
        Sighting,
        SimulatedAttachment,
        SimulatedBackground,
        SimulatedConversation,
        SimulatedMessage,
        SimulatedPoll,
        SimulatedPollOption,
        SimulatedReaction,
        SimulatedSticker,
    )
    from .._simulator import FaultAction, SimulatorSettings
    from .._store import MemoryStore, SqliteStore, Store
    from .._user import User
    from . import webhook
    from ._app import Spectrum
    from ._builders import (
        attachment,
        avatar,
        edit,
        effect,
        group,
        markdown,
        reaction,
        read,
        reply,
        text,
        unsend,
        voice,
    )
    from ._content import (
        Attachment,
        Avatar,
        Companion,
        Content,
        Edit,
        Effect,
        Group,
        Parts,
        Reaction,
        Read,
        Reply,
        Sendable,
        Unsend,
        Voice,
    )
    from ._custom import PlatformApp, PlatformSpaces
    from ._definition import IncomingMessage, PlatformConfig, PlatformDefinition
    from ._event_stream import Events
    from ._events import (
        AttachmentFailed,
        AttachmentReady,
        BackgroundChanged,
        BackgroundRemoved,
        ChatArchived,
        ChatRead,
        ChatUnarchived,
        Event,
        MessageDelivered,
        MessageEdited,
        MessageFailed,
        MessageUnsent,
        ReactionRemoved,
        StickerPlaced,
    )
    from ._handle import DeadLetter, Handler
    from ._history import Page
    from ._imessage import IMessageApp, IMessageMessage, IMessageSpace, imessage
    from ._line import Line
    from ._line_stream import LineStream
    from ._message import Message
    from ._messages import Messages
    from ._person import MessageRef, Person
    from ._port import timeout
    from ._progress import OnProgress, Progress
    from ._responding import Responding
    from ._simulator import Simulator
    from ._space import Space
    from ._stream import HasTextStream, TextSource
    from ._terminal import terminal
else:
    from ._names import PLACES as _PLACES

    def __getattr__(name):
        place = _PLACES.get(name)
        if place is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        # Not the package above it.
        found = __import__(place, fromlist=("",))
        if not place.endswith(f".{name}"):
            found = getattr(found, name)
        globals()[name] = found
        return found

    def __dir__():
        return sorted({*globals(), *__all__})


__all__ = [
    "AckMode",
    "AddMember",
    "AddressDetails",
    "AddressInfo",
    "App",
    "AppliedReaction",
    "AppliedReactionRecord",
    "Attachment",
    "AttachmentFailed",
    "AttachmentMetadata",
    "AttachmentReady",
    "AttachmentRecord",
    "AuthenticationError",
    "Avatar",
    "Background",
    "BackgroundChanged",
    "BackgroundRemoved",
    "CardLayout",
    "CatchUpComplete",
    "ChatArchived",
    "ChatEvent",
    "ChatRead",
    "ChatRecord",
    "ChatUnarchived",
    "Check",
    "CheckState",
    "Client",
    "Companion",
    "CompanionRecord",
    "ConnectionError",
    "Contact",
    "ContactAddress",
    "ContactEmail",
    "ContactName",
    "ContactOrg",
    "ContactPhone",
    "ContactPhoto",
    "Content",
    "CreatedChat",
    "Custom",
    "DeadLetter",
    "DoctorReport",
    "DoctorScope",
    "Edit",
    "Effect",
    "Emoji",
    "Event",
    "Events",
    "FaultAction",
    "FleetHealth",
    "FleetSettings",
    "Formatting",
    "Gap",
    "GivenUp",
    "Group",
    "GroupChange",
    "GroupEvent",
    "GroupIconChanged",
    "GroupParticipantChanged",
    "GroupRenamed",
    "Handler",
    "HasTextStream",
    "Health",
    "IMessageApp",
    "IMessageConfig",
    "IMessageMessage",
    "IMessageSpace",
    "IncomingMessage",
    "IncomingReaction",
    "LeaveSpace",
    "Line",
    "LineAdded",
    "LineEvent",
    "LineHealth",
    "LineNumberChanged",
    "LineRemoved",
    "LineStream",
    "LocationRecord",
    "LocationUpdate",
    "Markdown",
    "MediaRecord",
    "MemoryStore",
    "Mention",
    "Message",
    "MessageBody",
    "MessageDelivered",
    "MessageEdited",
    "MessageEditedEvent",
    "MessageFailed",
    "MessagePage",
    "MessagePart",
    "MessageReactionEvent",
    "MessageReadEvent",
    "MessageReceivedEvent",
    "MessageRecord",
    "MessageRef",
    "MessageUnsent",
    "MessageUnsentEvent",
    "Messages",
    "MiniApp",
    "MiniAppCardSession",
    "MiniAppLayoutRecord",
    "MiniAppRecord",
    "Missed",
    "NativeContactCard",
    "NotFoundError",
    "NotReceived",
    "OnProgress",
    "OutboxEntry",
    "Page",
    "Parts",
    "Person",
    "Picture",
    "PlacedSticker",
    "PlacedStickerRecord",
    "Platform",
    "PlatformApp",
    "PlatformConfig",
    "PlatformDefinition",
    "PlatformIds",
    "PlatformSpaces",
    "Poll",
    "PollChange",
    "PollEvent",
    "PollOption",
    "PollOptionRecord",
    "PollOptionsChanged",
    "PollRecord",
    "PollVote",
    "PollVoteChanged",
    "PollVoteRecord",
    "Progress",
    "Quota",
    "RateLimitError",
    "Reaction",
    "ReactionInfo",
    "ReactionRecord",
    "ReactionRemoved",
    "Read",
    "RecordedCall",
    "RemoveMember",
    "Rename",
    "Reply",
    "ReplyTo",
    "Responding",
    "Richlink",
    "Sendable",
    "SentMessage",
    "SentRecord",
    "SharingRequest",
    "Sighting",
    "SightingKind",
    "SimulatedAttachment",
    "SimulatedBackground",
    "SimulatedConversation",
    "SimulatedMessage",
    "SimulatedPoll",
    "SimulatedPollOption",
    "SimulatedReaction",
    "SimulatedSticker",
    "Simulator",
    "SimulatorSettings",
    "Space",
    "SpaceRecord",
    "Spectrum",
    "SpectrumError",
    "SqliteStore",
    "StickerPlaced",
    "StickerPlacedEvent",
    "StickerPlacement",
    "Store",
    "StreamConnected",
    "StreamDisconnected",
    "StreamHealth",
    "StreamKind",
    "TerminalConfig",
    "Text",
    "TextFormat",
    "TextSource",
    "TextStream",
    "Typing",
    "Unauthenticated",
    "Unmappable",
    "Unsend",
    "UnsupportedError",
    "Uploaded",
    "User",
    "ValidationError",
    "Voice",
    "add_member",
    "app",
    "attachment",
    "avatar",
    "background",
    "contact",
    "custom",
    "customized_mini_app",
    "edit",
    "effect",
    "group",
    "imessage",
    "leave_space",
    "markdown",
    "native_contact_card",
    "option",
    "poll",
    "reaction",
    "read",
    "remove_member",
    "rename",
    "reply",
    "richlink",
    "terminal",
    "text",
    "timeout",
    "typing",
    "unsend",
    "voice",
    "webhook",
]
