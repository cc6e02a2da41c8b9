"""What the core logs, on its way to ``logging``.

Records have loggers below ``spectrum_imessage`` (``spectrum_imessage.imessage.events``). Levels are
those of the loggers; ``SPECTRUM_LOG`` (``info``, or ``warn,imessage.events=debug``) sets them when
the first name that needs it is imported.
"""

from __future__ import annotations

import atexit
import logging
import os
import traceback
from typing import Callable

from . import _native

logger = logging.getLogger("spectrum_imessage")

_PREFIX = "spectrum_imessage."
_loggers: dict[str, logging.Logger] = {}
# What the core was told last.
_level: int | None = None
# Hands over what else the core has told.
more: Callable[[], None] | None = None


def follow_levels() -> None:
    """Has the core keep what the loggers show."""
    global _level
    if os.environ.get("SPECTRUM_LOG") and not logger.hasHandlers():
        # Somebody asks to see it, and nobody shows it.
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)
    _level = logger.getEffectiveLevel()
    levels = [_word(_level)]
    for name, one in list(logging.root.manager.loggerDict.items()):
        if name.startswith(_PREFIX) and isinstance(one, logging.Logger) and one.level:
            levels.append(f"{name[len(_PREFIX) :]}={_word(one.level)}")
    _native.set_log_levels(",".join(levels))


def forward() -> None:
    """Hands over what has been logged meanwhile."""
    if _level is not None and _level != logger.getEffectiveLevel():
        follow_levels()
    for level, target, text, created in _native.drain_logs():
        to = _loggers.get(target)
        if to is None:
            to = _loggers[target] = logging.getLogger(_PREFIX + target if target else logger.name)
        if to.isEnabledFor(level):
            record = to.makeRecord(to.name, level, "(core)", 0, "%s", (text,), None)
            record.created = created
            record.msecs = int(created % 1 * 1000)
            to.handle(record)
    if more is not None:
        more()


def log_failure(what: str, error: BaseException) -> None:
    """Logs an error of the program's own."""
    # Where it came from, without its text: that may quote the message.
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s: %s\n%s", what, type(error).__name__, where)


def _word(level: int) -> str:
    for least, word in ((10, "debug"), (20, "info"), (30, "warn"), (40, "error")):
        if level <= least:
            return word
    return "off"


def _from_env() -> None:
    if not os.environ.get("SPECTRUM_LOG"):
        return
    level, targets = _native.log_levels_of_env()
    logger.setLevel(level)
    for target, one in targets:
        logging.getLogger(_PREFIX + target).setLevel(one)


_from_env()
# Nothing gets lost if no event loop runs any more.
atexit.register(forward)
