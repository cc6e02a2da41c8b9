"""Builders and what they build."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from spectrum_imessage import (
    CardLayout,
    Contact,
    ContactAddress,
    ContactName,
    ContactPhone,
    ContactPhoto,
    Content,
    Emoji,
    MiniApp,
    Sendable,
    User,
    ValidationError,
    add_member,
    app,
    attachment,
    avatar,
    background,
    contact,
    custom,
    customized_mini_app,
    effect,
    group,
    imessage,
    leave_space,
    markdown,
    native_contact_card,
    option,
    poll,
    remove_member,
    rename,
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
    for name in ("love", "like", "dislike", "laugh", "emphasize", "question"):
        assert getattr(imessage.tapbacks, name) == name
    assert (Emoji.laugh, Emoji.party_popper) == ("😂", "🎉")


def test_types_by_name() -> None:
    built: list[tuple[Sendable, str]] = [
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
        (avatar("clear"), "avatar"),
        (rename("a"), "rename"),
        (add_member("+15550001"), "addMember"),
        (remove_member("+15550001"), "removeMember"),
        (leave_space(), "leaveSpace"),
        (native_contact_card(), "nativeContactCard"),
        (app("https://example.com"), "app"),
        (card(CardLayout(caption="a")), "customized-mini-app"),
        (group("a", attachment(b"a", name="a.txt")), "group"),
        (custom(None), "custom"),
    ]
    for content, name in built:
        assert not isinstance(content, str)
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


def card(layout: CardLayout, **options: Any) -> MiniApp:
    given: dict[str, Any] = {
        "app_name": "Sample",
        "extension_bundle_id": "com.example.app.ext",
        "team_id": "ABCDE12345",
        "url": "https://example.com/1",
        "layout": layout,
        **options,
    }
    return customized_mini_app(**given)


def test_groups() -> None:
    photo = attachment(b"a", name="a.jpg")
    parts = group("caption", photo)
    assert parts.items == (text("caption"), photo)
    assert group(["caption", photo]) == parts
    wrong: list[tuple[Any, ...]] = [(), ("alone",), ("a", parts), ("a", None)]
    for items in wrong:
        with pytest.raises(ValidationError):
            group(*items)


def test_members_and_names() -> None:
    assert add_member("+15550001", User("+15550002")).members == ("+15550001", "+15550002")
    assert remove_member(["+15550001"]).members == ("+15550001",)
    assert rename("  Weekend plans ").display_name == "Weekend plans"
    for build in (add_member, remove_member):
        with pytest.raises(ValidationError):
            build()
        with pytest.raises(ValidationError):
            build("")
    with pytest.raises(ValidationError) as caught:
        rename("  ")
    assert caught.value.code == "emptyText"


def test_avatars() -> None:
    assert avatar("clear").action == "clear"
    assert avatar(b"GIF89a", mime_type="image/gif").mime_type == "image/gif"
    assert avatar(url="https://example.com/us.png").mime_type == "image/png"
    wrong: list[tuple[bytes, str | None, str]] = [
        (b"GIF89a", None, "unknownMimeType"),
        (b"RIFF....WEBP", "image/png", "unsupportedImageType"),
        (b"", "image/png", "emptyFile"),
    ]
    for data, mime_type, code in wrong:
        with pytest.raises(ValidationError) as caught:
            avatar(data, mime_type=mime_type)
        assert caught.value.code == code


def test_cards() -> None:
    link = app("https://example.com/?q=1", live=True)
    assert (link.url, link.live) == ("https://example.com/?q=1", True)
    assert app("https://example.com").live is None
    with pytest.raises(ValidationError) as caught:
        app("no url")
    assert caught.value.code == "invalidUrl"
    layout = CardLayout(
        caption="a",
        subcaption="b",
        trailing_caption="c",
        trailing_subcaption="d",
        image=b"jpeg",
        image_title="e",
        image_subtitle="f",
        summary="g",
    )
    content = card(layout, app_store_id=123456789, live=False)
    assert content.layout == layout
    assert (content.app_name, content.team_id) == ("Sample", "ABCDE12345")
    assert content.extension_bundle_id == "com.example.app.ext"
    assert (content.app_store_id, content.live) == (123456789, False)
    assert "jpeg" not in repr(content)
    image: Any = bytearray(b"jpeg")
    assert card(CardLayout(image=image, image_title="e")).layout.image == b"jpeg"
    wrong = [
        CardLayout(),
        CardLayout(summary="not shown"),
        CardLayout(image=b"jpeg"),
        CardLayout(caption="a", image_title="without an image"),
    ]
    for one in wrong:
        with pytest.raises(ValidationError):
            card(one)
    options: list[dict[str, object]] = [
        {"app_name": ""},
        {"extension_bundle_id": ""},
        {"team_id": ""},
        {"url": "no url"},
        {"app_store_id": 0},
    ]
    for option_ in options:
        with pytest.raises(ValidationError):
            card(layout, **option_)


def test_custom_values() -> None:
    value = {"a": [1, 2.5, None, True, "ü"], "big": 2**63}
    assert custom(value).value == value
