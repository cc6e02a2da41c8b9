"""Agents in iMessage: the Spectrum client for Python.

    import asyncio
    from spectrum_imessage import Spectrum, effect, imessage

    async def main() -> None:
        # Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET.
        async with Spectrum(providers=[imessage.config()]) as app:
            async for space, message in app.messages:
                if message.platform != "iMessage" or message.content.type != "text":
                    continue
                async with space.responding():
                    await message.react(imessage.tapbacks.laugh)
                    await message.reply(
                        effect("Happy birthday!", imessage.effect.message.celebration)
                    )

    asyncio.run(main())

The package works with asyncio. What the core logs goes to the logger ``spectrum_imessage``; the
level that this logger has when an application starts is the level that counts.
"""

from __future__ import annotations

from ._app import Spectrum
from ._builders import (
    add_member,
    app,
    attachment,
    avatar,
    background,
    contact,
    custom,
    customized_mini_app,
    edit,
    effect,
    group,
    leave_space,
    markdown,
    native_contact_card,
    option,
    poll,
    reaction,
    read,
    remove_member,
    rename,
    reply,
    richlink,
    text,
    typing,
    unsend,
    voice,
)
from ._card import CardLayout, MiniAppCardSession
from ._config import Client, IMessageConfig
from ._contact import (
    ContactAddress,
    ContactEmail,
    ContactName,
    ContactOrg,
    ContactPhone,
    ContactPhoto,
)
from ._content import (
    AddMember,
    App,
    Attachment,
    Avatar,
    Background,
    Contact,
    Content,
    Custom,
    Edit,
    Effect,
    Group,
    LeaveSpace,
    Markdown,
    MiniApp,
    NativeContactCard,
    Parts,
    Picture,
    Poll,
    PollOption,
    PollVote,
    Reaction,
    Read,
    RemoveMember,
    Rename,
    Reply,
    Richlink,
    Sendable,
    Text,
    TextStream,
    Typing,
    Unsend,
    Voice,
)
from ._details import (
    AddressInfo,
    AppliedReaction,
    AttachmentMetadata,
    Formatting,
    Mention,
    PlacedSticker,
    ReactionRecord,
)
from ._emoji import Emoji
from ._errors import (
    AuthenticationError,
    ConnectionError,
    NotFoundError,
    RateLimitError,
    SpectrumError,
    UnsupportedError,
    ValidationError,
)
from ._imessage import IMessageApp, IMessageMessage, IMessageSpace, imessage
from ._message import Message
from ._messages import Messages
from ._platform import Platform
from ._space import Responding, Space
from ._stream import HasTextStream, TextSource
from ._user import User

__all__ = [
    "AddMember",
    "AddressInfo",
    "App",
    "AppliedReaction",
    "Attachment",
    "AttachmentMetadata",
    "AuthenticationError",
    "Avatar",
    "Background",
    "CardLayout",
    "Client",
    "ConnectionError",
    "Contact",
    "ContactAddress",
    "ContactEmail",
    "ContactName",
    "ContactOrg",
    "ContactPhone",
    "ContactPhoto",
    "Content",
    "Custom",
    "Edit",
    "Effect",
    "Emoji",
    "Formatting",
    "Group",
    "HasTextStream",
    "IMessageApp",
    "IMessageConfig",
    "IMessageMessage",
    "IMessageSpace",
    "LeaveSpace",
    "Markdown",
    "Mention",
    "Message",
    "Messages",
    "MiniApp",
    "MiniAppCardSession",
    "NativeContactCard",
    "NotFoundError",
    "Parts",
    "Picture",
    "PlacedSticker",
    "Platform",
    "Poll",
    "PollOption",
    "PollVote",
    "RateLimitError",
    "Reaction",
    "ReactionRecord",
    "Read",
    "RemoveMember",
    "Rename",
    "Reply",
    "Responding",
    "Richlink",
    "Sendable",
    "Space",
    "Spectrum",
    "SpectrumError",
    "Text",
    "TextSource",
    "TextStream",
    "Typing",
    "Unsend",
    "UnsupportedError",
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
    "text",
    "typing",
    "unsend",
    "voice",
]
