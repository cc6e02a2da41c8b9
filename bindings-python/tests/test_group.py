"""Groups: their names, pictures and people."""

from __future__ import annotations

import pytest
import pytest_asyncio
from simulator import ALICE, BOB, REPO, Simulator

from spectrum_imessage import (
    IMessageSpace,
    Spectrum,
    UnsupportedError,
    User,
    ValidationError,
    add_member,
    avatar,
    imessage,
    leave_space,
    remove_member,
    rename,
)

CAROL = "+15551230003"
PICTURE = REPO / "tests" / "scenarios" / "files" / "wallpaper.png"


@pytest_asyncio.fixture
async def own(dedicated: Simulator) -> Spectrum:
    return await dedicated.spectrum()


@pytest_asyncio.fixture
async def crowd(own: Spectrum) -> IMessageSpace:
    """A group with Alice and Bob."""
    return await imessage(own).space.create([ALICE, BOB], phone="+15559990001")


async def test_a_name(own: Spectrum, crowd: IMessageSpace) -> None:
    await crowd.rename("  Weekend plans ")
    assert await crowd.get_display_name() == "Weekend plans"
    await crowd.send(rename("Other plans"))
    assert await crowd.get_display_name() == "Other plans"
    with pytest.raises(ValidationError) as caught:
        await crowd.rename(" ")
    assert caught.value.code == "emptyText"
    await own.stop()


async def test_a_picture(own: Spectrum, crowd: IMessageSpace) -> None:
    assert await crowd.get_avatar() is None
    for source in (PICTURE, str(PICTURE), PICTURE.read_bytes()):
        await crowd.avatar(source, mime_type="image/png" if isinstance(source, bytes) else None)
        picture = await crowd.get_avatar()
        assert picture is not None
        assert (picture.mime_type, picture.data) == ("image/png", PICTURE.read_bytes())
        assert "PNG" not in repr(picture)
        await crowd.avatar("clear")
        assert await crowd.get_avatar() is None
    await crowd.send(avatar(PICTURE))
    assert await crowd.get_avatar() is not None
    with pytest.raises(ValidationError) as caught:
        await crowd.avatar(b"\x89PNG\r\n\x1a\n")
    assert caught.value.code == "unknownMimeType"
    for wrong in ({}, {"source": b"", "url": "https://example.com/a.png"}):
        with pytest.raises(ValidationError):
            await crowd.avatar(**wrong)  # type: ignore[call-overload] # pyright: ignore
    await own.stop()


async def test_people(own: Spectrum, crowd: IMessageSpace) -> None:
    async def ids() -> list[str]:
        return [user.id for user in await crowd.get_members()]

    members = await crowd.get_members()
    assert [(user.id, user.service) for user in members] == [(ALICE, "iMessage"), (BOB, "iMessage")]
    await crowd.add(CAROL)
    assert await ids() == [ALICE, BOB, CAROL]
    await crowd.remove([User(BOB)], CAROL)
    assert await ids() == [ALICE]
    await crowd.send(add_member([BOB]), remove_member(ALICE))
    assert await ids() == [BOB]
    with pytest.raises(ValidationError):
        await crowd.add()
    with pytest.raises(ValidationError):
        await crowd.remove(" ")
    await own.stop()


async def test_leaving(dedicated: Simulator, own: Spectrum, crowd: IMessageSpace) -> None:
    await crowd.leave()
    await dedicated.call("LeaveGroup", status="OK")
    assert leave_space().type == "leaveSpace"
    await own.stop()


async def test_a_conversation_of_two_has_none_of_it(sim: Simulator, dm: IMessageSpace) -> None:
    for look_up in (dm.get_members, dm.get_display_name, dm.get_avatar):
        with pytest.raises(UnsupportedError) as caught:
            await look_up()
        assert caught.value.unsupported_kind == "action"
    assert await dm.send(rename("x"), add_member(BOB), leave_space(), "goes on") != []
    await sim.sees(ALICE, text="goes on")


async def test_the_contact_card(sim: Simulator, dm: IMessageSpace) -> None:
    await dm.share_contact_card()
    await sim.sees(ALICE, kind="contact_card")
