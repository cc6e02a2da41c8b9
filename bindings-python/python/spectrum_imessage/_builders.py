"""Builders of content. What is wrong raises ``ValidationError`` at the call, before any sending."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Callable, Literal, TypeVar, Union, overload

from . import _native
from ._contact import ContactEmail, ContactName, ContactOrg, ContactPhone
from ._content import Contact, PollOption, native
from ._errors import invalid, kind_of
from ._stream import open_source
from ._user import User

if TYPE_CHECKING:
    import os

    from ._card import CardLayout
    from ._contact import ContactAddress, ContactPhoto
    from ._content import (
        AddMember,
        App,
        Attachment,
        Avatar,
        Background,
        Custom,
        Edit,
        Effect,
        LeaveSpace,
        Markdown,
        MiniApp,
        NativeContactCard,
        Parts,
        Poll,
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
    from ._message import Message
    from ._stream import TextSource

T = TypeVar("T")

Source = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview]
"""A path, or bytes. A string is always a path; a URL has a keyword of its own."""


@overload
def text(source: str) -> Text: ...
@overload
def text(source: TextSource[Any]) -> TextStream: ...
@overload
def text(source: TextSource[T], *, extract: Callable[[T], str | None]) -> TextStream: ...
def text(
    source: str | TextSource[Any], *, extract: Callable[[Any], str | None] | None = None
) -> Text | TextStream:
    """Plain text; a bare string in a send is the same thing.

    Or text that is still being written, such as a model's answer: an asynchronous iterable or
    iterator, or an object with a ``text_stream``. The first piece is sent as a message, and edits
    follow while the text grows. Pieces are strings, or the chunks that the packages of OpenAI and
    Anthropic give; ``extract`` maps any other chunk to its text. Such a content can be sent once.
    """
    if isinstance(source, str):
        _no_extract(extract)
        return _native.text(source)
    return _native.text_stream(open_source("text", source, extract), extract, False)


@overload
def markdown(source: str) -> Markdown: ...
@overload
def markdown(source: TextSource[Any]) -> TextStream: ...
@overload
def markdown(source: TextSource[T], *, extract: Callable[[T], str | None]) -> TextStream: ...
def markdown(
    source: str | TextSource[Any], *, extract: Callable[[Any], str | None] | None = None
) -> Markdown | TextStream:
    """Markdown (CommonMark with the GitHub extensions), rendered when it is sent.

    Or markdown that is still being written, as in ``text``. It is sent when it is whole: the
    formatting of half a text would jump.
    """
    if isinstance(source, str):
        _no_extract(extract)
        return _native.markdown(source)
    return _native.text_stream(open_source("markdown", source, extract), extract, True)


@overload
def attachment(
    source: Source,
    *,
    url: None = None,
    id: str | None = None,
    name: str | None = None,
    mime_type: str | None = None,
    companion: Source | None = None,
) -> Attachment: ...
@overload
def attachment(
    source: None = None,
    *,
    url: str,
    id: str | None = None,
    name: str | None = None,
    mime_type: str | None = None,
    companion: Source | None = None,
) -> Attachment: ...
def attachment(
    source: Source | None = None,
    *,
    url: str | None = None,
    id: str | None = None,
    name: str | None = None,
    mime_type: str | None = None,
    companion: Source | None = None,
) -> Attachment:
    """A file: a path, bytes, or ``url=``.

    A path and a URL are read when they are sent, piece by piece; a URL has 10 s to answer. At most
    100 MiB. ``name`` is what the receiver sees. The MIME type comes from the extension of the name,
    unless it is given. ``companion`` is the video that makes a picture a Live Photo: a path or
    bytes.
    """
    return _native.attachment(_bytes(source), url, id, name, mime_type, _bytes(companion))


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

    AAC in an MPEG-4 container (.m4a) or WAV; other formats need ffmpeg on PATH. ``duration`` is in
    seconds; if not given, it is told by the audio.
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


@overload
def avatar(source: Source, *, url: None = None, mime_type: str | None = None) -> Avatar: ...
@overload
def avatar(source: None = None, *, url: str, mime_type: str | None = None) -> Avatar: ...
def avatar(
    source: Source | None = None, *, url: str | None = None, mime_type: str | None = None
) -> Avatar:
    """The picture of a group: a path, bytes, or ``url=``; ``space.avatar`` is its short form.

    PNG, JPEG, GIF, HEIC or HEIF. Bytes need ``mime_type``; a path has it from its extension.
    ``avatar("clear")`` takes the picture away; a file of that name is ``"./clear"``.
    """
    return _native.avatar(_bytes(source), url, mime_type)


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


def group(*items: Sendable | Iterable[Sendable]) -> Parts:
    """Several parts in one message, such as an album or a caption with pictures: one after another
    or as a list.

    Text, markdown, attachments, voice messages and contacts, at most one of them text or markdown.
    Their order is the order of the bubbles.
    """
    parts: list[_native.Content] = []
    for item in items:
        several = item if isinstance(item, Iterable) and not isinstance(item, str) else [item]
        parts.extend(native(one) for one in several)
    return _native.group(parts)


def app(url: str, *, live: bool | None = None) -> App:
    """A link as a card of the Spectrum extension.

    The page is asked for its title, description and picture at the send; that takes 5 s at most and
    never fails the send. With ``live`` the extension draws the card.
    """
    return _native.app(url, live)


def customized_mini_app(
    *,
    app_name: str,
    extension_bundle_id: str,
    team_id: str,
    url: str,
    layout: CardLayout,
    app_store_id: int | None = None,
    live: bool | None = None,
) -> MiniApp:
    """A card of a Messages extension of your own (iMessage only).

    The layout shows a caption or an image at least; an image has a title. A sent card is updated
    with ``message.edit(customized_mini_app(...))``.
    """
    if layout.image is not None:
        # Copied at once, whatever kind of bytes it is.
        from dataclasses import replace

        layout = replace(layout, image=bytes(memoryview(layout.image)))
    return _native.mini_app(
        {
            "app_name": app_name,
            "app_store_id": app_store_id,
            "extension_bundle_id": extension_bundle_id,
            "team_id": team_id,
            "url": url,
            "live": live,
            "layout": layout,
        }
    )


def effect(content: Sendable, effect: str) -> Effect:
    """Text, markdown or an attachment with an effect: a constant of ``imessage.effect.message``."""
    return _native.effect(native(content), effect)


def reply(content: Sendable, target: Message) -> Reply:
    """An answer to a message; ``message.reply`` is its short form."""
    return _native.reply(native(content), _target(target))


def edit(content: Sendable, target: Message) -> Edit:
    """A new text for a sent message (for 15 minutes), or a new card; ``message.edit`` is its short
    form.
    """
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


def rename(name: str) -> Rename:
    """A new name for a group; ``space.rename`` is its short form."""
    return _native.rename(name)


def add_member(*users: str | User | Iterable[str | User]) -> AddMember:
    """Adds people to a group, one after another or as a list; ``space.add`` is its short form."""
    return _native.add_member(ids(*users))


def remove_member(*users: str | User | Iterable[str | User]) -> RemoveMember:
    """Removes people from a group; ``space.remove`` is its short form."""
    return _native.remove_member(ids(*users))


def leave_space() -> LeaveSpace:
    """Leaves a group; ``space.leave`` is its short form."""
    return _native.leave_space()


def native_contact_card() -> NativeContactCard:
    """Shares the account's own name and photo with the chat (iMessage only);
    ``imessage(space).share_contact_card`` is its short form.
    """
    return _native.native_contact_card()


def custom(value: object) -> Custom:
    """A JSON value for platforms that know what to do with it. On iMessage it is skipped."""
    try:
        text = json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise invalid(f"custom needs a JSON value: {error}") from error
    return _native.custom(text)


def ids(*users: str | User | Iterable[str | User]) -> list[str]:
    """The ids of users, one after another or as a list."""
    found: list[str] = []
    for one in users:
        for user in [one] if isinstance(one, (str, User)) else one:
            found.append(user.id if isinstance(user, User) else user)
    return found


def _no_extract(extract: object) -> None:
    if extract is not None:
        raise invalid("extract is for streamed text; this is a string")


def _bytes(source: Source | None) -> str | os.PathLike[str] | bytes | None:
    return bytes(source) if isinstance(source, (bytearray, memoryview)) else source


def _target(message: object) -> _native.Message:
    from ._message import Message

    if not isinstance(message, Message):
        # What an earlier send returned may be nothing.
        raise invalid(f"the target must be a message, not {kind_of(message)}")
    return message._native
