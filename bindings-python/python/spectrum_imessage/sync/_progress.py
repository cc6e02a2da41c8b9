"""How far a transfer is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, TypeVar

from .. import _native
from .._errors import invalid
from .._log import log_failure
from .._progress import Progress
from ._port import borrowed, call, call_telling_to

if TYPE_CHECKING:
    from typing_extensions import Concatenate, ParamSpec

    P = ParamSpec("P")

T = TypeVar("T")

__all__ = ["OnProgress", "Progress", "call_telling"]

OnProgress = Callable[[Progress], object]
"""Is told how far a transfer is: after every 64 KiB or 100 ms, and at the end of a transfer that
succeeded. It is called in the thread that waits for the transfer; if that is late, with the newest
value alone. Never after the call has ended. What it raises is logged; the transfer goes on.
"""


def call_telling(
    start: Callable[Concatenate[_native.Port, _native.Told | None, P], _native.Call[T]],
    on_progress: OnProgress | None,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """As ``call``, with callbacks meanwhile."""
    if on_progress is None:
        return call(start, None, *args, **kwargs)
    with borrowed() as port:
        teller = teller_on(port.native, on_progress)
        return call_telling_to(port, teller, start(port.native, teller.native, *args, **kwargs))


def teller_on(port: _native.Port, on_progress: OnProgress) -> Teller:
    """What a transfer tells over a port, on its way to the program."""
    if not callable(on_progress):
        raise invalid(f"on_progress is a function, not {type(on_progress).__name__}")
    return Teller(_native.Told(port), on_progress)


class Teller:
    """Hands over what a transfer tells."""

    def __init__(self, native: _native.Told, on_progress: OnProgress) -> None:
        self.native = native
        self._on_progress = on_progress

    def tell(self) -> None:
        """Hands over the newest value."""
        found = self.native.take()
        if found is None:
            return
        try:
            self._on_progress(Progress(*found))
        except Exception as error:
            log_failure("on_progress failed", error)
