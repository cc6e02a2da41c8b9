"""What the core logs, on its way to ``logging``."""

from __future__ import annotations

import atexit
import logging

from . import _native

logger = logging.getLogger("spectrum_imessage")


def follow_level() -> None:
    """Has the core keep what the logger shows."""
    _native.set_log_level(min(max(logger.getEffectiveLevel(), logging.DEBUG), 255))


def forward() -> None:
    """Hands over what has been logged meanwhile."""
    for level, text in _native.drain_logs():
        logger.log(level, "%s", text)


# Nothing gets lost if no event loop runs any more.
atexit.register(forward)
