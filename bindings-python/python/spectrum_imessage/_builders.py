"""Builders of content. What is wrong raises ``ValidationError`` at the call, before any sending."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, Union, overload

from . import _native
from ._contact import ContactEmail, ContactName, ContactOrg, ContactPhone
from ._content import Contact, PollOption, native
from ._errors import invalid

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from ._contact import ContactAddress, ContactPhoto
    from ._content import (
        Attachment,
        Background,
        Content,
        Custom,
        Edit,
        Effect,
        Markdown,
        Poll,
        Reaction,
        Read,
        Reply,
        Richlink,
        Text,
        Typing,
        Unsend,
        Voice,
    )
    from ._message import Message
    from ._user import User

Source = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview]
"""A path, or bytes. A string is always a path; a URL has a keyword of its own."""


def text(text: str) -> Text:
    """Plain text; a bare string in a send is the same thing."""
    return _native.text(text)


def markdown(markdown: str) -> Markdown:
    """Markdown (CommonMark with the GitHub extensions), rendered when it is sent."""
    return _native.markdown(markdown)


@overload
def attachment(
    source: Source,
    *,
    url: None = None,
    id: str | None = None,
    name: str | None = None,
    mime_type: str | None = None,
) -> Attachment: ...
@overload
def attachment(
    source: None = None,
    *,
    url: str,
    id: str | None = None,
    name: str | None = None,
    mime_type: str | None = None,
) -> Attachment: ...
def attachment(
    source: Source | None = None,
    *,
    url: str | None = None,
    id: str | None = None,
    name: str | None = None,
    mime_type: str | None = None,
) -> Attachment:
    """A file: a path, bytes, or ``url=``.

    A path and a URL are read when they are sent; the fetch of a URL has 10 s. ``name`` is what the
    receiver sees. The MIME type comes from the extension of the name, unless it is given.
    """
    return _native.attachment(_bytes(source), url, id, name, mime_type)


@overload
def voice(
    source: Source,
    *,
    url: None = None,
    name: str | None = None,
    mime_type: str | None = None,
    duration: float | None = None,
) -> Voice: ...
@overload
def voice(
    source: None = None,
    *,
    url: str,
    name: str | None = None,
    mime_type: str | None = None,
    duration: float | None = None,
) -> Voice: ...
def voice(
    source: Source | None = None,
    *,
    url: str | None = None,
    name: str | None = None,
    mime_type: str | None = None,
    duration: float | None = None,
) -> Voice:
    """An audio message (the bubble with a waveform): a path, bytes, or ``url=``.

    ``duration`` is in seconds.
    """
    return _native.voice(_bytes(source), url, name, mime_type, duration)


@overload
def background(source: Source, *, url: None = None, mime_type: str | None = None) -> Background: ...
@overload
def background(source: None = None, *, url: str, mime_type: str | None = None) -> Background: ...
def background(
    source: Source | None = None, *, url: str | None = None, mime_type: str | None = None
) -> Background:
    """The picture behind the conversation (iMessage only): a path, bytes, or ``url=``.

    JPEG, PNG, HEIC or HEIF. Bytes need ``mime_type``; a path has it from its extension.
    ``background("clear")`` returns to the default background; a file of that name is ``"./clear"``.
    """
    return _native.background(_bytes(source), url, mime_type)


def contact(
    source: str | User | Contact | None = None,
    *,
    name: str | ContactName | None = None,
    phones: Iterable[str | ContactPhone] = (),
    emails: Iterable[str | ContactEmail] = (),
    addresses: Iterable[ContactAddress] = (),
    org: str | ContactOrg | None = None,
    urls: Iterable[str] = (),
    birthday: str | None = None,
    note: str | None = None,
    photo: ContactPhoto | None = None,
    raw: str | None = None,
) -> Contact:
    """A contact, sent as a vCard.

    From vCard text (sent byte for byte), from a user with or without details, from a contact that
    was received, or from its fields. ``birthday`` is written as ``1815-12-10``. With ``raw`` the
    other fields are not sent.
    """
    if isinstance(source, str):
        return _native.contact_vcard(source)
    if isinstance(source, Contact):
        return source
    return _native.contact(
        {
            "user": source,
            "name": ContactName(formatted=name) if isinstance(name, str) else name,
            "phones": [ContactPhone(p) if isinstance(p, str) else p for p in phones],
            "emails": [ContactEmail(e) if isinstance(e, str) else e for e in emails],
            "addresses": list(addresses),
            "org": ContactOrg(name=org) if isinstance(org, str) else org,
            "urls": list(urls),
            "birthday": birthday,
            "note": note,
            "photo": photo,
            "raw": raw,
        }
    )


def richlink(url: str) -> Richlink:
    """A link with a preview."""
    return _native.richlink(url)


def option(title: str) -> PollOption:
    """An option of a poll; a bare string is the same thing."""
    return PollOption(title)


def poll(title: str, *options: str | PollOption | Iterable[str | PollOption]) -> Poll:
    """A poll with 2 to 10 options, one after another or as a list."""
    titles: list[str] = []
    for one in options:
        for item in [one] if isinstance(one, (str, PollOption)) else one:
            titles.append(item.title if isinstance(item, PollOption) else item)
    return _native.poll(title, titles)


def effect(content: str | Content, effect: str) -> Effect:
    """Text, markdown or an attachment with an effect: a constant of ``imessage.effect.message``."""
    return _native.effect(native(content), effect)


def reply(content: str | Content, target: Message) -> Reply:
    """An answer to a message; ``message.reply`` is its short form."""
    return _native.reply(native(content), _target(target))


def edit(content: str | Content, target: Message) -> Edit:
    """A new text for a sent message (for 15 minutes); ``message.edit`` is its short form."""
    return _native.edit(native(content), _target(target))


def reaction(reaction: str, target: Message) -> Reaction:
    """A tapback by name or emoji, or any other emoji; ``message.react`` is its short form."""
    return _native.reaction(reaction, _target(target))


def unsend(target: Message) -> Unsend:
    """Takes a sent message or a reaction back; ``message.unsend`` is its short form."""
    return _native.unsend(_target(target))


def read(target: Message) -> Read:
    """Marks a received message as read; ``message.read`` is its short form."""
    return _native.read(_target(target))


def typing(state: Literal["start", "stop"] = "start") -> Typing:
    """Shows or hides the typing indicator."""
    return _native.typing(state)


def custom(value: object) -> Custom:
    """A JSON value for platforms that know what to do with it. On iMessage it is skipped."""
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise invalid(f"custom needs a JSON value: {error}") from error
    return _native.custom(text)


def _bytes(source: Source | None) -> str | os.PathLike[str] | bytes | None:
    return bytes(source) if isinstance(source, (bytearray, memoryview)) else source


def _target(message: object) -> _native.Message:
    from ._message import Message

    if not isinstance(message, Message):
        # What an earlier send returned may be nothing.
        raise invalid(f"the target must be a message, not {type(message).__name__}")
    return message._native
