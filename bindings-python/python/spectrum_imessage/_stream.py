"""Streamed text: reads a program's source while its text is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Callable, Protocol, TypeVar, Union

from . import _native
from ._errors import SpectrumError, ValidationError, invalid
from ._log import logger
from ._port import call
from ._progress import call_telling

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterable, AsyncIterator

    from ._progress import OnProgress

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class HasTextStream(Protocol[T_co]):
    """An object with a ``text_stream``, such as the stream of messages of Anthropic's package."""

    @property
    def text_stream(self) -> AsyncIterable[T_co]:
        """The pieces of the text."""
        ...


TextSource = Union["AsyncIterable[T]", "AsyncIterator[T]", "HasTextStream[T]"]
"""Where streamed text comes from: an asynchronous iterable or iterator, or an object with one
under ``text_stream``."""


def open_source(what: str, source: object, extract: Callable[..., object] | None) -> object:
    """What the pieces of the text are read from. Throws for what is no source."""
    found: object = getattr(source, "text_stream", source)
    if not hasattr(found, "__aiter__") and not hasattr(found, "__anext__"):
        import inspect

        hint = "; await it first" if inspect.isawaitable(found) else ""
        raise invalid(
            f"{what} needs a string or an asynchronous source of text, "
            f"not {type(source).__name__}{hint}"
        )
    if extract is not None and not callable(extract):
        raise invalid(f"extract is a function, not {type(extract).__name__}")
    return found


async def send(
    start: Callable[
        [_native.Port, _native.Told | None, list[_native.Content], str | None], _native.Call[T]
    ],
    contents: list[_native.Content],
    client_message_id: str | None,
    on_progress: OnProgress | None,
) -> T:
    """Sends contents, and reads the sources of the streamed texts among them meanwhile.

    An error of a source comes out as it is, after what there was has been sent.
    """
    feeds = list({id(feed): feed for content in contents for feed in content.feeds()}.values())
    if not feeds:
        return await call_telling(start, on_progress, contents, client_message_id)
    import asyncio

    # All of them, before the first one is read.
    if not all([feed.begin() for feed in feeds]):
        raise ValidationError(
            "a streamed text can be sent once; its source is used up", code="sourceUsed"
        )
    pumps = [_Pump(feed) for feed in feeds]
    try:
        return await call_telling(start, on_progress, contents, client_message_id)
    except SpectrumError as error:
        failure = next((pump.failure for pump in pumps if pump.failure is not None), None)
        if error.code != "sourceFailed" or failure is None:
            raise
    finally:
        # The call is over by now, so that half a text cannot pass for the whole.
        await asyncio.gather(*[pump.stop() for pump in pumps], return_exceptions=True)
    # Outside of the handler: the error is the program's own, and nothing of ours hangs on it.
    raise failure


class _Pump:
    """Reads one source. A task of its own: a source may want to be closed where it was read."""

    def __init__(self, feed: _native.Feed) -> None:
        import asyncio

        self.failure: BaseException | None = None
        self._feed = feed
        self._stopping = False
        self._exhausted = False
        self._task = asyncio.ensure_future(self._run())

    def stop(self) -> asyncio.Task[None]:
        self._stopping = True
        self._task.cancel()
        return self._task

    async def _run(self) -> None:
        import asyncio

        source = chunks = self._feed.source
        try:
            if hasattr(source, "__aiter__"):
                chunks = source.__aiter__()
            await self._pump(chunks)
        except asyncio.CancelledError as error:
            if self._stopping:
                return
            # The source awaited something that was cancelled.
            await self._fail(error)
        except Exception as error:
            await self._fail(error)
        finally:
            if not self._exhausted:
                await close(chunks)
                if source is not chunks:
                    await close(source)
        self._feed.end()

    async def _pump(self, chunks: AsyncIterator[object]) -> None:
        while True:
            try:
                chunk = await chunks.__anext__()
            except StopAsyncIteration:
                self._exhausted = True
                return
            delta = delta_in(self._feed, chunk)
            if delta and not await call(self._feed.push, delta):
                return

    async def _fail(self, error: BaseException) -> None:
        self.failure = error
        try:
            # Its text may hold anything; what the program gets is the error itself.
            await call(self._feed.fail, f"the source of a text failed: {type(error).__name__}")
        finally:
            self._feed.end()


def delta_in(feed: _native.Feed, chunk: object) -> str | None:
    """The text in a piece of a source; nothing of control events."""
    if feed.extract is not None:
        delta = feed.extract(chunk)
        if delta is not None and not isinstance(delta, str):
            raise invalid(f"extract gives a string or None, not {type(delta).__name__}")
        return delta
    return chunk if isinstance(chunk, str) else _native.delta_of(_as_json(chunk))


async def close(source: Any) -> None:
    """Closes a source that may not have come to its end."""
    # Generators have aclose; the streams of model providers have an asynchronous close.
    import inspect

    end = getattr(source, "aclose", None)
    if end is None and inspect.iscoroutinefunction(getattr(source, "close", None)):
        end = source.close
    if end is None:
        return
    try:
        await end()
    except Exception as error:
        # The send has its own outcome.
        logger.warning("a source was not closed: %s", type(error).__name__)


def _as_json(chunk: Any) -> str:
    """A chunk as JSON, for the core to look at; ``null`` of what has none, an unknown shape."""
    value: object = chunk
    for name in ("model_dump", "to_dict"):
        dump = getattr(chunk, name, None)
        if callable(dump):
            value = dump()
            break
    try:
        # Only the text matters: other values may be of types that JSON does not know.
        return json.dumps(value, default=str) if isinstance(value, dict) else "null"
    except (TypeError, ValueError):
        return "null"
