"""Tapbacks and effects. The values are the core's."""

from __future__ import annotations

from typing import Final

from . import _native

_EFFECTS = dict(_native.effect_ids())


class Tapbacks:
    """The names of the six tapbacks, for ``message.react``."""

    love: Final = "love"
    like: Final = "like"
    dislike: Final = "dislike"
    laugh: Final = "laugh"
    emphasize: Final = "emphasize"
    question: Final = "question"


class MessageEffects:
    """The 13 effects of iMessage, for ``effect``: four of the bubble, nine of the screen."""

    slam: Final[str] = _EFFECTS["slam"]
    loud: Final[str] = _EFFECTS["loud"]
    gentle: Final[str] = _EFFECTS["gentle"]
    invisible: Final[str] = _EFFECTS["invisible"]
    confetti: Final[str] = _EFFECTS["confetti"]
    fireworks: Final[str] = _EFFECTS["fireworks"]
    balloons: Final[str] = _EFFECTS["balloons"]
    heart: Final[str] = _EFFECTS["heart"]
    lasers: Final[str] = _EFFECTS["lasers"]
    celebration: Final[str] = _EFFECTS["celebration"]
    sparkles: Final[str] = _EFFECTS["sparkles"]
    spotlight: Final[str] = _EFFECTS["spotlight"]
    echo: Final[str] = _EFFECTS["echo"]


class Effects:
    """``imessage.effect``."""

    message: Final = MessageEffects()
    """Effects of a message."""
