# Written by scripts/python-sync.py from ../_builders.py; change that one.
"""Builders of content. What is wrong raises ``ValidationError`` at the call, before any sending."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Callable, overload

from .._builders import (
    Source,
    T,
    _bytes,
    _no_extract,
)
from .._builders import add_member as add_member
from .._builders import background as background
from .._builders import ids as ids
from .._builders import leave_space as leave_space
from .._builders import native_contact_card as native_contact_card
from .._builders import remove_member as remove_member
from .._builders import rename as rename
from .._builders import typing as typing
from .._content import native
from .._errors import invalid, kind_of
from . import _native
from ._stream import open_source

if TYPE_CHECKING:
    from .._content import (
        Markdown,
        Text,
        TextStream,
    )
    from ._content import (
        Attachment,
        Avatar,
        Edit,
        Effect,
        Parts,
        Reaction,
        Read,
        Reply,
        Sendable,
        Unsend,
        Voice,
    )
    from ._message import Message
    from ._stream import TextSource


@overload
def text(source: str) -> Text: ...  # pyright: ignore[reportOverlappingOverload]
@overload
def text(source: TextSource[Any]) -> TextStream: ...
@overload
def text(source: TextSource[T], *, extract: Callable[[T], str | None]) -> TextStream: ...
def text(
    source: str | TextSource[Any], *, extract: Callable[[Any], str | None] | None = None
) -> Text | TextStream:
    """Plain text; a bare string in a send is the same thing.

    Or text that is still being written, such as a model's answer: an iterable or
    iterator, or an object with a ``text_stream``. The first piece is sent as a message, and edits
    follow while the text grows. Pieces are strings, or the chunks that the packages of OpenAI and
    Anthropic give; ``extract`` maps any other chunk to its text. Such a content can be sent once.
    """
    if isinstance(source, str):
        _no_extract(extract)
        return _native.text(source)
    return _native.text_stream(open_source("text", source, extract), extract, False)


@overload
def markdown(source: str) -> Markdown: ...  # pyright: ignore[reportOverlappingOverload]
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


def _target(message: object) -> _native.Message:
    from ._message import Message

    if not isinstance(message, Message):
        # What an earlier send returned may be nothing.
        raise invalid(f"the target must be a message, not {kind_of(message)}")
    return message._native
