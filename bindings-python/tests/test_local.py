"""Local mode: settings, what is not there, the doctor. The rest is in the scenarios."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from simulator import Simulator
from waiting import PATIENCE

from spectrum_imessage import (
    AttachmentReady,
    IMessageConfig,
    MessageDelivered,
    Spectrum,
    UnsupportedError,
    ValidationError,
    imessage,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

DIRECT = "any;-;+15550100001"


@pytest.fixture
def mac() -> Iterator[Simulator]:
    """A stand-in for a Mac."""
    with Simulator("--local", "chat-macos26.db") as mac:
        yield mac


def config(mac: Simulator) -> IMessageConfig:
    return imessage.config(
        local=True, database=Path(mac.ready["database"]), osascript=mac.ready["osascript"]
    )


@pytest_asyncio.fixture
async def local(mac: Simulator) -> AsyncIterator[Spectrum]:
    """An application in local mode."""
    async with Spectrum(providers=[config(mac)], unsupported="throw") as app:
        yield app


async def event(app: Spectrum, name: str) -> Any:
    async def find() -> object:
        while True:
            found = await app.events.__anext__()
            if found.type == name:
                return found

    return await asyncio.wait_for(find(), PATIENCE)


def test_places_belong_to_local_mode() -> None:
    cases: list[dict[str, Any]] = [{}, {"clients": []}]
    for more in cases:
        with pytest.raises(ValidationError):
            imessage.config(database="chat.db", **more)
    given = imessage.config(local=True, database=Path("chat.db"))
    assert (given.local, given.database, given.osascript) == (True, "chat.db", None)


async def test_what_is_not_there_says_so(local: Spectrum) -> None:
    im = imessage(local)
    assert im.lines == []
    space = await im.space.get(DIRECT)
    with pytest.raises(UnsupportedError) as created:
        await im.space.create("+15550100001")
    assert created.value.platform == "iMessage (local mode)"
    assert (created.value.content_type, created.value.action) == (None, "space.create")
    with pytest.raises(UnsupportedError):
        im.line()
    with pytest.raises(UnsupportedError):
        await space.background("clear")
    with pytest.raises(UnsupportedError):
        await space.start_typing()
    async with space.responding():
        sent = await space.send("nothing is shown")
    assert sent is not None
    assert sent.id == "SENT-1"


async def test_events_of_a_mac(mac: Simulator, local: Spectrum) -> None:
    await event(local, "streamConnected")
    await mac.post("/api/text", {"guid": "MINE", "text": "out", "own": True})
    await mac.post("/api/file", {"guid": "F", "name": "a.txt", "state": 0})
    reading = asyncio.ensure_future(local.messages.__anext__())
    _, message = await asyncio.wait_for(reading, PATIENCE)
    assert imessage(message).is_filtered is False
    await mac.post("/api/delivered", {"guid": "MINE"})
    delivered = await event(local, "messageDelivered")
    assert isinstance(delivered, MessageDelivered)
    assert (delivered.message_id, delivered.is_from_me) == ("MINE", True)
    assert AttachmentReady.__annotations__["attachment_id"] == "str"


async def test_the_doctor_looks_at_what_it_is_given(mac: Simulator) -> None:
    report = await imessage.doctor(scope="local", database=mac.ready["database"], limit=5)
    database = report.check("database")
    assert database is not None
    assert (database.state, database.remedy) == ("ok", None)
    assert report.check("nothing") is None
    missing = await imessage.doctor(scope="local", database="/nowhere/chat.db", limit=5)
    assert not missing.healthy
    assert any(check.state == "failed" and check.remedy for check in missing.checks)
    with pytest.raises(ValidationError):
        await imessage.doctor(scope="nothing")  # type: ignore[arg-type]
    with pytest.raises(ValidationError):
        await imessage.doctor(limit=0)
