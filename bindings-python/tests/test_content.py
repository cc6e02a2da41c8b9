"""Builders and what they build."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from spectrum_imessage import (
    Contact,
    ContactAddress,
    ContactName,
    ContactPhone,
    ContactPhoto,
    Content,
    Emoji,
    User,
    ValidationError,
    attachment,
    background,
    contact,
    custom,
    effect,
    imessage,
    markdown,
    option,
    poll,
    richlink,
    text,
    typing,
    voice,
)
from spectrum_imessage import _native as native

if TYPE_CHECKING:
    from collections.abc import Callable

VCARD = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada Lovelace\r\nTEL;TYPE=CELL:+15550001\r\nEND:VCARD\r\n"


def test_constants_are_the_cores() -> None:
    effects = imessage.effect.message
    assert {name: getattr(effects, name) for name, _ in native.effect_ids()} == dict(
        native.effect_ids()
    )
    for name, emoji in native.tapback_emoji():
        assert getattr(imessage.tapbacks, name) == name
        assert getattr(Emoji, name) == emoji


def test_types_by_name() -> None:
    built: list[tuple[Content, str]] = [
        (text("a"), "text"),
        (markdown("a"), "markdown"),
        (attachment(b"a", name="a.txt"), "attachment"),
        (voice(b"a", mime_type="audio/mp4"), "voice"),
        (contact(name="Ada"), "contact"),
        (richlink("https://example.com"), "richlink"),
        (poll("?", "a", "b"), "poll"),
        (effect("a", imessage.effect.message.echo), "effect"),
        (typing(), "typing"),
        (background("clear"), "background"),
        (custom(None), "custom"),
    ]
    for content, name in built:
        assert content.type == name
        assert name in repr(content)


def test_equality_is_by_value() -> None:
    assert text("a") == text("a")
    assert hash(text("a")) == hash(text("a"))
    assert text("a") != text("b")
    others: list[Content] = [text("b"), markdown("a")]
    assert text("a") not in others
    with pytest.raises(AttributeError):
        text("a").text = "b"  # type: ignore[misc] # pyright: ignore


def test_a_string_is_a_path_and_a_url_is_a_url() -> None:
    assert attachment("folder/https:/photo.jpg").name == "photo.jpg"
    assert attachment(Path("photo.jpg")).mime_type == "image/jpeg"
    assert attachment(url="https://example.com/pictures/photo.png?size=2").name == "photo.png"
    assert voice(url="https://example.com/hello.m4a").name == "hello.m4a"
    assert background(url="https://example.com/wall.png").mime_type == "image/png"
    build: Callable[..., object] = attachment
    both = {"source": b"", "url": "https://example.com/a.png"}
    wrong: list[dict[str, Any]] = [{}, both, {"url": "no url"}]
    for options in wrong:
        with pytest.raises(ValidationError):
            build(**options, mime_type="image/png")


def test_a_path_like_object() -> None:
    class Somewhere(os.PathLike[str]):
        def __fspath__(self) -> str:
            return "here.txt"

    assert attachment(Somewhere()).name == "here.txt"


def test_bytes_are_copied_at_once() -> None:
    data = bytearray(b"\x89PNG\r\n\x1a\n")
    background(data, mime_type="image/png")
    data[:] = b"GIF89a.."
    with pytest.raises(ValidationError) as caught:
        background(data, mime_type="image/png")
    assert caught.value.code == "unsupportedImageType"


def test_a_background_needs_a_type() -> None:
    with pytest.raises(ValidationError) as caught:
        background(b"\x89PNG\r\n\x1a\n")
    assert caught.value.code == "unknownMimeType"
    with pytest.raises(ValidationError):
        background("./clear")
    assert background("clear").action == "clear"


def test_polls() -> None:
    expected = poll("?", "a", "b")
    assert expected == poll("?", ["a", option("b")])
    assert [one.title for one in expected.options] == ["a", "b"]
    with pytest.raises(ValidationError):
        poll("?", "only one")


def test_voice() -> None:
    content = voice(b"data", name="hello.m4a", duration=2.5)
    assert (content.duration, content.mime_type.split("/")[0]) == (2.5, "audio")
    with pytest.raises(ValidationError):
        voice("picture.png")
    with pytest.raises(ValidationError):
        voice(b"data", mime_type="audio/mp4", duration=-1)


def test_contacts() -> None:
    photo = ContactPhoto("image/png", b"picture")
    content = contact(
        User("+15550001", country="US"),
        name=ContactName(first="Ada", last="Lovelace"),
        phones=["+15550001", ContactPhone("+15550002", "work")],
        emails=["ada@example.com"],
        addresses=[ContactAddress(city="London")],
        org="Analytical Engines",
        urls=["https://example.com"],
        birthday="1815-12-10",
        note="first",
        photo=photo,
    )
    assert content.user == User("+15550001", country="US")
    assert content.name == ContactName(first="Ada", last="Lovelace")
    assert content.phones == (ContactPhone("+15550001"), ContactPhone("+15550002", "work"))
    assert content.emails[0].value == "ada@example.com"
    assert content.addresses == (ContactAddress(city="London"),)
    assert content.org is not None
    assert content.org.name == "Analytical Engines"
    assert content.photo == photo
    assert "picture" not in repr(content)
    read = contact(VCARD)
    assert isinstance(read, Contact)
    assert read.raw == VCARD
    assert read.name is not None
    assert read.name.formatted == "Ada Lovelace"
    assert contact(read) is read
    with pytest.raises(ValidationError):
        contact("no vCard")


def test_custom_values() -> None:
    value = {"a": [1, 2.5, None, True, "ü"], "big": 2**63}
    assert custom(value).value == value
