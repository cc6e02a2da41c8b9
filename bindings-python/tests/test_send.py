"""Sending."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from simulator import ALICE, REPO, Simulator

from spectrum_imessage import (
    Attachment,
    CardLayout,
    IMessageSpace,
    Message,
    MiniApp,
    RateLimitError,
    Spectrum,
    SpectrumError,
    UnsupportedError,
    ValidationError,
    app,
    attachment,
    background,
    custom,
    customized_mini_app,
    effect,
    group,
    imessage,
    markdown,
    reaction,
    reply,
)

if TYPE_CHECKING:
    from pathlib import Path

FILES = REPO / "tests" / "scenarios" / "files"
# What makes a JPEG one, and nothing more.
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


async def test_text(sim: Simulator, dm: IMessageSpace) -> None:
    sent = await dm.send("hello")
    assert sent is not None
    assert sent.direction == "outbound"
    assert sent.content.type == "text"
    assert sent.content.text == "hello"
    assert sent.timestamp.tzinfo is not None
    assert sent.space == dm
    assert sent.sender is not None
    assert sent.sender.kind == "agent"
    assert (await sim.sees(ALICE, text="hello"))["message"]["guid"] == sent.id


async def test_the_result_has_the_shape_of_the_call(app: Spectrum, dm: IMessageSpace) -> None:
    assert isinstance(await dm.send("one"), Message)
    assert await dm.send(custom({"a": 1})) is None
    assert await dm.send() == []
    several = await dm.send("one", custom(1), "two")
    assert [message.content.type for message in several] == ["text", "text"], "without gaps"
    assert await app.send(dm, background("clear")) is None


async def test_nothing_is_sent_if_one_is_wrong(sim: Simulator, dm: IMessageSpace) -> None:
    with pytest.raises(ValidationError) as caught:
        await dm.send("fine", attachment(FILES / "no-such.jpg"))
    assert caught.value.code == "fileNotFound"
    with pytest.raises(ValidationError):
        await dm.send("fine", 1)  # type: ignore[call-overload] # pyright: ignore
    assert await sim.calls("SendTextMessage") == []


async def test_files(sim: Simulator, dm: IMessageSpace) -> None:
    photo = attachment(str(FILES / "photo.jpg"))
    assert (photo.name, photo.mime_type, photo.size) == ("photo.jpg", "image/jpeg", None)
    sent = await dm.send(photo)
    assert sent is not None
    assert sent.content.type == "attachment"
    assert await sent.content.read() == (FILES / "photo.jpg").read_bytes()
    seen = await sim.sees(ALICE, attachment="photo.jpg")
    assert seen["message"]["attachments"][0]["mime_type"] == "image/jpeg"
    for data in (b"bytes", bytearray(b"bytes"), memoryview(b"bytes")):
        note = attachment(data, name="note.txt", id="my-id")
        assert (note.id, note.mime_type, await note.read()) == ("my-id", "text/plain", b"bytes")


async def test_a_file_piece_by_piece(tmp_path: Path, dm: IMessageSpace) -> None:
    async def read(content: Attachment) -> list[bytes]:
        return [piece async for piece in content.stream()]

    data = bytes(range(256)) * 1024
    (tmp_path / "big.bin").write_bytes(data)
    local = attachment(tmp_path / "big.bin", mime_type="application/octet-stream")
    assert len(await read(local)) > 1
    assert b"".join(await read(local)) == data, "a second time"
    assert b"".join(await read(attachment(data, name="big.txt"))) == data
    sent = await dm.send(local)
    assert sent is not None
    assert sent.content.type == "attachment"
    assert b"".join(await read(sent.content)) == data
    with pytest.raises(ValidationError) as caught:
        await read(attachment("no-such-file.txt"))
    assert caught.value.code == "fileNotFound"


async def test_a_file_by_its_guid(sim: Simulator, app: Spectrum, dm: IMessageSpace) -> None:
    im = imessage(app)
    sent = await dm.send(attachment(FILES / "photo.jpg"))
    assert sent is not None
    guid = imessage(sent).attachment_metadata[0].guid
    found = await im.get_attachment(guid)
    assert found is not None
    data = (FILES / "photo.jpg").read_bytes()
    assert (found.id, found.name, found.mime_type) == (guid, "photo.jpg", "image/jpeg")
    assert found.size == len(data)
    assert await sim.calls("DownloadAttachment") == []
    assert b"".join([piece async for piece in found.stream()]) == data
    assert await found.read() == data
    assert await im.get_attachment("no-such-attachment") is None


async def test_a_download_that_is_left(app: Spectrum, dm: IMessageSpace) -> None:
    sent = await dm.send(attachment(FILES / "photo.jpg"))
    assert sent is not None
    found = await imessage(app).get_attachment(imessage(sent).attachment_metadata[0].guid)
    assert found is not None
    pieces = found.stream()
    await pieces.__anext__()
    del pieces
    assert await found.read() == (FILES / "photo.jpg").read_bytes()


async def test_parts(sim: Simulator, dm: IMessageSpace) -> None:
    sent = await dm.send(group("caption", attachment(FILES / "photo.jpg")))
    assert sent is not None
    assert sent.content.type == "group"
    assert [part.content.type for part in sent.content.items] == ["text", "attachment"]
    part = imessage(sent.content.items[1])
    assert (part.id, part.part_index, part.parent_id) == (f"p:1/{sent.id}", 1, sent.id)
    heart = await part.react(imessage.tapbacks.love)
    assert heart is not None
    await heart.unsend()
    assert await dm.send(group("one text", "and another")) is None
    assert len(await sim.calls("SendMultipartMessage")) == 1


async def test_cards(sim: Simulator, dm: IMessageSpace) -> None:
    def card(number: int) -> MiniApp:
        return customized_mini_app(
            app_name="Sample",
            extension_bundle_id="com.example.app.ext",
            team_id="ABCDE12345",
            url=f"https://example.com/{number}",
            layout=CardLayout(caption=f"Number {number}", image=JPEG, image_title="Picture"),
        )

    sent = await dm.send(card(1))
    assert sent is not None
    assert sent.content == card(1)
    first = imessage(sent).mini_app_card_session
    assert first is not None
    assert first.message_guid == first.target_message_guid == sent.id
    assert first.chat_guid
    await sent.edit(card(2))
    second = imessage(sent).mini_app_card_session
    assert second is not None
    assert (second.session_id, second.target_message_guid) == (first.session_id, sent.id)
    await sent.edit(card(3))
    calls = await sim.calls("UpdateCustomizedMiniAppMessage")
    guids = [call["request"]["session"]["messageGuid"] for call in calls]
    assert guids == [first.message_guid, second.message_guid]
    other = await dm.send("no card")
    assert other is not None
    assert imessage(other).mini_app_card_session is None


async def test_a_link_as_a_card(dm: IMessageSpace) -> None:
    # Nobody listens there: the card has the name of the host.
    sent = await dm.send(app("http://127.0.0.1:9/page", live=True))
    assert sent is not None
    assert sent.content.type == "customized-mini-app"
    assert sent.content.app_name == "Spectrum"
    assert sent.content.layout.caption == "127.0.0.1"
    assert imessage(sent).mini_app_card_session is not None


async def test_an_effect_on_text_and_on_a_file(sim: Simulator, dm: IMessageSpace) -> None:
    await dm.send(effect("wow", imessage.effect.message.confetti))
    await sim.sees(ALICE, text="wow", effect="confetti")
    await dm.send(effect(attachment(FILES / "photo.jpg"), imessage.effect.message.slam))
    await sim.sees(ALICE, attachment="photo.jpg", effect="slam")
    with pytest.raises(ValidationError) as caught:
        effect("wow", "confetti")
    assert caught.value.code == "unknownEffect"


async def test_a_background(sim: Simulator, dm: IMessageSpace) -> None:
    picture = FILES / "wallpaper.png"
    for source in (picture, str(picture), picture.read_bytes()):
        seen = await sim.get("/api/seen", person=ALICE)
        after = len(seen["seen"])
        mime_type = "image/png" if isinstance(source, bytes) else None
        await dm.background(source, mime_type=mime_type)
        await sim.sees(ALICE, background="set", after=after)
    await dm.background("clear")
    await sim.sees(ALICE, background="cleared")
    for wrong in ({}, {"source": b"", "url": "https://example.com/a.png"}):
        with pytest.raises(ValidationError):
            await dm.background(**wrong)  # type: ignore[call-overload] # pyright: ignore


async def test_acting_on_a_message(sim: Simulator, dm: IMessageSpace) -> None:
    sent = await dm.send("hello")
    assert sent is not None
    answer = await sent.reply("an answer")
    assert answer is not None
    await sim.sees(ALICE, text="an answer", reply_to=sent.id)
    answers = await sent.reply("one", markdown("**two**"))
    assert [one.content.type for one in answers] == ["text", "markdown"]
    tapback = await sent.react(imessage.tapbacks.love)
    assert tapback is not None
    assert tapback.content.type == "reaction"
    assert (tapback.content.emoji, tapback.content.tapback) == ("❤️", "love")
    assert tapback.content.target.id == sent.id
    await sim.sees(ALICE, reaction="love")
    await tapback.unsend()
    await sim.sees(ALICE, reaction="love", removed="true")
    await sent.edit("hello there")
    await sim.sees(ALICE, kind="edit", text="hello there")
    await dm.unsend(sent)
    await sim.sees(ALICE, kind="unsend")
    with pytest.raises(ValidationError) as caught:
        await sent.read()
    assert caught.value.code == "wrongDirection"
    with pytest.raises(ValidationError, match="NoneType"):
        reply("to nothing", None)  # type: ignore[arg-type] # pyright: ignore


async def test_builders_are_the_long_form(sim: Simulator, dm: IMessageSpace) -> None:
    sent = await dm.send("hello")
    assert sent is not None
    await dm.send(reply("an answer", sent), reaction("👍", sent))
    await sim.sees(ALICE, text="an answer", reply_to=sent.id)
    await sim.sees(ALICE, reaction="like")


async def test_the_same_key_delivers_once(sim: Simulator, dm: IMessageSpace) -> None:
    first = await dm.send("once", client_message_id="key-1")
    second = await dm.send("once", client_message_id="key-1")
    assert first is not None
    assert second is not None
    assert first.id == second.id
    texts = [seen for seen in (await sim.get("/api/seen", person=ALICE))["seen"]]
    assert len(texts) == 1


async def test_typing_around_a_block(sim: Simulator, dm: IMessageSpace) -> None:
    async def work() -> None:
        async with dm.responding():
            await sim.sees(ALICE, typing="on")
            raise RuntimeError("the block")

    with pytest.raises(RuntimeError, match="the block"):
        await work()
    await sim.sees(ALICE, typing="off")


async def test_typing_is_shown_again_while_the_block_takes_long(
    sim: Simulator, app: Spectrum, dm: IMessageSpace
) -> None:
    async with app.responding(dm, refresh=0.1):
        after = 0
        for _ in range(3):
            after = (await sim.call("SetTyping", after=after))["n"]
    shown = [call["request"].get("isTyping", False) for call in await sim.calls("SetTyping")]
    assert shown[:3] == [True, True, True]
    assert shown[-1] is False
    assert shown.count(False) == 1
    for refresh in (0, -1, float("nan")):
        with pytest.raises(ValidationError, match="refresh"):
            dm.responding(refresh=refresh)


async def test_typing_ends_when_the_block_is_cancelled(
    sim: Simulator, app: Spectrum, dm: IMessageSpace
) -> None:
    async def work() -> None:
        async with app.responding(dm):
            await asyncio.Event().wait()

    task = asyncio.ensure_future(work())
    await sim.sees(ALICE, typing="on")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await sim.sees(ALICE, typing="off")


async def test_typing_that_cannot_be_shown(sim: Simulator, dm: IMessageSpace) -> None:
    refusal = {"method": "SetTyping", "action": "refuse", "status": "INTERNAL"}
    await sim.post("/api/faults", refusal)
    with pytest.raises(SpectrumError):
        async with dm.responding():
            pytest.fail("the block must not run")
    async with dm.responding():
        await sim.post("/api/faults", refusal)
    statuses = [call["status"] for call in await sim.calls("SetTyping")]
    assert statuses == ["INTERNAL", "OK", "INTERNAL"]


async def test_typing_ends_when_its_start_is_cancelled(sim: Simulator, dm: IMessageSpace) -> None:
    async def work() -> None:
        async with dm.responding():
            pytest.fail("the block must not run")

    lost = {"method": "SetTyping", "action": "hang"}
    await sim.post("/api/faults", lost)
    task = asyncio.ensure_future(work())
    await sim.call("SetTyping")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    calls = await sim.calls("SetTyping")
    assert [call["request"].get("isTyping", False) for call in calls] == [True, False]


async def test_unsupported_can_be_an_error(sim: Simulator) -> None:
    async with sim.spectrum(unsupported="throw") as app:
        dm = await imessage(app).space.create(ALICE)
        with pytest.raises(UnsupportedError) as caught:
            await dm.send(custom({"a": 1}))
    error = caught.value
    assert error.kind == "unsupported"
    assert (error.unsupported_kind, error.content_type, error.action) == ("content", "custom", None)
    assert error.platform == "iMessage"


async def test_what_is_left_of_the_quotas(sim: Simulator) -> None:
    await sim.post("/api/quotas", {"daily_limit": 1})
    async with sim.spectrum(refuse_over_quota=True) as app:
        im = imessage(app)
        (quota,) = im.quota()
        assert (quota.line, quota.messages_limit, quota.messages_left) == ("shared", 5000, 5000)
        assert (quota.new_conversations_limit, quota.new_conversations_left) == (50, 50)
        assert quota.resets_at.tzinfo is not None
        dm = await im.space.create(ALICE)
        await dm.send("the last one")
        (quota,) = im.quota()
        assert (quota.messages_left, quota.new_conversations_left) == (4999, 49)
        for _ in range(2):
            with pytest.raises(RateLimitError) as caught:
                await dm.send("one too many")
            assert caught.value.code == "dailyLimitExceeded"
        assert len(await sim.calls("SendTextMessage")) == 2, "the service said it once"
        (quota,) = im.quota()
        assert (quota.messages_limit, quota.messages_left) == (1, 0)


async def test_a_quota(sim: Simulator, dm: IMessageSpace) -> None:
    await sim.post("/api/quotas", {"daily_limit": 1})
    await dm.send("the last one")
    with pytest.raises(RateLimitError) as caught:
        await dm.send("too many")
    error = caught.value
    assert error.code == "dailyLimitExceeded"
    assert error.grpc_status == error.grpc_code == 8
    assert error.context["limit"] == "1"


async def test_a_group_needs_a_line_of_ones_own(app: Spectrum, dedicated: Simulator) -> None:
    with pytest.raises(UnsupportedError) as caught:
        await imessage(app).space(ALICE, "+15551230002")
    assert caught.value.unsupported_kind == "action"
    assert caught.value.action == "space.create"
    async with dedicated.spectrum() as own:
        im = imessage(own)
        users = [await im.user(ALICE), await im.user("+15551230002")]
        group = await im.space.create(users, phone="+15559990002")
        assert (group.type, group.phone) == ("group", "+15559990002")
        assert await im.space.get(group.id, phone="+15559990002") == group


async def test_look_up(dm: IMessageSpace) -> None:
    sent = await dm.send("hello")
    assert sent is not None
    found = await dm.get_message(sent.id)
    assert found is not None
    assert found.id == sent.id
    assert await dm.get_message("no-such-message") is None


async def test_what_is_sent_can_be_sent_on(sim: Simulator, dm: IMessageSpace) -> None:
    sent = await dm.send("pass it on")
    assert sent is not None
    await dm.send(sent.content)
    assert len(await sim.calls("SendTextMessage")) == 2


async def test_many_at_once(sim: Simulator, dm: IMessageSpace) -> None:
    sent = await asyncio.gather(*(dm.send(str(number)) for number in range(200)))
    texts = [one.content.text for one in sent if one and one.content.type == "text"]
    assert texts == [str(number) for number in range(200)], "each has its own result"
