"""The typing indicator while a program works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._errors import SpectrumError, UnsupportedError
from .._log import logger
from ._port import Port, call_to_the_end

if TYPE_CHECKING:
    from types import TracebackType

    from .. import _native
    from ._space import Space


class Responding:
    """What ``space.responding()`` returns; for ``with``."""

    def __init__(self, space: Space, refresh: float | None) -> None:
        self._space = space
        self._refresh = refresh
        self._kept: _native.Call[None] | None = None

    def __enter__(self) -> None:
        try:
            self._space.start_typing()
        except UnsupportedError:
            # Nothing is shown, and the work goes on.
            pass
        except SpectrumError:
            raise
        except BaseException:
            # Interrupted: the service may have begun to show it.
            self._hide()
            raise
        if self._refresh is not None:
            # Nobody waits for it: it ends with the block.
            self._kept = self._space._native.keep_typing(Port().native, self._refresh)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._hide()

    def _hide(self) -> None:
        if self._kept is not None:
            self._kept.cancel()
            self._kept = None
        try:
            call_to_the_end(self._space._native.stop_typing)
        except SpectrumError as failure:
            # The indicator vanishes by itself in the end.
            logger.debug("the typing indicator was not hidden: %s", failure)
