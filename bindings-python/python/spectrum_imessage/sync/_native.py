"""The core as this surface sees it: its own, but what makes content makes that of this surface."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from .. import _native as _core
from ._twin import twin

if TYPE_CHECKING:
    from collections.abc import Callable


def _twinned(function: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(function)
    def made(*args: Any, **kwargs: Any) -> object:
        return twin(function(*args, **kwargs))

    return made


__all__ = list(_core.__all__)  # pyright: ignore[reportUnsupportedDunderAll]
for _name in __all__:
    _one = getattr(_core, _name)
    globals()[_name] = _one if isinstance(_one, type) else _twinned(_one)
