"""Calls of a line: what is asked and answered, and messages of the past."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest
from simulator import ALICE, BOB, REPO, Simulator

from spectrum_imessage import (
    CardLayout,
    IMessageSpace,
    Line,
    MessagePart,
    MiniApp,
    NotFoundError,
    ReactionInfo,
    ReplyTo,
    Spectrum,
    SpectrumError,
    StickerPlacement,
    TextFormat,
    User,
    ValidationError,
    customized_mini_app,
    imessage,
    poll,
)

PICTURE = (REPO / "tests" / "scenarios" / "files" / "wallpaper.png").read_bytes()


@pytest.fixture
def line(app: Spectrum) -> Line:
    return imessage(app).line()


async def test_which_line(dedicated: Simulator, line: Line) -> None:
    assert (line.phone, repr(line)) == ("shared", "<Line 'shared'>")
    async with dedicated.spectrum() as app:
        im = imessage(app)
        assert im.line("+15559990002").phone == "+15559990002"
        with pytest.raises(ValidationError):
            im.line()
        with pytest.raises(NotFoundError):
            await im.line("+15550000000").chats.count()
    with pytest.raises(SpectrumError) as caught:
        im.line("+15559990002")
    assert caught.value.code == "stopped"


async def test_a_space_or_a_message_stands_for_its_id(
    sim: Simulator, line: Line, dm: IMessageSpace
) -> None:
    sent = await dm.send("hello")
    assert sent is not None
    record = await line.messages.get(sent)
    assert (record.guid, record.content.text, record.is_from_me) == (sent.id, "hello", True)
    assert record.chat_guids == (dm.id,)
    assert record.date_created is not None
    assert abs(datetime.now(timezone.utc) - record.date_created) < timedelta(hours=1)
    answer = await line.messages.send_text(
        dm,
        "answer",
        reply_to=sent,
        effect=imessage.effect.message.confetti,
        formatting=[TextFormat("bold", 0, 3), TextFormat("effect", 3, 3, effect="big")],
    )
    assert answer.content.expressive_send_style_id == imessage.effect.message.confetti
    assert [(one.type, one.effect_name) for one in answer.content.formatting] == [
        ("bold", None),
        ("effect", "big"),
    ]
    assert answer.mini_app_card_session is None
    assert answer.reply_target_guid == sent.id
    await line.messages.send_text(dm.id, "of a part", reply_to=ReplyTo(sent.id, 0))
    reaction = await line.messages.set_reaction(dm, sent, ReactionInfo("emoji", "🎉"), True)
    assert reaction.reaction == ReactionInfo("emoji", "🎉")
    details = await line.addresses.get(User(ALICE))
    assert (details.address, details.services) == (ALICE, ("iMessage", "SMS"))


async def test_bytes(dedicated: Simulator) -> None:
    async with dedicated.spectrum() as app:
        line = imessage(app).line("+15559990001")
        created = await line.chats.create([ALICE, User(BOB)], message="hello, both")
        assert created.chat is not None
        assert created.initial_message is not None
        assert created.initial_message.content.text == "hello, both"
        chat = created.chat.guid
        for data in (PICTURE, bytearray(PICTURE), memoryview(PICTURE)):
            await line.groups.set_icon(chat, data)
            icon = await line.groups.get_icon(chat)
            assert (icon.mime_type, icon.data) == ("image/png", PICTURE)
            assert "PNG" not in repr(icon)
        with pytest.raises(ValidationError):
            await line.chats.set_background(chat, "wallpaper.png")  # type: ignore[arg-type] # pyright: ignore
        renamed = await line.groups.set_display_name(chat, " Plans ")
        assert renamed.display_name == "Plans"
        left = await line.groups.remove_participants(chat, BOB)
        assert BOB not in [one.address for one in left.participants]


async def test_a_card(sim: Simulator, line: Line, dm: IMessageSpace) -> None:
    def card(caption: str) -> MiniApp:
        return customized_mini_app(
            app_name="Chess",
            extension_bundle_id="com.example.chess.extension",
            team_id="TEAM123456",
            url="https://example.com/game/1",
            layout=CardLayout(caption=caption, image=b"\xff\xd8\xff\xe0", image_title="Board"),
        )

    sent = await line.messages.send_customized_mini_app(dm, card("your move"))
    assert sent.content.mini_app is not None
    assert sent.content.mini_app.layout is not None
    assert sent.content.mini_app.layout.caption == "your move"
    session = sent.mini_app_card_session
    assert session is not None
    updated = await line.messages.update_customized_mini_app(session, card("my move"))
    assert updated.mini_app_card_session is not None
    assert updated.mini_app_card_session.session_id == session.session_id


async def test_votes(line: Line, dm: IMessageSpace) -> None:
    sent = await dm.send(poll("Lunch?", "Pizza", "Sushi"))
    assert sent is not None
    asked = await line.polls.get(sent)
    sushi = asked.options[1].option_identifier
    assert asked.votes_for(sushi) == 0
    voted = await line.polls.vote(sent, sushi)
    assert (voted.votes_for(sushi), voted.votes_for(asked.options[0].option_identifier)) == (1, 0)
    created = await line.polls.create(dm, "Dinner?", (one for one in ["Soup", "Salad"]))
    assert [one.text for one in created.options] == ["Soup", "Salad"]


async def test_wrong_arguments(sim: Simulator, line: Line, dm: IMessageSpace) -> None:
    naive = datetime(2001, 1, 1)
    nowhere = StickerPlacement(float("nan"), 0)
    for wrong in (
        line.chats.get("Alice"),
        line.chats.get(5),  # type: ignore[arg-type] # pyright: ignore
        line.messages.list_in_chat(dm, before=naive),
        line.messages.list_recent(page_size=0),
        line.messages.send_multipart(dm, [MessagePart(text=object())]),  # type: ignore[arg-type] # pyright: ignore
        line.messages.place_sticker(dm, "guid", "file", nowhere),
        dm.history(after=naive),
        dm.history(page_size=2**40),
    ):
        with pytest.raises(ValidationError) as caught:
            await wrong
        assert caught.value.code == "invalidArgument"
    with pytest.raises(ValidationError):
        line.events.messages(object())  # type: ignore[arg-type] # pyright: ignore
    with pytest.raises(ValidationError):
        await imessage(dm).history(is_read="no")  # type: ignore[arg-type] # pyright: ignore
    assert await sim.calls("ListChatMessages") == []


async def test_a_cancelled_call(sim: Simulator, line: Line) -> None:
    await sim.post("/api/faults", {"method": "GetChatCount", "action": "hang"})
    task = asyncio.ensure_future(line.chats.count(include_archived=True))
    await sim.call("GetChatCount")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await sim.call("GetChatCount", status="CANCELLED")
    assert await line.chats.count() == 0


async def test_history(sim: Simulator, app: Spectrum, dm: IMessageSpace) -> None:
    im = imessage(app)
    await dm.send("one")
    await (await im.space.create(BOB)).send("two")
    begin = datetime.now(timezone.utc) - timedelta(days=1)
    page = await dm.history(after=begin)
    assert [message.direction for message in page.messages] == ["outbound"]
    assert page.messages[0].space == dm
    assert page.next_page_token is None
    await page.messages[0].edit("uno")
    await sim.sees(ALICE, text="uno")
    assert (await dm.history(before=begin)).messages == ()
    page = await im.recent(page_size=1)
    assert [message.space.id for message in page.messages] == [f"any;-;{BOB}"]
    page = await im.recent(page_size=1, page_token=page.next_page_token)
    assert [message.space.id for message in page.messages] == [dm.id]


async def test_a_user_with_details(sim: Simulator, app: Spectrum) -> None:
    im = imessage(app)
    await sim.person(ALICE, "text", text="here I am")
    assert await im.user(ALICE) == User(ALICE)
    known = await im.user(ALICE, lookup=True)
    assert known == User(ALICE, address=ALICE, country="US", service="iMessage")
    with pytest.raises(ValidationError):
        await im.user(ALICE, phone="shared")  # type: ignore[call-overload] # pyright: ignore
