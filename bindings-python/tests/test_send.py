"""Sending."""

from __future__ import annotations

import asyncio

import pytest
from simulator import ALICE, REPO, Simulator

from spectrum_imessage import (
    IMessageSpace,
    Message,
    RateLimitError,
    Spectrum,
    SpectrumError,
    UnsupportedError,
    ValidationError,
    attachment,
    background,
    custom,
    effect,
    imessage,
    markdown,
    reaction,
    reply,
)

FILES = REPO / "tests" / "scenarios" / "files"


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
