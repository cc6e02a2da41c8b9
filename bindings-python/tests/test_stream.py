"""Streamed text."""

from __future__ import annotations

import asyncio
import gc
import logging
import weakref
from typing import TYPE_CHECKING, Any, Callable, cast

import pytest
from simulator import ALICE, Simulator

from spectrum_imessage import (
    IMessageSpace,
    RateLimitError,
    SpectrumError,
    TextStream,
    UnsupportedError,
    ValidationError,
    attachment,
    effect,
    group,
    imessage,
    markdown,
    reply,
    text,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from spectrum_imessage import TextSource


async def pieces(*texts: str) -> AsyncIterator[str]:
    for one in texts:
        yield one


class Chunks:
    """A source of any chunks, read once; it says whether it was closed."""

    def __init__(self, *chunks: object, then: Exception | None = None, hang: bool = False) -> None:
        self.left = list(chunks)
        self.then = then
        self.hang = hang
        self.closed = asyncio.Event()

    def __aiter__(self) -> AsyncIterator[object]:
        return self._read()

    async def _read(self) -> AsyncIterator[object]:
        try:
            while self.left:
                yield self.left.pop(0)
            if self.hang:
                await asyncio.Event().wait()
            if self.then is not None:
                raise self.then
        finally:
            self.closed.set()


class Model:
    """As the packages of model providers have them."""

    def __init__(self, **fields: object) -> None:
        self._fields = fields

    def model_dump(self) -> dict[str, object]:
        return self._fields


class Plain:
    """As they have been before."""

    def __init__(self, **fields: object) -> None:
        self._fields = fields

    def to_dict(self) -> dict[str, object]:
        return self._fields


async def sent(dm: IMessageSpace, content: TextStream) -> str:
    message = await dm.send(content)
    assert message is not None
    assert message.content.type == "text"
    return message.content.text


async def test_a_text_that_grows(sim: Simulator, dm: IMessageSpace) -> None:
    more = asyncio.Event()

    async def answer() -> AsyncIterator[str]:
        yield "Hel"
        await more.wait()
        yield "lo"

    sending = asyncio.ensure_future(dm.send(text(answer())))
    first = (await sim.sees(ALICE, text="Hel"))["message"]["guid"]
    more.set()
    message = await sending
    assert message is not None
    assert message.content == text("Hello")
    assert message.id == first
    await sim.sees(ALICE, kind="edit", text="Hello", message_guid=first)


async def test_markdown_is_sent_whole(sim: Simulator, dm: IMessageSpace) -> None:
    content = markdown(pieces("**bo", "ld**"))
    assert content.type == "markdown"
    message = await dm.send(content)
    assert message is not None
    assert message.content == markdown("**bold**")
    assert len(await sim.calls("SendTextMessage")) == 1
    assert await sim.calls("EditMessage") == []


async def test_an_iterator_without_more(dm: IMessageSpace) -> None:
    class Bare:
        left = 2

        async def __anext__(self) -> str:
            if not self.left:
                raise StopAsyncIteration
            self.left -= 1
            return f"<{self.left}>"

    assert await sent(dm, text(cast("TextSource[str]", Bare()))) == "<1><0>"


async def test_an_object_with_a_text_stream(dm: IMessageSpace) -> None:
    class Answer:
        @property
        def text_stream(self) -> AsyncIterator[str]:
            return pieces("one ", "two")

        def __aiter__(self) -> AsyncIterator[object]:
            raise AssertionError("its text_stream is read")

    assert await sent(dm, text(Answer())) == "one two"


@pytest.mark.parametrize("shape", [dict, Model, Plain])
async def test_chunks_of_model_providers(dm: IMessageSpace, shape: Callable[..., object]) -> None:
    chat = Chunks(
        shape(object="chat.completion.chunk", choices=[{"delta": {"role": "assistant"}}]),
        shape(choices=[{"delta": {"content": "Hel"}}]),
        shape(choices=[{"delta": {"content": "lo"}}]),
        shape(choices=[], usage={"total_tokens": 2}, created=object()),
    )
    assert await sent(dm, text(chat)) == "Hello"
    responses = Chunks(
        shape(type="response.created"),
        shape(type="response.output_text.delta", delta="Hello"),
        shape(type="response.completed"),
    )
    assert await sent(dm, text(responses)) == "Hello"
    messages = Chunks(
        shape(type="message_start", message={}),
        shape(type="content_block_delta", delta={"type": "text_delta", "text": "Hello"}),
        shape(type="message_stop"),
    )
    assert await sent(dm, text(messages)) == "Hello"


async def test_extract(dm: IMessageSpace) -> None:
    numbers: list[int] = [1, 2, 3]

    async def count() -> AsyncIterator[int]:
        for number in numbers:
            yield number

    def odd(number: int) -> str | None:
        return str(number) if number % 2 else None

    assert await sent(dm, text(count(), extract=odd)) == "13"

    def wrong(number: int) -> Any:
        return float(number)

    with pytest.raises(ValidationError, match="float"):
        await dm.send(text(count(), extract=wrong))


@pytest.mark.parametrize("chunk", [1, None, b"bytes", {"odd": 1}, object(), Model(odd=1), ["a"]])
async def test_an_unknown_chunk_asks_for_extract(
    sim: Simulator, dm: IMessageSpace, chunk: object
) -> None:
    source = Chunks(chunk, hang=True)
    with pytest.raises(ValidationError, match="extract") as caught:
        await dm.send(text(source))
    assert caught.value.code == "unknownChunk"
    assert source.closed.is_set()
    assert await sim.calls("SendTextMessage") == []


async def test_what_is_no_source() -> None:
    async def forgotten() -> AsyncIterator[str]:
        return pieces("a")

    coroutine = forgotten()
    wrong: list[Any] = [text("a"), text(pieces("a")), attachment(b"", name="a.txt"), ["a"], 1, None]
    for build in (text, markdown):
        for source in wrong:
            with pytest.raises(ValidationError, match="asynchronous source"):
                build(source)
        with pytest.raises(ValidationError, match="await it first"):
            build(coroutine)  # type: ignore[call-overload] # pyright: ignore
        with pytest.raises(ValidationError, match="extract"):
            build("a", extract=str)  # type: ignore[call-overload] # pyright: ignore
        with pytest.raises(ValidationError, match="extract"):
            build(pieces("a"), extract="a")  # type: ignore[call-overload] # pyright: ignore
    coroutine.close()


async def test_a_source_is_used_once(sim: Simulator, dm: IMessageSpace) -> None:
    content = text(pieces("once"))
    await dm.send(content)
    for again in (content, reply(content, await message(dm))):
        with pytest.raises(ValidationError) as caught:
            await dm.send("before", again)
        assert caught.value.code == "sourceUsed"
    texts = [str(call["request"]) for call in await sim.calls("SendTextMessage")]
    assert sum("once" in text for text in texts) == 1
    assert sum("before" in text for text in texts) == 0, "it is checked before anything is sent"


async def test_a_source_that_fails(sim: Simulator, dm: IMessageSpace) -> None:
    error = RuntimeError("the model is gone")
    with pytest.raises(RuntimeError) as caught:
        await dm.send(text(Chunks("What ", "there was", then=error)))
    assert caught.value is error
    assert (error.__cause__, error.__context__) == (None, None)
    await sim.sees(ALICE, text="What there was")
    with pytest.raises(RuntimeError) as caught:
        await dm.send(text(Chunks(then=error)))
    assert caught.value is error


async def test_a_source_that_was_cancelled_itself(sim: Simulator, dm: IMessageSpace) -> None:
    async def cancelled() -> AsyncIterator[str]:
        yield "What there was"
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(dm.send(text(cancelled())), 10)
    await sim.sees(ALICE, text="What there was")


async def test_a_failed_send_closes_the_source(sim: Simulator, dm: IMessageSpace) -> None:
    await sim.post("/api/quotas", {"daily_limit": 1})
    await dm.send("the last one")
    source = Chunks("too many", hang=True)
    with pytest.raises(RateLimitError):
        await dm.send(text(source))
    assert source.closed.is_set()
    unread = Chunks("never", hang=True)
    with pytest.raises(ValidationError):
        await dm.send(text(unread), attachment("no-such-file.txt"))
    assert unread.closed.is_set()


async def test_a_cancelled_send_closes_the_source(sim: Simulator, dm: IMessageSpace) -> None:
    source = Chunks("half a", hang=True)
    task = asyncio.ensure_future(dm.send(text(source)))
    await sim.sees(ALICE, text="half a")
    source.left.append(" text")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert source.closed.is_set()
    await dm.send("afterwards")
    await sim.sees(ALICE, text="afterwards")
    assert await sim.calls("EditMessage") == [], "half a text is not shown as the whole"


async def test_a_stream_that_is_no_generator_is_closed(
    dm: IMessageSpace, caplog: pytest.LogCaptureFixture
) -> None:
    class Stream:
        closed = 0

        def __aiter__(self) -> Stream:
            return self

        async def __anext__(self) -> int:
            return 1

        async def close(self) -> None:
            self.closed += 1
            raise OSError("secret")

    stream = Stream()
    with caplog.at_level(logging.WARNING), pytest.raises(ValidationError):
        await dm.send(text(stream))
    assert stream.closed == 1
    assert "OSError" in caplog.text
    assert "secret" not in caplog.text


async def test_a_fast_source_waits(sim: Simulator, dm: IMessageSpace) -> None:
    await sim.post("/api/faults", {"method": "SendTextMessage", "action": "hang"})
    source = Chunks(*["x"] * 10_000)
    task = asyncio.ensure_future(dm.send(text(source)))
    await sim.call("SendTextMessage")
    # Time enough for the source to go on, if nothing held it.
    for _ in range(50):
        await sim.get("/api/state")
    assert len(source.left) > 9_000
    task.cancel()
    await asyncio.wait([task])
    assert source.closed.is_set()


async def test_a_source_without_text(dm: IMessageSpace, sim: Simulator) -> None:
    assert await dm.send(text(pieces())) is None
    assert await dm.send(text(pieces("", ""))) is None
    async with sim.spectrum(unsupported="throw") as app:
        strict = await imessage(app).space.create(ALICE)
        with pytest.raises(UnsupportedError) as caught:
            await strict.send(text(pieces()))
    assert caught.value.content_type == "text"


async def test_inside_other_content(sim: Simulator, dm: IMessageSpace) -> None:
    target = await message(dm)
    answer = await target.reply(text(pieces("an ", "answer")))
    assert answer is not None
    await sim.sees(ALICE, text="an answer", reply_to=target.id)
    await target.edit(text(pieces("a new ", "text")))
    await sim.sees(ALICE, kind="edit", text="a new text")
    together = await dm.send(group(text(pieces("a ", "caption")), attachment(b"a", name="a.txt")))
    assert together is not None
    assert together.content.type == "group"
    assert [part.content.type for part in together.content.items] == ["text", "attachment"]
    assert together.content.items[0].content == text("a caption")
    # Two texts are refused before either is read.
    source = Chunks("a caption", hang=True)
    assert await dm.send(group(text(source), "another", attachment(b"a", name="a.txt"))) is None
    assert source.closed.is_set()
    inner = reply(text(pieces("taken ", "out")), target).content
    assert await dm.send(inner) is not None
    await sim.sees(ALICE, text="taken out")
    with pytest.raises(ValidationError):
        effect(text(pieces("a")), imessage.effect.message.slam)


async def test_several_at_once(dm: IMessageSpace) -> None:
    several = await dm.send(text(pieces("a", "b")), "between", text(pieces("c", "d")))
    assert [one.content for one in several] == [text("ab"), text("between"), text("cd")]
    together = await asyncio.gather(*(sent(dm, text(pieces("n", str(n)))) for n in range(50)))
    assert together == [f"n{n}" for n in range(50)]


async def test_drafts_compare_by_identity() -> None:
    one, other = text(pieces("a")), text(pieces("a"))
    assert one == one
    assert one != other
    assert len({one, other, one}) == 2
    assert "text" in repr(one)


def test_an_unsent_source_is_let_go() -> None:
    class Source:
        content: TextStream | None = None

        def __aiter__(self) -> AsyncIterator[str]:
            return pieces()

    source = Source()
    # A circle through the native side.
    source.content = text(source)
    alive = weakref.ref(source)
    del source
    gc.collect()
    assert alive() is None


async def test_the_end_of_the_application(sim: Simulator) -> None:
    source = Chunks("half a", hang=True)
    async with sim.spectrum() as app:
        dm = await imessage(app).space.create(ALICE)
        await app.stop()
        with pytest.raises(SpectrumError):
            await dm.send(text(source))
    assert source.closed.is_set()


async def message(dm: IMessageSpace) -> Any:
    found = await dm.send("hello")
    assert found is not None
    return found
