"""Errors of the program's own code on their way through the core: it carries their numbers."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._errors import SpectrumError

_failures: OrderedDict[int, BaseException] = OrderedDict()
_numbers = itertools.count(1)
_MOST = 256


def keep(error: BaseException) -> int:
    """Keeps an error until somebody is told of it; the last ones of those that nobody asks for."""
    number = next(_numbers)
    _failures[number] = error
    while len(_failures) > _MOST:
        _failures.popitem(last=False)
    return number


def cause_of(error: SpectrumError) -> BaseException | None:
    """The error that an error of the core stands for."""
    return _failures.pop(int(error.context.pop("failure")), None)
