"""An application on a simulator in its own process."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from simulator import ALICE, BOB

from spectrum_imessage import (
    NotFoundError,
    NotReceived,
    RateLimitError,
    Simulator,
    Spectrum,
    SpectrumError,
    ValidationError,
    effect,
    imessage,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
LINE = "+15559990001"


async def echo(app: Spectrum, before: str) -> None:
    async for _, message in app.messages:
        if message.content.type == "text":
            await message.react("love")
            await message.reply(effect(before + message.content.text, imessage.effect.message.slam))


@asynccontextmanager
async def answering(app: Spectrum, before: str = "") -> AsyncGenerator[Simulator, None]:
    """An application that answers while the block runs."""
    agent = asyncio.create_task(echo(app, before))
    await app.simulator.listening()
    yield app.simulator
    agent.cancel()


async def test_two_agents_in_one_process_do_not_disturb_each_other() -> None:
    async with Spectrum(simulator=True) as first, Spectrum(simulator={"lines": [LINE]}) as second:
        async with answering(first, "first: ") as one, answering(second, "second: ") as two:
            assert one.page_url != two.page_url
            for sim, name in ((one, "first"), (two, "second")):
                alice = sim.person(ALICE)
                question = await alice.text("hello")
                await alice.receives(reaction="love", message=question)
                answer = await alice.receives(f"{name}: hello", effect="slam", reply_to=question)
                assert answer.message is not None
                await alice.react("🎉", to=answer)
                [conversation] = await sim.conversations()
                assert [one.from_ for one in conversation.messages] == [ALICE, "agent"]
                assert conversation.messages[1].reactions[0].emoji == "🎉"
                assert conversation.messages[0].reactions[0].tapback == "love"
        assert imessage(second).lines == [LINE]
        [own] = await two.conversations()
    assert own.line == LINE
    # What was said can be read after the end.
    assert "second: hello" in await two.story()


async def test_one_simulator_serves_several_applications() -> None:
    async with Simulator(project_id="shared-by-two") as sim:
        for _ in range(2):
            async with Spectrum(simulator=sim, providers=[imessage.config()]) as app:
                assert app.simulator is sim
                space = await imessage(app).space.create(ALICE)
                await space.send("hi")
        alice = sim.person(ALICE)
        assert (await alice.receives("hi")).n < (await alice.receives("hi")).n
        with pytest.raises(NotReceived):
            await alice.receives("hi", within=0)
        assert sim.project_id == "shared-by-two"


async def test_a_failing_wait_shows_the_conversation() -> None:
    async with Spectrum(simulator=True) as app, answering(app) as sim:
        alice = sim.person(ALICE)
        await alice.text("when is the party?")
        await alice.receives(reaction="love")
        await alice.receives("when is the party?", effect="slam")
        with pytest.raises(NotReceived) as raised:
            await alice.receives(contains="Today", effect="confetti", within=0.01)
    told = re.sub(r"\d\d:\d\d:\d\d\.\d{3}", "TIME", str(raised.value))
    assert told == (
        f'{ALICE} did not see a message or an edit whose text contains "Today" with the effect '
        "confetti within 10ms.\n\n"
        f"Conversation any;-;{ALICE}, line shared:\n"
        f'  TIME  {ALICE}  "when is the party?"  ❤️ by agent\n'
        '  TIME  agent         "when is the party?"  [slam]  (answers "when is the party?")\n\n'
        "What the agent did, the oldest first (✓: was waited for):\n"
        '✓ reaction ❤️ on "when is the party?"\n'
        '✓ message "when is the party?"  [slam]'
    )


@pytest.mark.parametrize(
    ("simulator", "word"),
    [
        ({"lins": []}, "lins"),
        ({"lines": ["nobody"]}, "nobody"),
        ({"heartbeat": -1}, "heartbeat"),
        ({"page_port": 70_000}, "page_port|u16|70000"),
        ({"lines": [object()]}, "settings"),
        ("yes", "str"),
    ],
)
async def test_wrong_settings(simulator: Any, word: str) -> None:
    with pytest.raises(ValidationError, match=word):
        await Spectrum(simulator=simulator)


async def test_the_simulator_stands_in_for_the_project() -> None:
    with pytest.raises(ValidationError, match="projectId"):
        await Spectrum(simulator=True, project_id="p")
    with pytest.raises(ValidationError, match="providers"):
        Spectrum(project_id="p")
    with pytest.raises(ValidationError, match="heartbeat"):
        await Simulator(heartbeat=-1)
    with pytest.raises(SpectrumError, match="not been started"):
        await Spectrum(simulator=Simulator())
    with pytest.raises(SpectrumError, match="not been started"):
        _ = Simulator().page_url


async def test_people_do_what_people_do() -> None:
    async with Simulator(lines=[LINE]) as sim, Spectrum(simulator=sim) as app:
        group = await sim.group([ALICE, BOB], "Plans", line=LINE)
        alice, bob = (sim.person(one).in_chat(group) for one in (ALICE, BOB))
        space = await imessage(app).space.get(group)
        sent = await space.send("all here?")
        assert sent is not None
        got = await alice.receives("all here?")
        await alice.reply("yes", to=sent)
        await alice.react("🎉", to=got)
        await alice.unreact("🎉")
        await alice.react("like")
        await bob.sticker("star.png", PNG, to=sent, x=0.25)
        await bob.attachment("map.png", PNG)
        await bob.attachment("live.heic", PNG, video=b"video")
        await bob.voice("note.m4a", b"audio")
        text = await bob.text("frist", effect="slam")
        await bob.edit(text, "first")
        await bob.unsend(await bob.text("nothing"))
        poll = await bob.poll("when?", ["today", "tomorrow"])
        await alice.vote("today", poll=poll)
        await alice.vote(None, poll=poll)
        await alice.add_poll_option("never", poll=poll)
        await alice.read(sent)
        await alice.typing()
        await alice.background(PNG)
        await alice.icon(PNG)
        await alice.rename("Trip")
        await alice.add("+15551230003")
        await alice.remove("+15551230003")
        await alice.location(52.5, 13.4)
        await alice.focus()
        await alice.imessage(True)
        await alice.malformed()
        found = await sim.conversation(group)
        assert (found.name, found.people_typing, found.background is None) == (
            "Trip",
            (ALICE,),
            False,
        )
        first = found.messages[0]
        assert [one.tapback for one in first.reactions] == ["like"]
        assert (first.stickers[0].x, first.stickers[0].file.name) == (0.25, "star.png")
        assert found.messages[1].reply_to == sent.id
        assert await sim.attachment(found.messages[2].attachments[0].guid) == PNG
        assert await sim.background(group) == PNG
        edited, unsent, asked = found.messages[5:8]
        assert (edited.text, edited.edited, edited.effect) == ("first", True, "slam")
        assert unsent.unsent
        assert asked.poll is not None
        assert [one.text for one in asked.poll.options] == ["today", "tomorrow", "never"]
        await bob.leave()
        assert (await sim.conversation(group)).people == (ALICE,)
        with pytest.raises(ValidationError) as refused:
            await bob.text("me too")
        assert refused.value.code == "preconditionFailed"
        with pytest.raises(NotFoundError):
            await sim.conversation("none")


async def test_what_goes_wrong_can_be_asked_for() -> None:
    async with Spectrum(simulator={"daily_limit": 2}) as app, answering(app) as sim:
        space = await imessage(app).space.create(ALICE)
        await sim.fault("SendTextMessage", status="INTERNAL", error_code="oops", times=None)
        with pytest.raises(SpectrumError) as refused:
            await space.send("1")
        assert refused.value.code == "oops"
        await sim.clear_faults()
        await space.send("1")
        calls = await sim.transcript()
        assert [one.status for one in calls if one.method == "SendTextMessage"] == [
            "INTERNAL",
            "OK",
        ]
        assert await sim.transcript(after=len(calls)) == []
        assert (await sim.called("SendTextMessage", status="OK")).request["text"] == "1"

        await space.send("2")
        with pytest.raises(RateLimitError):
            await space.send("3")
        await sim.advance(24 * 3600)
        # Another day, and a token that has expired and is replaced.
        await space.send("3")
        await sim.set_quotas(daily_limit=100)
        await sim.expire_tokens()
        await space.send("4")

        assert await sim.cut_streams() > 0
        await sim.listening()
        alice = sim.person(ALICE)
        await sim.double_events()
        await alice.text("twice")
        await alice.receives("twice", effect="slam")
        await sim.double_events(False)
        with pytest.raises(SpectrumError) as late:
            await sim.called("EditMessage", within=0.01)
        assert late.value.code == "notInTime"
        await sim.clear_transcript()
        with pytest.raises(ValidationError, match="own"):
            await sim.set_lines([LINE])
        with pytest.raises(ValidationError):
            await sim.advance(-1)
        with pytest.raises(ValidationError, match="celebration"):
            await alice.receives(effect="confeti")


async def test_a_wait_can_be_cancelled() -> None:
    async with Simulator() as sim, Spectrum(simulator=sim) as app:
        alice = sim.person(ALICE)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(alice.receives("hello"), 0.01)
        space = await imessage(app).space.create(ALICE)
        await space.send("hello")
        # The wait that was cancelled has taken nothing.
        await alice.receives("hello", within=5)
