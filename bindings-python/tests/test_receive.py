"""Receiving."""

from __future__ import annotations

import asyncio
import base64

import pytest
from simulator import ALICE, BOB, Simulator

from spectrum_imessage import IMessageSpace, Message, Spectrum, ValidationError, imessage


async def start_reading(sim: Simulator, app: Spectrum) -> asyncio.Future[Message]:
    """Begins the first read and waits until what people write arrives."""

    async def read() -> Message:
        _, message = await app.messages.__anext__()
        return message

    reading = asyncio.ensure_future(read())
    await sim.listening()
    return reading


async def test_the_narrowed_application_has_the_same_messages(app: Spectrum) -> None:
    assert imessage(app).messages is app.messages


async def test_a_text(sim: Simulator, app: Spectrum) -> None:
    reading = await start_reading(sim, app)
    await sim.person(ALICE, "text", text="hello")
    message = await reading
    assert message.direction == "inbound"
    assert message.content.type == "text"
    assert message.content.text == "hello"
    assert message.content is message.content, "converted once"
    assert message.sender is not None
    assert (message.sender.id, message.sender.kind) == (ALICE, "person")
    assert message.sender.service == "iMessage"
    space = imessage(message.space)
    assert (space.id, space.type, space.phone) == (f"any;-;{ALICE}", "dm", "shared")
    assert message.timestamp.utcoffset() is not None


async def test_the_platform_in_any_case(sim: Simulator, app: Spectrum) -> None:
    reading = await start_reading(sim, app)
    await sim.person(ALICE, "text", text="hello")
    platform = (await reading).platform
    assert platform == "iMessage"
    assert platform == "imessage"
    assert platform == "imessage"
    assert (platform != "imessage") is False
    assert platform != "terminal"
    assert platform != 1
    assert {"iMessage": "found"}[platform] == "found"
    assert f"{platform}" == "iMessage"


async def test_the_platform_in_lower_case(sim: Simulator) -> None:
    async with sim.spectrum(platform_ids="lower") as app:
        reading = await start_reading(sim, app)
        await sim.person(ALICE, "text", text="hello")
        message = await reading
        for platform in (message.platform, message.space.platform):
            assert f"{platform}" == "imessage"
            assert platform == "iMessage"
            assert {"imessage": "found"}[platform] == "found"
        assert imessage.is_(message)
        assert imessage(message.space).phone == "shared"
        sent = await message.reply("hello too")
        assert sent is not None
        assert f"{sent.platform}" == "imessage"
    with pytest.raises(ValidationError, match="platformIds"):
        await sim.spectrum(platform_ids="upper")


async def test_leaving_the_loop_and_coming_back(sim: Simulator, app: Spectrum) -> None:
    reading = await start_reading(sim, app)
    for number in range(6):
        await sim.person(ALICE, "text", text=str(number))
    texts = [text_of(await reading)]
    for _ in range(2):
        async for _, message in app.messages:
            texts.append(text_of(message))
            if len(texts) % 2 == 1:
                break
    texts.append(text_of((await app.messages.__anext__())[1]))
    assert texts == [str(number) for number in range(6)]


async def test_a_cancelled_read_loses_nothing(sim: Simulator, app: Spectrum) -> None:
    reading = await start_reading(sim, app)
    await sim.person(ALICE, "text", text="begin")
    await reading
    texts: list[str] = []

    async def write() -> None:
        for number in range(60):
            await sim.person(ALICE, "text", text=str(number))

    async def read_one() -> None:
        _, message = await app.messages.__anext__()
        texts.append(text_of(message))

    writing = asyncio.ensure_future(write())
    round = 0
    while len(texts) < 60:
        task = asyncio.ensure_future(read_one())
        # Cancelled at a different moment each time, also before it began.
        for _ in range(round % 5):
            await asyncio.sleep(0)
        if round % 2:
            await asyncio.wait([task], timeout=0.002)
            task.cancel()
        await asyncio.wait([task])
        round += 1
    await writing
    assert texts == [str(number) for number in range(60)]


