"""The typing indicator while a program works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._errors import SpectrumError, UnsupportedError
from ._log import logger
from ._port import call_to_the_end, port_here

if TYPE_CHECKING:
    from types import TracebackType

    from . import _native
    from ._space import Space


class Responding:
    """What ``space.responding()`` returns; for ``async with``."""

    def __init__(self, space: Space, refresh: float | None) -> None:
        self._space = space
        self._refresh = refresh
        self._kept: _native.Call[None] | None = None

    async def __aenter__(self) -> None:
        import asyncio

        try:
            await self._space.start_typing()
        except UnsupportedError:
            # Nothing is shown, and the work goes on.
            pass
        except asyncio.CancelledError:
            # The service may have begun to show it.
            await self._hide()
            raise
        if self._refresh is not None:
            # Nobody waits for it: it ends with the block.
            port = port_here()
            self._kept = self._space._native.keep_typing(port.native, self._refresh)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._hide()

    async def _hide(self) -> None:
        if self._kept is not None:
            self._kept.cancel()
            self._kept = None
        try:
            await call_to_the_end(self._space._native.stop_typing)
        except SpectrumError as failure:
            # The indicator vanishes by itself in the end.
            logger.debug("the typing indicator was not hidden: %s", failure)
