# Written by scripts/python-sync.py from ../_json.py; change that one.
"""Arguments and answers of the calls of a line, as the core writes them in JSON: camelCase, absent
fields left out, times in RFC 3339, bytes in base64, 64-bit numbers as text.

One encoder for all arguments, one decoder for all answers. What a field is read as, its annotation
says.
"""

from __future__ import annotations

import base64
import functools
import json
import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import datetime, timezone
from typing import Any, cast, get_args

from .. import (
    _card,
    _dead_letter,
    _details,
    _doctor,
    _health,
    _line_changes,
    _message_records,
    _outbox,
    _quota,
    _records,
)
from .._errors import invalid
from .._json import _VALUES, Newer, Reader, T, _hint, _same, camel
from .._line_changes import GroupChange, LineEvent, PollChange
from .._user import User
from . import _events
from ._events import Event
from ._message import Message
from ._space import Space


def write(what: str, /, **arguments: object) -> str:
    """The arguments of a call, those that are ``None`` left out. ``what`` is for errors, which name
    no value: it may be the text of a message.
    """
    try:
        return json.dumps(_object(arguments.items()), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise invalid(f"{what}: wrong arguments: not finite, or of a wrong type") from error


def _object(items: Iterable[tuple[str, object]]) -> dict[str, object]:
    return {camel(name): _plain(value) for name, value in items if value is not None}


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return base64.b64encode(cast("bytes", value)).decode()
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise invalid("a time needs its zone, such as datetime.now(timezone.utc)")
        return value.astimezone(timezone.utc).isoformat()
    if isinstance(value, (Message, Space, User)):
        return value.id
    if is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in fields(value) if one.init and not one.name.startswith("_")]
        return _object((name, getattr(value, name)) for name in names)
    if isinstance(value, Iterable):
        return list(map(_plain, cast("Iterable[object]", value)))
    raise TypeError(type(value).__name__)


def read(kind: type[T], text: str) -> T:
    """An answer of this kind."""
    value: T = _reader(kind.__name__)(json.loads(text))
    return value


def read_all(kind: type[T], text: str) -> list[T]:
    """An answer that is a list of this kind."""
    return list(map(_reader(kind.__name__), json.loads(text)))


def read_event(text: str) -> LineEvent:
    """An event. Raises ``Newer`` for a kind that is not known."""
    event: LineEvent = _reader("LineEvent")(json.loads(text))
    return event


def read_happening(text: str, space: Space | None) -> Event:
    """An event of the application, and the conversation that it happened in. Raises ``Newer`` for a
    kind that is not known.
    """
    event: Event = _reader("Event")({**json.loads(text), "space": space})
    return event


@functools.cache
def _reader(hint: str) -> Reader:
    """What reads a value with this annotation."""
    hint = re.sub(r" \| None$", "", hint)
    items = re.fullmatch(r"tuple\[(.+), \.\.\.\]", hint)
    if items:
        item = _reader(items[1])
        return lambda values: tuple(map(item, values))
    if hint in _RECORDS:
        return _record(_RECORDS[hint])
    if hint in _UNIONS:
        return _union(_UNIONS[hint])
    return _same if hint.startswith("Literal[") else _VALUES[hint]


def _record(kind: type) -> Reader:
    # A field that may be absent is None; another one that is absent is a fault of this library.
    read = [(one.name, camel(one.name), _reader(_hint(one))) for one in fields(kind)]

    def record(values: dict[str, Any]) -> Any:
        return kind(
            **{
                name: None if values.get(key) is None else reader(values[key])
                for name, key, reader in read
            }
        )

    return record


def _union(kinds: Iterable[type]) -> Reader:
    readers = {
        name: _record(kind)
        for kind in kinds
        for one in fields(kind)
        if one.name == "type"
        for name in re.findall(r"'([^']+)'", _hint(one))
    }

    def union(values: dict[str, Any]) -> Any:
        reader = readers.get(values["type"])
        if reader is None:
            raise Newer(values["type"])
        return reader(values)

    return union


_UNIONS: dict[str, tuple[type, ...]] = {
    "Event": get_args(Event),
    "LineEvent": get_args(LineEvent),
    "GroupChange": get_args(GroupChange),
    "PollChange": get_args(PollChange),
}
_RECORDS: dict[str, type] = {
    name: one
    for module in (
        _card,
        _dead_letter,
        _details,
        _doctor,
        _events,
        _health,
        _line_changes,
        _message_records,
        _outbox,
        _quota,
        _records,
    )
    for name, one in vars(module).items()
    # Looked up in the class alone: asked, each dataclass would be made.
    if isinstance(one, type) and "__dataclass_fields__" in vars(one)
}
