"""Streamed text: reads a program's source while its text is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Protocol, TypeVar, Union

from .._errors import SpectrumError, ValidationError, invalid
from .._log import logger
from .._stream import delta_in
from ._port import borrowed, call, call_telling_to
from ._progress import call_telling, teller_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .. import _native as _core
    from . import _native
    from ._progress import OnProgress

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class HasTextStream(Protocol[T_co]):
    """An object with a ``text_stream``, such as the stream of messages of Anthropic's package."""

    @property
    def text_stream(self) -> Iterable[T_co]:
        """The pieces of the text."""
        ...


TextSource = Union["Iterable[T]", "Iterator[T]", "HasTextStream[T]"]
"""Where streamed text comes from: an iterable or iterator, or an object with one under
``text_stream``."""


def open_source(what: str, source: object, extract: Callable[..., object] | None) -> object:
    """What the pieces of the text are read from. Throws for what is no source."""
    found: object = getattr(source, "text_stream", source)
    iterable = hasattr(found, "__iter__") or hasattr(found, "__next__")
    if not iterable or type(found) in (bytes, bytearray, memoryview):
        import inspect

        asynchronous = hasattr(found, "__aiter__") or inspect.isawaitable(found)
        hint = "; asynchronous ones are for `spectrum_imessage`" if asynchronous else ""
        raise invalid(
            f"{what} needs a string or a source of text, not {type(source).__name__}{hint}"
        )
    if extract is not None and not callable(extract):
        raise invalid(f"extract is a function, not {type(extract).__name__}")
    return found


def send(
    start: Callable[
        [_core.Port, _core.Told | None, list[_core.Content], str | None], _core.Call[T]
    ],
    contents: list[_native.Content],
    client_message_id: str | None,
    on_progress: OnProgress | None,
) -> T:
    """Sends contents, and reads the sources of the streamed texts among them meanwhile, in the
    thread of the caller.

    An error of a source comes out as it is, after what there was has been sent.
    """
    feeds = list({id(feed): feed for content in contents for feed in content.feeds()}.values())
    if not feeds:
        return call_telling(start, on_progress, contents, client_message_id)
    # All of them, before the first one is read.
    if not all([feed.begin() for feed in feeds]):
        raise ValidationError(
            "a streamed text can be sent once; its source is used up", code="sourceUsed"
        )
    sources = [_Source(feed) for feed in feeds]
    failure: Exception | None = None
    with borrowed() as port:
        teller = None if on_progress is None else teller_on(port.native, on_progress)
        told = None if teller is None else teller.native
        sending = start(port.native, told, contents, client_message_id)
        try:
            # The contents leave in their order, and so are their sources read.
            for source in sources:
                failure = source.pump()
                if failure is not None:
                    break
            return call_telling_to(port, teller, sending)
        except SpectrumError as error:
            if error.code != "sourceFailed" or failure is None:
                raise
        finally:
            # The send is over before the texts end, so that half a text cannot pass for the whole.
            sending.cancel()
            for source in sources:
                source.end()
    # Outside of the handler: the error is the program's own, and nothing of ours hangs on it.
    raise failure


class _Source:
    """Reads one source."""

    def __init__(self, feed: _core.Feed) -> None:
        self._feed = feed
        self._source: Any = feed.source
        self._chunks: Any = self._source
        self._exhausted = False

    def pump(self) -> Exception | None:
        """Reads to the end, or as long as somebody listens. What the source has failed with."""
        while True:
            try:
                delta = self._next()
            except Exception as error:
                # Its text may hold anything; what the program gets is the error itself.
                name = type(error).__name__
                call(self._feed.fail, f"the source of a text failed: {name}")
                return error
            if self._exhausted:
                self._feed.end()
                return None
            if delta and not call(self._feed.push, delta):
                return None

    def _next(self) -> str | None:
        if self._chunks is self._source and hasattr(self._source, "__iter__"):
            self._chunks = iter(self._source)
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self._exhausted = True
            return None
        return delta_in(self._feed, chunk)

    def end(self) -> None:
        """Ends the text, and closes a source that may not have come to its end."""
        self._feed.end()
        if self._exhausted:
            return
        close(self._chunks)
        if self._source is not self._chunks:
            close(self._source)


def close(source: Any) -> None:
    """Closes a source that may not have come to its end."""
    # That of generators, and of the streams of model providers.
    end = getattr(source, "close", None)
    import inspect

    if not callable(end) or inspect.iscoroutinefunction(end):
        return
    try:
        end()
    except Exception as error:
        # The send has its own outcome.
        logger.warning("a source was not closed: %s", type(error).__name__)