async def test_one_consumer_at_a_time(sim: Simulator, app: Spectrum) -> None:
    reading = await start_reading(sim, app)
    with pytest.raises(ValidationError) as caught:
        await app.messages.__anext__()
    assert caught.value.code == "messagesTaken"
    await sim.person(ALICE, "text", text="for the first")
    assert text_of(await reading) == "for the first"


async def test_the_stop_ends_the_loop(sim: Simulator) -> None:
    app = await sim.spectrum()

    async def loop() -> str:
        async for _ in app.messages:
            pass
        return "ended"

    reading = asyncio.ensure_future(loop())
    await sim.listening()
    await app.stop()
    assert await asyncio.wait_for(reading, 5) == "ended"
    assert [message async for message in app.messages] == []


async def test_a_file(sim: Simulator, app: Spectrum) -> None:
    reading = await start_reading(sim, app)
    data = base64.b64encode(b"\xff\xd8\xff\xe0 not much of a picture").decode()
    await sim.person(ALICE, "attachment", name="party.jpg", data=data)
    message = await reading
    assert message.content.type == "attachment"
    assert message.content.name == "party.jpg"
    assert message.content.mime_type == "image/jpeg"
    assert await message.content.read() == base64.b64decode(data)
    metadata = imessage(message).attachment_metadata
    assert [one.file_name for one in metadata] == ["party.jpg"]


async def test_the_fields_of_imessage(sim: Simulator, app: Spectrum) -> None:
    reading = await start_reading(sim, app)
    effect = imessage.effect.message.confetti
    await sim.person(ALICE, "text", text="party", effect=effect)
    message = imessage(await reading)
    assert message.expressive_send_style_id == effect
    assert message.native_text == "party"
    assert message.item_type == "normal"
    assert message.date_read is None
    assert message.is_spam is False
    assert message.sender is not None
    assert message.sender.country == "US"
    assert imessage(message) is message
    user = message.sender
    assert imessage(user) is user
    # Every declared field is there, and nothing else.
    declared = set(type(message).__annotations__)
    assert declared == {name for name in vars(message) if not name.startswith("_")}


async def test_an_answer_goes_where_the_question_came_from(dedicated: Simulator) -> None:
    async with dedicated.spectrum() as app:
        reading = await start_reading(dedicated, app)
        await dedicated.get("/api/listening", line="+15559990002")
        await dedicated.person(BOB, "text", text="hello", line="+15559990002")
        message = await reading
        assert imessage(message.space).phone == "+15559990002"
        await message.reply("hello Bob")
        await dedicated.sees(BOB, text="hello Bob", line="+15559990002")
        await message.read()


async def test_spaces_compare_by_what_they_mean(
    sim: Simulator, app: Spectrum, dm: IMessageSpace
) -> None:
    reading = await start_reading(sim, app)
    await sim.person(ALICE, "text", text="hello")
    space = (await reading).space
    assert space == dm
    assert hash(space) == hash(dm)
    assert space != await imessage(app).space.create(BOB)
    assert space != "any;-;+15551230001"
    seen = {space: 1}
    assert seen[dm] == 1


def text_of(message: Message) -> str:
    assert message.content.type == "text"
    return message.content.text


async def test_events_among_the_messages(sim: Simulator) -> None:
    async with sim.spectrum(events_in_messages=True) as app:
        reading = await start_reading(sim, app)
        guid = (await sim.person(ALICE, "text", text="helo"))["guid"]
        assert text_of(await reading) == "helo"
        await sim.person(ALICE, "edit", message_guid=guid, text="hello")
        _, edited = await app.messages.__anext__()
        assert edited.content.type == "edit"
        assert (edited.content.content.type, edited.content.target.id) == ("text", guid)
        await sim.person(ALICE, "unsend", message_guid=guid)
        _, unsent = await app.messages.__anext__()
        assert unsent.content.type == "unsend"
        assert unsent.content.target.id == guid
        assert unsent.sender is not None
        assert unsent.sender.id == ALICE
