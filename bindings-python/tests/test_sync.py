"""The surface without asyncio."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import pytest
from sync_support import ALICE, BOB, spectrum
from test_webhook import SECRET, message, signed

import spectrum_imessage
from spectrum_imessage.sync import (
    Attachment,
    Group,
    IMessageSpace,
    Message,
    MessageEdited,
    NotReceived,
    Progress,
    Reply,
    Simulator,
    Space,
    Spectrum,
    SpectrumError,
    Text,
    UnsupportedError,
    ValidationError,
    attachment,
    effect,
    group,
    imessage,
    markdown,
    text,
    timeout,
    webhook,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator


@pytest.fixture
def sim() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def app(sim: Simulator) -> Iterator[Spectrum]:
    with spectrum(sim) as app:
        yield app


@pytest.fixture
def dm(app: Spectrum) -> IMessageSpace:
    return imessage(app).space.create(ALICE)


def words(found: Message) -> str:
    assert isinstance(found.content, Text)
    return found.content.text


def test_an_agent_and_its_objects(sim: Simulator, app: Spectrum) -> None:
    person = sim.person()

    def answer() -> None:
        for space, found in app.messages:
            with space.responding(refresh=5):
                found.react(imessage.tapbacks.love)
                found.reply(effect("seen", imessage.effect.message.slam))

    thread = threading.Thread(target=answer)
    thread.start()
    sim.listening()
    question = person.text("hello")
    person.receives(reaction="love", message=question)
    person.receives("seen", effect="slam", reply_to=question)
    person.receives(typing=False)
    with pytest.raises(NotReceived, match="hello"):
        person.receives("something else", within=0.01)
    app.stop()
    thread.join(10)
    assert not thread.is_alive()


def test_content_that_arrives_is_of_this_surface(sim: Simulator, app: Spectrum) -> None:
    person = sim.person()
    messages = iter(app.messages)
    with ThreadPoolExecutor() as pool:
        first = pool.submit(next, messages)
        sim.listening()
        person.attachment("a.txt", b"abc")
        _, found = first.result(10)
    assert isinstance(found, Message)
    assert isinstance(found.content, Attachment)
    assert found.content.read() == b"abc"
    assert b"".join(found.content.stream()) == b"abc"
    sent = found.reply("what is it?")
    assert sent is not None
    person.reply("a file", to=sent)
    _, found = next(messages)
    assert isinstance(found.content, Reply)
    assert isinstance(found.content.target, Message)
    assert found.content.target.id == sent.id
    known = imessage(app).get_attachment(
        str(cast("Any", sim.conversations()[0]).messages[0].attachments[0].guid)
    )
    assert isinstance(known, Attachment)


def test_what_the_asyncio_surface_has_made_can_be_sent(sim: Simulator, dm: IMessageSpace) -> None:
    # Only the types are of the other surface.
    dm.send(cast("Any", spectrum_imessage.effect("mixed", imessage.effect.message.loud)))
    sim.person().receives("mixed", effect="loud")
    sent = dm.send(group("caption", attachment(b"1", name="a.txt")))
    assert sent is not None
    assert isinstance(sent.content, Group)
    assert all(isinstance(one, Message) for one in sent.content.items)
    # What cannot be mixed says which of the two it is.
    with pytest.raises(ValidationError, match=r"not spectrum_imessage\.Spectrum"):
        imessage(cast("Any", spectrum_imessage.Spectrum(simulator=True)))
    with pytest.raises(ValidationError, match=r"not spectrum_imessage\.sync\.Simulator"):
        spectrum_imessage.Spectrum(simulator=cast("Any", sim))


def test_files(sim: Simulator, dm: IMessageSpace, tmp_path: Any) -> None:
    data, told = b"x" * 200_000, list[Progress]()
    sent = dm.send(attachment(data, name="a.bin"), on_progress=told.append)
    assert sent is not None
    assert [one.transferred for one in told] == sorted(one.transferred for one in told)
    assert told[-1] == Progress(len(data), len(data))
    guid = sim.conversations()[0].messages[0].attachments[0].guid
    assert sim.attachment(guid) == data
    made = attachment(data, name="b.bin")
    assert made.save(tmp_path / "b.bin") == len(data)
    assert (tmp_path / "b.bin").read_bytes() == data


def test_a_callback_that_fails_is_logged(
    dm: IMessageSpace, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: Progress) -> None:
        raise LookupError("secret")

    sent = dm.send(attachment(b"x" * 200_000, name="a.bin"), on_progress=fail)
    assert sent is not None
    assert "on_progress failed: LookupError" in caplog.text
    assert "LookupError: " not in caplog.text


def test_several_threads_send_each_in_its_order(sim: Simulator, app: Spectrum) -> None:
    spaces = [imessage(app).space.create(one) for one in (ALICE, BOB)]
    together = threading.Barrier(8)

    def send(number: int) -> None:
        together.wait(10)
        for count in range(20):
            spaces[number % 2].send(f"{number}:{count}")

    with ThreadPoolExecutor(8) as pool:
        for one in [pool.submit(send, number) for number in range(8)]:
            one.result(60)
    sent = [one.text for found in sim.conversations() for one in found.messages]
    assert len(sent) == 160
    for number in range(8):
        mine = [one for one in sent if str(one).startswith(f"{number}:")]
        assert mine == [f"{number}:{count}" for count in range(20)]


def test_calls_while_another_thread_reads(sim: Simulator, app: Spectrum) -> None:
    got: list[str] = []
    both = threading.Event()

    def read() -> None:
        for _, found in app.messages:
            got.append(words(found))
            if len(got) == 2:
                both.set()

    threading.Thread(target=read, daemon=True).start()
    sim.listening()
    # There is one consumer, and it keeps its place.
    with pytest.raises(ValidationError) as caught:
        next(iter(app.messages))
    assert caught.value.code == "messagesTaken"
    dm = imessage(app).space.create(ALICE)
    sent = dm.send("a question")
    assert sent is not None
    again = dm.get_message(sent.id)
    assert again is not None
    assert words(again) == "a question"
    assert app.health().lines[0].line == "shared"
    assert [one.id for one in dm.history().messages] == [sent.id]
    sim.person().text("one")
    sim.person().text("two")
    assert both.wait(10)
    assert got == ["one", "two"]


def test_a_loop_that_was_left_goes_on(sim: Simulator, app: Spectrum) -> None:
    def write() -> None:
        sim.listening()
        sim.person().text("one")

    threading.Thread(target=write).start()
    for _, found in app.messages:
        assert words(found) == "one"
        break
    sim.person().text("two")
    assert [words(found) for _, found in [next(iter(app.messages))]] == ["two"]


def test_limits_of_time(sim: Simulator, app: Spectrum, dm: IMessageSpace) -> None:
    sim.fault("SendTextMessage", "hang", times=2)
    with pytest.raises(TimeoutError), timeout(0.2):
        dm.send("never")
    sim.called("SendTextMessage", status="CANCELLED")
    # The earlier limit counts, and none is left behind.
    with pytest.raises(TimeoutError), timeout(0.2), timeout(600):
        dm.send("never")
    dm.send("afterwards")
    sim.person().receives("afterwards")
    with timeout(600), pytest.raises(TimeoutError), timeout(0.05):
        list(app.messages)
    sim.person().text("late")
    with timeout(10):
        assert words(next(app.messages)[1]) == "late"
    for wrong in (0, -1, float("nan")):
        with pytest.raises(ValidationError), timeout(wrong):
            pass


def test_text_that_is_still_being_written(sim: Simulator, dm: IMessageSpace) -> None:
    closed: list[str] = []

    def pieces(*given: str) -> Generator[str, None, None]:
        try:
            yield from given
        finally:
            closed.append(threading.current_thread().name)

    def tee(chunk: dict[str, str]) -> str:
        return chunk["t"]

    person = sim.person()
    sent = dm.send(text(pieces("one ", "two")))
    assert sent is not None
    person.receives("one two")
    dm.send(
        markdown(iter(["**bo", "ld**"])),
        text([{"t": "x"}, {"t": "y"}], extract=tee),
    )
    person.receives("bold")
    person.receives("xy")
    # In the thread of the caller.
    assert closed == [threading.current_thread().name]
    once = text(pieces("again"))
    dm.send(once)
    with pytest.raises(ValidationError) as caught:
        dm.send(once)
    assert caught.value.code == "sourceUsed"


def test_a_source_that_fails(sim: Simulator, dm: IMessageSpace) -> None:
    def broken() -> Iterator[str]:
        yield "half a"
        raise LookupError("of the program")

    with pytest.raises(LookupError, match="of the program"):
        dm.send(text(broken()))
    sim.person().receives("half a")

    def number(chunk: str) -> int:
        return len(chunk)

    with pytest.raises(ValidationError, match="extract gives"):
        dm.send(text(["a"], extract=cast("Any", number)))

    async def asynchronous() -> Any:
        yield "a"

    for wrong, hint in ((asynchronous(), "asynchronous"), (b"bytes", "bytes"), (7, "int")):
        with pytest.raises(ValidationError, match=hint):
            text(cast("Any", wrong))


def test_a_source_is_closed_when_the_send_fails(sim: Simulator, dm: IMessageSpace) -> None:
    ended = threading.Event()

    def endless() -> Iterator[str]:
        try:
            while True:
                yield "word "
        finally:
            ended.set()

    sim.fault("SendTextMessage", status="INVALID_ARGUMENT")
    with pytest.raises(SpectrumError):
        dm.send(text(endless()))
    assert ended.is_set()


def test_jobs_run_in_threads(sim: Simulator, app: Spectrum) -> None:
    together = threading.Barrier(2)
    tries: list[str] = []
    dead: list[tuple[str, str]] = []

    def handler(space: Space, found: Message) -> None:
        if words(found) == "bad":
            tries.append(threading.current_thread().name)
            raise LookupError("secret")
        # Only chats side by side come through.
        together.wait(10)
        space.send("answer")

    def dead_letter(space: Space, found: Message, error: BaseException) -> None:
        dead.append((words(found), type(error).__name__))
        space.send("given up")

    work = threading.Thread(
        target=lambda: app.handle(handler, attempts=2, backoff=0.01, dead_letter=dead_letter)
    )
    work.start()
    sim.listening()
    alice, bob = sim.person(ALICE), sim.person(BOB)
    alice.text("hello")
    bob.text("hello")
    alice.receives("answer")
    bob.receives("answer")
    alice.text("bad")
    alice.receives("given up")
    assert dead == [("bad", "LookupError")]
    assert len(tries) == 2
    app.stop()
    work.join(20)
    assert not work.is_alive()


def test_wrong_handlers(app: Spectrum) -> None:
    async def asynchronous(space: Space, found: Message) -> None: ...

    for wrong in (asynchronous, None, "text"):
        with pytest.raises(ValidationError):
            app.handle(cast("Any", wrong))
    with pytest.raises(ValidationError):
        app.handle(cast("Any", print), dead_letter=cast("Any", asynchronous))
    # Nobody has the place.
    with pytest.raises(TimeoutError), timeout(0.05):
        next(app.messages)


def test_a_handler_that_only_begins_fails(sim: Simulator, app: Spectrum) -> None:
    async def asynchronous(space: Space, found: Message) -> None: ...

    def handler(space: Space, found: Message) -> object:
        return asynchronous(space, found)

    def dead_letter(space: Space, found: Message, error: BaseException) -> None:
        space.send(type(error).__name__)

    settings = {"attempts": 1, "dead_letter": dead_letter}
    threading.Thread(target=app.handle, args=(handler,), kwargs=settings).start()
    sim.listening()
    sim.person().text("hello")
    sim.person().receives("ValidationError")
    app.stop()


def test_a_handler_that_exits_its_thread_holds_up_nothing(sim: Simulator, app: Spectrum) -> None:
    def handler(space: Space, found: Message) -> None:
        if words(found) == "leave":
            raise SystemExit
        space.send("still here")

    threading.Thread(target=app.handle, args=(handler,), kwargs={"concurrency": 1}).start()
    sim.listening()
    sim.person(ALICE).text("leave")
    sim.person(BOB).text("stay")
    sim.person(BOB).receives("still here")
    app.stop()


def test_events_and_streams_of_a_line(sim: Simulator, app: Spectrum) -> None:
    threading.Thread(target=list, args=(app.messages,), daemon=True).start()
    person = sim.person()
    with imessage(app).line().events.messages() as stream:
        sim.listening()
        guid = person.text("befor")
        assert next(stream).type == "message.received"
    assert list(stream) == []
    events = iter(app.events)
    seen = threading.Event()

    def mend() -> None:
        # Until somebody hears of it: the application may not listen yet.
        while not seen.is_set():
            person.edit(guid, "before")
            seen.wait(0.5)

    mending = threading.Thread(target=mend)
    mending.start()
    try:
        with timeout(20):
            found = next(one for one in events if isinstance(one, MessageEdited))
    finally:
        seen.set()
        mending.join()
    assert (found.message_id, found.text) == (guid, "before")
    assert type(found.space) is Space


def test_webhooks(sim: Simulator) -> None:
    with spectrum(sim, webhook_secret=SECRET) as app:
        body = message("M1")
        assert app.webhook(signed(body), body) == (200, "ok")
        assert app.webhook(signed(body), body).body == "duplicate"
        assert words(next(app.messages)[1]) == "I am M1"
        assert webhook.verify(SECRET, signed(body), body).webhook_id == "wh_1"


def test_inside_an_event_loop(sim: Simulator) -> None:
    async def main() -> None:
        with spectrum(sim) as app:
            imessage(app).space.create(ALICE).send("from a notebook")

    asyncio.run(main())
    sim.person().receives("from a notebook")


def test_beside_the_asyncio_surface(sim: Simulator, dm: IMessageSpace) -> None:
    async def main() -> None:
        async with spectrum_imessage.Spectrum(simulator=True) as other:
            space = await spectrum_imessage.imessage(other).space.create(ALICE)
            await space.send("awaited")
            # A blocking call in a thread, as servers do it.
            await asyncio.to_thread(dm.send, "in a thread")
            await other.simulator.person().receives("awaited")

    asyncio.run(main())
    sim.person().receives("in a thread")


def test_without_a_block() -> None:
    app = Spectrum(simulator=True)
    with pytest.raises(SpectrumError) as caught:
        _ = app.messages
    assert caught.value.code == "notStarted"
    assert app.start() is app
    app.stop()
    app.stop()
    with pytest.raises(SpectrumError):
        imessage(app).space.create(ALICE).send("late")
    with pytest.raises(SpectrumError):
        next(app.messages)


def test_logs_come_while_calls_wait(
    app: Spectrum, dm: IMessageSpace, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "spectrum_imessage"):
        dm.send(spectrum_imessage.custom({"a": 1}))
    assert "custom" in caplog.text


def test_an_unsupported_action_has_its_error(dm: IMessageSpace) -> None:
    with pytest.raises(UnsupportedError):
        dm.get_members()
