"""The family of exceptions."""

from __future__ import annotations

import builtins
import copy
import pickle
from typing import TYPE_CHECKING

import pytest

import spectrum_imessage
from spectrum_imessage import (
    ConnectionError,
    IMessageSpace,
    NotFoundError,
    SpectrumError,
    UnsupportedError,
    ValidationError,
    custom,
    imessage,
    text,
    typing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator import Simulator

KINDS = {
    "SpectrumError": "other",
    "AuthenticationError": "authentication",
    "NotFoundError": "not_found",
    "RateLimitError": "rate_limit",
    "ValidationError": "validation",
    "ConnectionError": "connection",
    "UnsupportedError": "unsupported",
}


def test_one_family() -> None:
    for name, kind in KINDS.items():
        error = getattr(spectrum_imessage, name)
        assert issubclass(error, SpectrumError)
        assert error.kind == kind


def test_a_connection_error_is_also_pythons() -> None:
    with pytest.raises(builtins.ConnectionError):
        raise ConnectionError("gone", code="serviceUnavailable")


def pickled(error: SpectrumError) -> object:
    return pickle.loads(pickle.dumps(error))


@pytest.mark.parametrize("duplicate", [copy.copy, pickled])
@pytest.mark.parametrize(
    "error",
    [
        ConnectionError("gone", code="timeout", retryable=True, context={"host": "h"}),
        UnsupportedError("no", platform="iMessage", action="space.create"),
    ],
)
def test_errors_travel(error: SpectrumError, duplicate: Callable[[SpectrumError], object]) -> None:
    other = duplicate(error)
    assert type(other) is type(error)
    assert str(other) == str(error)
    assert vars(other) == vars(error)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("INVALID_ARGUMENT", "ValidationError"),
        ("FAILED_PRECONDITION", "ValidationError"),
        ("NOT_FOUND", "NotFoundError"),
        ("RESOURCE_EXHAUSTED", "RateLimitError"),
        ("UNAVAILABLE", "ConnectionError"),
        ("DEADLINE_EXCEEDED", "ConnectionError"),
        ("PERMISSION_DENIED", "AuthenticationError"),
        ("INTERNAL", "SpectrumError"),
    ],
)
async def test_what_the_service_says(
    sim: Simulator, dm: IMessageSpace, status: str, expected: str
) -> None:
    fault = {
        "method": "SendTextMessage",
        "action": "refuse",
        "status": status,
        "error_code": "someNewCode",
        "message": "no thanks",
        "context": {"hint": "try tea"},
    }
    await sim.post("/api/faults", fault)
    with pytest.raises(SpectrumError) as caught:
        await dm.send("please")
    error = caught.value
    assert type(error).__name__ == expected
    assert error.code == "someNewCode"
    assert "no thanks" in str(error)
    assert error.context["hint"] == "try tea"
    assert error.retryable is False
    assert error.grpc_status is not None
    assert error.http_status is None


async def test_unknown_lines(dedicated: Simulator) -> None:
    async with dedicated.spectrum() as app:
        with pytest.raises(NotFoundError) as caught:
            await imessage(app).space.create("+15551230001", phone="+15550000000")
        assert caught.value.code == "lineNotFound"
        with pytest.raises(ValidationError) as needed:
            await imessage(app).space.get("any;-;+15551230001")
        assert needed.value.code == "phoneRequired"


def test_builders_refuse_at_once() -> None:
    with pytest.raises(ValidationError) as caught:
        text("")
    assert caught.value.code == "emptyText"
    with pytest.raises(ValidationError):
        custom(object())
    with pytest.raises(ValidationError):
        custom(float("nan"))
    with pytest.raises(ValidationError):
        typing("maybe")  # type: ignore[arg-type] # pyright: ignore


def test_narrowing_takes_what_can_be_narrowed() -> None:
    with pytest.raises(ValidationError):
        imessage("a string")  # type: ignore[call-overload] # pyright: ignore
    assert not imessage.is_("a string")
