"""The code samples of the public documents, in the same shape."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

import pytest
from simulator import ALICE, BOB, REPO, Simulator

from spectrum_imessage import (
    Emoji,
    IMessageSpace,
    Space,
    Spectrum,
    UnsupportedError,
    attachment,
    background,
    effect,
    imessage,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

FILES = REPO / "tests" / "scenarios" / "files"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """The files that the documents speak of."""
    os.makedirs(f"{tmp_path}/path/to")
    for source, target in [("wallpaper.png", "wallpaper.png"), ("photo.jpg", "path/to/photo.jpg")]:
        os.link(FILES / source, f"{tmp_path}/{target}")
    monkeypatch.chdir(str(tmp_path))


async def agent(sim: Simulator, handle: Callable[[Spectrum], Awaitable[None]], *texts: str) -> None:
    """Runs an agent that ends by itself, while Alice writes."""
    async with sim.spectrum() as app:
        task = asyncio.ensure_future(handle(app))
        await sim.listening()
        for text in texts:
            await sim.person(ALICE, "text", text=text)
        await asyncio.wait_for(task, 10)


async def test_connection_modes(sim: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in sim.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PROJECT_ID", sim.ready["project_id"])
    monkeypatch.setenv("PROJECT_SECRET", sim.project_secret)
    app = await Spectrum(
        project_id=os.environ["PROJECT_ID"],
        project_secret=os.environ["PROJECT_SECRET"],
        providers=[imessage.config()],
    )
    assert app.config is not None
    await app.stop()


async def test_space_types(sim: Simulator) -> None:
    seen: list[str] = []

    async def handle(app: Spectrum) -> None:
        async for space, message in app.messages:
            if message.platform != "iMessage":
                continue
            im = imessage(space)
            seen.append(im.phone)  # the phone number handling this conversation
            if im.type == "group":
                seen.append("group")
            break

    await agent(sim, handle, "hello")
    assert seen == ["shared"]


async def test_user_properties(sim: Simulator) -> None:
    seen: list[object] = []

    async def handle(app: Spectrum) -> None:
        im = imessage(app)
        alice = await im.user("+15551111111")
        seen.extend([alice.id, alice.address, alice.country, alice.service])
        async for _space, message in app.messages:
            if message.platform != "iMessage":
                continue
            im_msg = imessage(message)
            assert im_msg.sender is not None
            seen.append(im_msg.sender.service)
            break

    await agent(sim, handle, "hello")
    assert seen == ["+15551111111", None, None, None, "iMessage"]


async def test_creating_conversations(dedicated: Simulator) -> None:
    async with dedicated.spectrum() as app:
        im = imessage(app)
        assert im is imessage(app)
        alice = await im.user(ALICE)
        bob = await im.user(BOB)

        # DM
        dm = await im.space(alice)
        await dm.send("Hi Alice")

        # Group
        group = await im.space(alice, bob)
        await group.send("Welcome to the group.")

        # The newer form
        dm = await im.space.create(alice)
        await dm.send("Hi again, Alice")
        group = await im.space.create([alice, bob])
        assert group.type == "group"

        # Per-phone routing
        for dm in [
            await im.space(alice, phone="+15559990002"),
            await im.space.create(alice, phone="+15559990002"),
        ]:
            assert dm.phone == "+15559990002"
            await dm.send("from the second line")
    await dedicated.sees(ALICE, text="Hi Alice")
    await dedicated.sees(ALICE, text="Hi again, Alice")
    await dedicated.sees(BOB, text="Welcome to the group.")
    await dedicated.sees(ALICE, text="from the second line", line="+15559990002")


async def test_an_existing_conversation(sim: Simulator, app: Spectrum) -> None:
    im = imessage(app)
    existing = await im.space.get("any;-;+15551111111")
    await existing.send("still there?")
    await sim.sees("+15551111111", text="still there?")
    with pytest.raises(UnsupportedError):
        await im.space.create([ALICE, BOB])


async def test_message_effects(sim: Simulator, dm: IMessageSpace) -> None:
    space: Space = dm
    await space.send(effect("Happy birthday!", imessage.effect.message.celebration))
    await space.send(effect(attachment("path/to/photo.jpg"), imessage.effect.message.confetti))
    await sim.sees(ALICE, text="Happy birthday!", effect="celebration")
    await sim.sees(ALICE, attachment="photo.jpg", effect="confetti")
    prefix = "com.apple.MobileSMS.expressivesend."
    assert imessage.effect.message.slam == f"{prefix}impact"
    assert imessage.effect.message.loud == f"{prefix}loud"
    assert imessage.effect.message.gentle == f"{prefix}gentle"
    assert imessage.effect.message.invisible == f"{prefix}invisibleink"
    prefix = "com.apple.messages.effect.CK"
    assert imessage.effect.message.confetti == f"{prefix}ConfettiEffect"
    assert imessage.effect.message.fireworks == f"{prefix}FireworksEffect"
    assert imessage.effect.message.balloons == f"{prefix}BalloonEffect"
    assert imessage.effect.message.heart == f"{prefix}HeartEffect"
    assert imessage.effect.message.lasers == f"{prefix}LasersEffect"
    assert imessage.effect.message.celebration == f"{prefix}HappyBirthdayEffect"
    assert imessage.effect.message.sparkles == f"{prefix}SparklesEffect"
    assert imessage.effect.message.spotlight == f"{prefix}SpotlightEffect"
    assert imessage.effect.message.echo == f"{prefix}EchoEffect"


async def test_chat_backgrounds(sim: Simulator, dm: IMessageSpace) -> None:
    space: Space = dm
    with open("wallpaper.png", "rb") as file:
        buffer = file.read()
    im = imessage(space)

    # Set from a file path - MIME type inferred from the extension
    await im.background("./wallpaper.png")
    # Set from a buffer - mime_type is required
    await im.background(buffer, mime_type="image/png")
    # Clear the current background
    await im.background("clear")

    await space.send(background("./wallpaper.png"))
    await space.send(background(buffer, mime_type="image/png"))
    await space.send(background("clear"))
    seen = (await sim.get("/api/seen", person=ALICE))["seen"]
    assert [bool(one["background"]) for one in seen] == [True, True, False] * 2


async def test_tapbacks(sim: Simulator) -> None:
    async def handle(app: Spectrum) -> None:
        async for _, message in app.messages:
            await message.react(imessage.tapbacks.laugh)
            await message.react("😂")
            await message.react(Emoji.love)
            break

    await agent(sim, handle, "a joke")
    seen = (await sim.get("/api/seen", person=ALICE))["seen"]
    assert [one["tapback"] for one in seen] == ["laugh", "laugh", "love"]
    for name in ["love", "like", "dislike", "laugh", "emphasize", "question"]:
        assert getattr(imessage.tapbacks, name) == name


async def test_the_first_page_of_the_guide(sim: Simulator) -> None:
    async def handle(app: Spectrum) -> None:
        async for space, message in app.messages:
            if message.platform != "iMessage" or message.content.type != "text":
                continue
            async with space.responding():
                await message.react(imessage.tapbacks.laugh)
                await message.reply(effect("Happy birthday!", imessage.effect.message.celebration))
            break

    await agent(sim, handle, "it is my birthday")
    seen = (await sim.get("/api/seen", person=ALICE))["seen"]
    kinds = ["typing", "reaction", "message", "typing"]
    assert [one["kind"] for one in seen] == kinds
