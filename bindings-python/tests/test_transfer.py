"""Files on their way: progress, limits, cancellation, Live Photos, memory."""

from __future__ import annotations

import asyncio
import base64
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from simulator import ALICE, Simulator
from waiting import heard, take, until

from spectrum_imessage import (
    Attachment,
    IMessageSpace,
    Message,
    Progress,
    Spectrum,
    SpectrumError,
    ValidationError,
    attachment,
    contact,
    imessage,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from pathlib import Path

UPLOAD = "UploadAttachment"
DOWNLOAD = "DownloadAttachment"
MIB = 1024 * 1024
# The simulator numbers files.
FIRST_GUID = "A7000000-0000-4000-8000-000000000001"


def noise(length: int) -> bytes:
    """Bytes that are nowhere alike, so that a piece in the wrong place is seen."""
    return b"".join(number.to_bytes(4, "big") for number in range(length // 4 + 1))[:length]


def check(seen: list[Progress], size: int) -> None:
    """Never back, not too often, one end."""
    amounts = [progress.transferred for progress in seen]
    assert amounts == sorted(set(amounts))
    assert seen[-1] == Progress(size, size)
    assert len(seen) <= size // (64 * 1024) + 1


async def received(app: Spectrum, message: Message | None) -> Attachment:
    """A sent file as the service knows it."""
    assert message is not None
    guid = imessage(message).attachment_metadata[0].guid
    found = await imessage(app).get_attachment(guid)
    assert found is not None
    return found


async def hangs(sim: Simulator, method: str) -> None:
    await sim.post("/api/faults", {"method": method, "action": "hang", "times": 1})


async def cancel(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_progress_there_and_back(app: Spectrum, dm: IMessageSpace, tmp_path: Path) -> None:
    data, path = noise(1_500_001), tmp_path / "a.bin"
    path.write_bytes(data)
    loop = asyncio.get_running_loop()
    seen: list[Progress] = []

    def on_progress(progress: Progress) -> None:
        assert asyncio.get_running_loop() is loop
        seen.append(progress)

    for source in (attachment(path), attachment(data, name="b.bin")):
        seen.clear()
        found = await received(app, await dm.send(source, on_progress=on_progress))
        check(seen, len(data))
        seen.clear()
        assert await found.read(on_progress=on_progress) == data
        check(seen, len(data))
        seen.clear()
        assert await found.save(tmp_path / "copy.bin", on_progress=on_progress) == len(data)
        check(seen, len(data))
        assert (tmp_path / "copy.bin").read_bytes() == data

    # All files of a call together; also as answers, and where nothing is uploaded.
    seen.clear()
    first, second = await dm.send(
        attachment(noise(300_000), name="a.bin"),
        attachment(noise(200_000), name="b.bin"),
        on_progress=on_progress,
    )
    check(seen, 500_000)
    seen.clear()
    await first.reply(attachment(noise(100_000), name="c.bin"), on_progress=on_progress)
    await app.send(dm, attachment(noise(100_000), name="d.bin"), on_progress=on_progress)
    assert seen.count(Progress(100_000, 100_000)) == 2
    seen.clear()
    await second.reply("no file", on_progress=on_progress)
    assert seen == []


async def test_a_callback_that_fails_stops_nothing(dm: IMessageSpace) -> None:
    reported: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: reported.append(context["exception"]))

    def on_progress(progress: Progress) -> None:
        raise KeyError(progress.transferred)

    sent = await dm.send(attachment(noise(200_000), name="a.bin"), on_progress=on_progress)
    assert sent is not None
    assert reported
    assert all(isinstance(error, KeyError) for error in reported)
    wrong: Any = "no function"
    with pytest.raises(ValidationError):
        await dm.send("hi", on_progress=wrong)


async def test_a_late_loop_gets_the_newest_value(dm: IMessageSpace) -> None:
    seen: list[Progress] = []
    task = asyncio.ensure_future(
        dm.send(attachment(noise(4 * MIB), name="a.bin"), on_progress=seen.append)
    )
    # The loop stands still for a moment, and the core does not.
    for _ in range(20):
        await asyncio.sleep(0.001)
        sum(range(200_000))
    await task
    check(seen, 4 * MIB)
    told = len(seen)
    await asyncio.sleep(0)
    assert len(seen) == told, "nothing after the end"


async def test_an_upload(sim: Simulator, app: Spectrum, tmp_path: Path) -> None:
    line = imessage(app).line()
    picture, video, seen = noise(200_000), tmp_path / "a.mov", list[Progress]()
    video.write_bytes(noise(100_000))
    photo = attachment(picture, name="a.heic", companion=video)
    uploads = [
        await line.attachments.upload(photo, client_message_id="same", on_progress=seen.append)
        for _ in range(2)
    ]
    assert uploads[0] == uploads[1]
    assert uploads[0].attachment is not None
    assert uploads[0].companion is not None
    assert uploads[0].attachment.file_name == "a.heic"
    assert uploads[0].attachment.total_bytes == 200_000
    assert uploads[0].companion.total_bytes == 100_000
    assert seen.count(Progress(300_000, 300_000)) == 2
    card = (await line.attachments.upload(contact(name="Ada Lovelace"))).attachment
    assert card is not None
    assert card.file_name.endswith(".vcf")
    wrong: Any = text("no file")
    with pytest.raises(ValidationError):
        await line.attachments.upload(wrong)
    assert len(await sim.calls(UPLOAD)) == 3


async def test_a_cancelled_upload_stops_at_once(
    sim: Simulator, app: Spectrum, dm: IMessageSpace
) -> None:
    content = attachment(noise(300_000), name="a.bin")
    upload = imessage(app).line().attachments.upload
    starts: list[Callable[[], Coroutine[Any, Any, object]]]
    starts = [lambda: dm.send(content), lambda: upload(content)]
    for number, start in enumerate(starts, 1):
        await hangs(sim, UPLOAD)
        task = asyncio.ensure_future(start())
        await until_calls(sim, UPLOAD, number)
        await cancel(task)
        await sim.call(UPLOAD, status="CANCELLED")
    assert await sim.calls("SendAttachmentMessage") == []
    with pytest.raises(RuntimeError, match="attachmentNotFound"):
        await sim.get(f"/api/attachments/{FIRST_GUID}")
    await dm.send("afterwards")
    assert "a.bin" not in str(await sim.get("/api/seen", person=ALICE))
    uploaded = (await upload(content)).attachment
    assert uploaded is not None
    assert uploaded.guid == FIRST_GUID


async def until_calls(sim: Simulator, method: str, count: int) -> None:
    while len(await sim.calls(method)) < count:  # noqa: ASYNC110
        await asyncio.sleep(0.01)


async def test_a_save_is_whole_or_not_at_all(
    sim: Simulator, app: Spectrum, dm: IMessageSpace, tmp_path: Path
) -> None:
    data, path = noise(3_000_000), tmp_path / "copy.bin"
    found = await received(app, await dm.send(attachment(data, name="a.bin")))
    path.write_bytes(b"before")
    for start in (
        lambda: found.read(max_size=2_999_999),
        lambda: found.save(path, max_size=2_999_999),
        lambda: found.stream(max_size=2_999_999).__anext__(),
    ):
        with pytest.raises(ValidationError) as caught:
            await start()
        assert caught.value.code == "attachmentTooLarge"
        assert caught.value.context == {"size": "3000000", "limit": "2999999"}
    with pytest.raises(ValidationError) as caught:
        await found.save(tmp_path / "no" / "folder.bin")
    assert caught.value.code == "fileNotWritable"
    with pytest.raises(ValidationError) as caught:
        await found.read(max_size=-1)
    assert caught.value.code == "invalidArgument"
    assert await sim.calls(DOWNLOAD) == []

    await hangs(sim, DOWNLOAD)
    task = asyncio.ensure_future(found.save(path))
    await sim.call(DOWNLOAD)
    assert len(os.listdir(tmp_path)) == 2, "a temporary file"
    await cancel(task)
    await until(lambda: os.listdir(tmp_path) == ["copy.bin"])
    assert path.read_bytes() == b"before"
    await sim.call(DOWNLOAD, status="CANCELLED")
    assert await found.save(str(path), max_size=3_000_000) == 3_000_000
    assert path.read_bytes() == data
    assert os.listdir(tmp_path) == ["copy.bin"]


async def test_a_cancelled_read(sim: Simulator, app: Spectrum, dm: IMessageSpace) -> None:
    found = await received(app, await dm.send(attachment(noise(100_000), name="a.bin")))
    await hangs(sim, DOWNLOAD)
    task = asyncio.ensure_future(found.read())
    await sim.call(DOWNLOAD)
    await cancel(task)
    await sim.call(DOWNLOAD, status="CANCELLED")
    assert await found.read() == noise(100_000)


async def test_bad_files(dm: IMessageSpace, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(100 * MIB + 1)
    with pytest.raises(SpectrumError) as caught:
        await dm.send(attachment(large))
    assert caught.value.code == "attachmentTooLarge"
    with pytest.raises(SpectrumError) as caught:
        await dm.send(attachment(b"picture", name="a.heic", companion=tmp_path / "nowhere.mov"))
    assert caught.value.code == "fileNotFound"


async def test_live_photos(
    sim: Simulator, app: Spectrum, dm: IMessageSpace, tmp_path: Path
) -> None:
    picture, video = noise(200_000), noise(300_000)
    photo = attachment(picture, name="a.heic", companion=video)
    assert photo.companion is not None
    assert await photo.companion.read() == video
    found = await received(app, await dm.send(photo))
    assert found.companion is not None
    assert await found.companion.save(tmp_path / "a.mov") == len(video)
    assert (tmp_path / "a.mov").read_bytes() == video
    assert b"".join([piece async for piece in found.companion.stream()]) == video
    plain = await received(app, await dm.send(attachment(picture, name="b.heic")))
    assert plain.companion is None

    reading = asyncio.ensure_future(take(app.messages, 1))
    await heard(app)
    fields = {"data": picture, "companion": video}
    encoded = {name: base64.b64encode(data).decode() for name, data in fields.items()}
    await sim.person(ALICE, "attachment", name="c.heic", **encoded)
    content = (await reading)[0].content
    assert content.type == "attachment"
    assert content.companion is not None
    assert await content.companion.read() == video
    assert await content.read() == picture


MEMORY = """
import asyncio, sys
from pathlib import Path
from spectrum_imessage import Spectrum, attachment, imessage

def status(field):
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1])

async def main():
    async with Spectrum(providers=[imessage.config()]) as app:
        im = imessage(app)
        dm = await im.space.create("+15551230001")
        await dm.send("warm")
        # The peak is counted from here (Linux, Documentation/filesystems/proc.rst).
        Path("/proc/self/clear_refs").write_text("5")
        idle, seen = status("VmRSS:"), []
        if sys.argv[1] == "send":
            sent = await dm.send(attachment(sys.argv[2]), on_progress=seen.append)
            guid = imessage(sent).attachment_metadata[0].guid
        else:
            guid = sys.argv[2]
            found = await im.get_attachment(guid)
            await found.save(sys.argv[3], on_progress=seen.append)
        assert seen
        print(status("VmHWM:") - idle, guid)

asyncio.run(main())
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/clear_refs"), reason="Linux tells the peak")
def test_a_large_file_is_never_in_memory(sim: Simulator, tmp_path: Path) -> None:
    size, source, target = 100 * MIB, tmp_path / "large.bin", tmp_path / "copy.bin"
    with source.open("wb") as file:
        file.truncate(size)

    def run(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-c", MEMORY, *arguments],
            env={**os.environ, **sim.environment()},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        kib, guid = done.stdout.split()
        print(f"{arguments[0]}: {int(kib) / 1024:.1f} MiB above idle")
        return int(kib) * 1024, guid

    taken, guid = run("send", str(source))
    assert taken <= 40 * MIB
    taken, _ = run("save", guid, str(target))
    assert taken < 32 * MIB
    assert target.stat().st_size == size
