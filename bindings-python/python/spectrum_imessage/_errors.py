"""What can go wrong, as one small family of exceptions."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

ErrorKind = Literal[
    "other",
    "authentication",
    "not_found",
    "rate_limit",
    "validation",
    "connection",
    "unsupported",
]


class SpectrumError(Exception):
    """Every error of this library. The text is safe to log: no secret, no text of a message."""

    kind: ClassVar[ErrorKind] = "other"
    """The group of the error, the same as its class."""

    code: str
    """The stable code, the same in every language: ``emptyText``, ``dailyLimitExceeded``, …"""
    retryable: bool
    """Whether the service says that the same call may succeed later."""
    context: dict[str, str]
    """Details by name, such as ``host`` and ``reason`` of a failed connection."""
    grpc_status: int | None
    """The gRPC status code, where the service answered a call with one."""
    http_status: int | None
    """The HTTP status, where Spectrum Cloud answered with one."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        retryable: bool = False,
        context: Mapping[str, str] | None = None,
        grpc_status: int | None = None,
        http_status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.retryable = retryable
        self.context = dict(context or {})
        self.grpc_status = grpc_status
        self.http_status = http_status

    @property
    def grpc_code(self) -> int | None:
        """The same as ``grpc_status``."""
        return self.grpc_status

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions travel between processes; the default would lose the keywords.
        return (_rebuild, (type(self), str(self), self.__dict__.copy()))


def _rebuild(kind: type[SpectrumError], message: str, fields: dict[str, object]) -> SpectrumError:
    error = kind.__new__(kind, message)
    error.args = (message,)
    error.__dict__.update(fields)
    return error


class AuthenticationError(SpectrumError):
    """The service refuses the credentials, or the right to do this."""

    kind = "authentication"


class NotFoundError(SpectrumError):
    """The chat, message, attachment or line is unknown."""

    kind = "not_found"


class RateLimitError(SpectrumError):
    """A quota or a rate limit is used up."""

    kind = "rate_limit"


class ValidationError(SpectrumError):
    """The input cannot be accepted; the same call fails again."""

    kind = "validation"


class ConnectionError(SpectrumError, builtins.ConnectionError):
    """The service cannot be reached, or did not answer in time.

    Also one of Python's own ``ConnectionError``: a program that forgets to import this one still
    catches it.
    """

    kind = "connection"


class UnsupportedError(SpectrumError):
    """The platform, the mode or the kind of space cannot do this."""

    kind = "unsupported"

    unsupported_kind: Literal["content", "action"]
    """Whether a kind of content or an action is meant."""
    platform: str
    """The platform that cannot do it, with its mode where that is the reason."""
    content_type: str | None
    """The kind of content."""
    action: str | None
    """The action."""
    detail: str | None
    """Why, and what to do instead."""

    def __init__(
        self,
        message: str,
        *,
        code: str = "unsupported",
        retryable: bool = False,
        context: Mapping[str, str] | None = None,
        grpc_status: int | None = None,
        http_status: int | None = None,
        unsupported_kind: Literal["content", "action"] = "action",
        platform: str = "",
        content_type: str | None = None,
        action: str | None = None,
        detail: str | None = None,
    ) -> None:
        super().__init__(
            message,
            code=code,
            retryable=retryable,
            context=context,
            grpc_status=grpc_status,
            http_status=http_status,
        )
        self.unsupported_kind = unsupported_kind
        self.platform = platform
        self.content_type = content_type
        self.action = action
        self.detail = detail


def invalid(message: str) -> ValidationError:
    """For input that cannot even be handed to the core."""
    return ValidationError(message, code="invalidArgument")


def kind_of(value: object) -> str:
    """The class of a value, for an error: with the module where it is one of this library, since
    ``spectrum_imessage.sync`` has the same names.
    """
    kind = type(value)
    module = kind.__module__.partition("._")[0]
    return f"{module}.{kind.__name__}" if module.startswith("spectrum_imessage") else kind.__name__
