"""The calls of a line by their names in the scenarios: JSON arguments become those of a typed
method, and its typed answer becomes JSON again.
"""

from __future__ import annotations

import base64
import re
from dataclasses import fields, is_dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Callable, cast

from spectrum_imessage import (
    CardLayout,
    MessagePart,
    MiniAppCardSession,
    ReactionInfo,
    ReplyTo,
    Space,
    SpectrumError,
    StickerPlacement,
    TextFormat,
    customized_mini_app,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from spectrum_imessage import Event, Line

SEQUENCES = ("sequence", "head_sequence", "source_sequence", "after", "head", "count", "cursor")
RECORDS: dict[str, type] = {
    "formatting": TextFormat,
    "layout": CardLayout,
    "parts": MessagePart,
    "placement": StickerPlacement,
    "reaction": ReactionInfo,
    "replyTo": ReplyTo,
    "session": MiniAppCardSession,
}


def snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name.replace("IM", "_im"))


def camel(name: str) -> str:
    return re.sub("_(.)", lambda letter: letter[1].upper(), name)


def method(line: Line, operation: str) -> Callable[..., Any]:
    """The method of an operation such as ``chats.hasBackground``."""
    namespace, name = operation.split(".")
    found: Callable[..., Any] = getattr(getattr(line, namespace), snake(name))
    return found


def typed(arguments: dict[str, Any]) -> dict[str, Any]:
    """Arguments as a program gives them."""
    return {snake(name): _typed(name, value) for name, value in arguments.items()}


def _typed(name: str, value: object) -> object:
    if name in ("data", "attributedBody", "image"):
        return base64.b64decode(str(value))
    if name in ("before", "after"):
        return datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    if name in ("formatting", "parts"):
        return [RECORDS[name](**typed(one)) for one in cast("Iterable[dict[str, Any]]", value)]
    if isinstance(value, dict):
        record: Callable[..., Any] = customized_mini_app if name == "card" else RECORDS[name]
        return record(**typed(cast("dict[str, Any]", value)))
    return value


def as_json(value: object) -> Any:
    """An answer, or an argument, as the core writes it."""
    if is_dataclass(value) and not isinstance(value, type):
        found = {one.name: as_json(getattr(value, one.name)) for one in fields(value)}
        return {
            camel(name): str(one) if name in SEQUENCES else one
            for name, one in found.items()
            if one is not None
        }
    if isinstance(value, SpectrumError):
        return {"class": type(value).__name__, "code": value.code, "message": str(value)}
    if isinstance(value, Space):
        return value.id
    if isinstance(value, (list, tuple)):
        return list(map(as_json, cast("Iterable[object]", value)))
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
    return value


def event_as_json(event: Event) -> dict[str, Any]:
    """An event as the scenarios see it."""
    found: dict[str, Any] = as_json(event)
    if "space" in found:
        found["chat"] = found.pop("space")
    return found


def covers(got: Any, wanted: Any) -> bool:
    """Whether a value has all that is wanted of it: objects by what is named, lists whole."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        objects = cast("dict[str, Any]", got), cast("dict[str, Any]", wanted)
        return all(covers(objects[0].get(name), one) for name, one in objects[1].items())
    if isinstance(wanted, list) and isinstance(got, list):
        lists = cast("Sequence[Any]", got), cast("Sequence[Any]", wanted)
        return len(lists[0]) == len(lists[1]) and all(map(covers, *lists))
    return bool(got == wanted)
