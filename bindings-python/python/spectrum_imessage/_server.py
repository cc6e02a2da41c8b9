"""How the requests to a defined platform are served: each in a task of the event loop."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypeVar

from ._port import call
from ._stream import close

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator

    from . import _native

T = TypeVar("T")

# Tasks that the event loop would not hold.
_tasks: set[asyncio.Task[None]] = set()


class Server(ABC):
    """Takes requests until there are none any more."""

    def __init__(self, native: _native.Definition) -> None:
        self.native = native
        self._stopped = asyncio.Event()

    @abstractmethod
    async def _answer(self, request: _native.Request) -> None:
        """Serves one request."""

    def stop(self) -> None:
        """Ends what ``until_stopped`` gives."""
        self._stopped.set()

    def start(self) -> None:
        """Begins to serve."""
        task = asyncio.ensure_future(self._run())
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)

    async def _run(self) -> None:
        serving: set[asyncio.Task[None]] = set()
        try:
            while (request := await call(self.native.next)) is not None:
                task = asyncio.ensure_future(self._serve(request))
                serving.add(task)
                task.add_done_callback(serving.discard)
                del request
        finally:
            self.stop()
            for task in serving:
                task.cancel()

    async def _serve(self, request: _native.Request) -> None:
        work = asyncio.ensure_future(self._answer(request))
        watch = asyncio.ensure_future(call(request.cancelled))
        try:
            await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            work.cancel()
            watch.cancel()
            await asyncio.gather(work, watch, return_exceptions=True)

    async def until_stopped(self, source: AsyncIterable[T]) -> AsyncIterator[T]:
        """What a source gives until the stop."""
        stopped = asyncio.ensure_future(self._stopped.wait())
        items = source.__aiter__()
        try:
            while True:
                following = asyncio.ensure_future(_next(items))
                try:
                    await asyncio.wait({following, stopped}, return_when=asyncio.FIRST_COMPLETED)
                    if not following.done():
                        return
                finally:
                    if following.cancel():
                        await asyncio.gather(following, return_exceptions=True)
                found = following.result()
                if not found:
                    return
                yield found[0]
        finally:
            stopped.cancel()
            await close(items)


async def _next(items: AsyncIterator[T]) -> list[T]:
    try:
        return [await items.__anext__()]
    except StopAsyncIteration:
        return []
