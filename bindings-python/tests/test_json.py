"""Arguments and answers of the calls of a line in JSON."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from spectrum_imessage import (
    AddressInfo,
    AttachmentRecord,
    GroupEvent,
    GroupParticipantChanged,
    LocationRecord,
    LocationUpdate,
    MediaRecord,
    MessageBody,
    MessagePart,
    MiniAppCardSession,
    TextFormat,
    User,
    ValidationError,
)
from spectrum_imessage import _json as module
from spectrum_imessage._json import Newer, read, read_event, write


def test_every_annotation_is_understood() -> None:
    records, unions, reader = module._RECORDS, module._UNIONS, module._reader
    assert {"MessageRecord", "ChatRecord", "PollEvent", "AddressInfo"} <= records.keys()
    for hint in (*records, *unions):
        assert callable(reader(hint))


def location(**times: str) -> LocationRecord:
    values: dict[str, Any] = {
        "address": "a",
        "latitude": 1,
        "isLocatingInProgress": False,
        "locationType": "of the future",
        **times,
    }
    return read(LocationRecord, json.dumps(values))


@pytest.mark.parametrize(
    ("text", "microsecond"),
    [
        ("2026-11-20T09:24:28Z", 0),
        ("2026-11-20T09:24:28.5Z", 500_000),
        ("2026-11-20T09:24:28.123456Z", 123_456),
        ("2026-11-20T09:24:28.123456789Z", 123_456),
    ],
)
def test_times(text: str, microsecond: int) -> None:
    found = location(expiresAt=text)
    assert found.expires_at == datetime(2026, 11, 20, 9, 24, 28, microsecond, timezone.utc)
    assert found.location_timestamp is None


def test_a_time_that_python_has_not() -> None:
    assert location(expiresAt="-000044-03-15T12:00:00Z").expires_at is None


def test_numbers_and_unknown_names() -> None:
    found = location()
    assert found.location_type == "of the future"
    assert isinstance(found.latitude, float)
    update = read(LocationUpdate, '{"sourceSequence": "9007199254740993"}')
    assert update == LocationUpdate(2**53 + 1, None)


def test_bytes() -> None:
    assert read(MediaRecord, '{"data": "AP8=", "mimeType": "x/y"}') == MediaRecord(
        b"\x00\xff", "x/y"
    )


def test_events() -> None:
    values: dict[str, Any] = {
        "type": "group.changed",
        "sequence": "7",
        "chatGuid": "any;+;1",
        "isFromMe": False,
        "change": {
            "type": "participantLeft",
            "participant": {"address": "a", "service": "carrier pigeon"},
        },
    }
    event = read_event(json.dumps(values))
    assert isinstance(event, GroupEvent)
    pigeon: Any = "carrier pigeon"
    assert event == GroupEvent(
        7,
        "any;+;1",
        None,
        None,
        False,
        "group.changed",
        GroupParticipantChanged("participantLeft", AddressInfo("a", pigeon, None)),
    )
    values["change"] = {"type": "merged"}
    with pytest.raises(Newer):
        read_event(json.dumps(values))


def test_nested_records() -> None:
    attachment = {one.name: "x" for one in fields(AttachmentRecord) if "str" in str(one.type)}
    values: dict[str, Any] = {module.camel(name): value for name, value in attachment.items()}
    values |= {"totalBytes": 5, "isOutgoing": True, "isHidden": False, "isSticker": False}
    text = json.dumps({"attachments": [values], "formatting": [], "mentions": []})
    body = read(MessageBody, text)
    assert body.text is None
    assert body.attachments[0].total_bytes == 5
    assert body.attachments[0].file_name == "x"


def test_arguments() -> None:
    east = timezone(timedelta(hours=2))
    written = write(
        "x",
        absent=None,
        client_message_id="k",
        data=memoryview(b"\x00\xff"),
        before=datetime(2026, 1, 1, 1, tzinfo=east),
        address=User("a"),
        session=MiniAppCardSession("m", "c", "s", "t"),
        parts=(MessagePart(text="b", formatting=(TextFormat("bold", 0, 1),)),),
    )
    assert json.loads(written) == {
        "clientMessageId": "k",
        "data": "AP8=",
        "before": "2025-12-31T23:00:00+00:00",
        "address": "a",
        "session": {
            "messageGuid": "m",
            "chatGuid": "c",
            "sessionId": "s",
            "targetMessageGuid": "t",
        },
        "parts": [{"text": "b", "formatting": [{"type": "bold", "start": 0, "length": 1}]}],
    }


@pytest.mark.parametrize("wrong", [float("inf"), object(), datetime(2026, 1, 1), User])
def test_wrong_arguments(wrong: object) -> None:
    with pytest.raises(ValidationError) as caught:
        write("messages.sendText", text="secret", subject=wrong)
    assert caught.value.code == "invalidArgument"
    assert "secret" not in str(caught.value)
