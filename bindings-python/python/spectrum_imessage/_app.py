"""The application."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, cast, overload

from . import _log, _native
from ._config import IMessageConfig
from ._errors import SpectrumError, invalid
from ._messages import Messages
from ._port import call

if TYPE_CHECKING:
    import os
    from collections.abc import Generator, Iterable
    from types import TracebackType

    from ._content import Sendable
    from ._imessage import IMessageApp
    from ._message import Message
    from ._space import Responding, Space


class Spectrum:
    """An application: the connection to the service, and what arrives.

    Start it with ``async with Spectrum(...) as app`` or ``app = await Spectrum(...)``.

    Args:
        project_id: The project's id; else ``SPECTRUM_PROJECT_ID``. Together with the secret.
        project_secret: The project's secret; else ``SPECTRUM_PROJECT_SECRET``.
        providers: The platforms, such as ``imessage.config()``.
        cloud_url: The cloud's address; else ``SPECTRUM_CLOUD_URL``.
        imessage_address: Where shared lines are reached; else ``SPECTRUM_IMESSAGE_ADDRESS``.
        imessage_line_address: Where dedicated lines are reached, with ``{instance}`` for the line;
            else ``SPECTRUM_IMESSAGE_LINE_ADDRESS``.
        ca_file: A PEM file with root certificates to trust besides the system's; else
            ``SPECTRUM_CA_FILE``.
        start_timeout: How long the start may take in all, in seconds.
        unsupported: What happens to content that a platform does not carry: ``"warn"`` logs and
            skips it, ``"throw"`` raises ``UnsupportedError``.
        allow_plaintext: Allows connections without TLS to hosts other than this machine.
    """

    def __init__(
        self,
        *,
        providers: Iterable[IMessageConfig],
        project_id: str | None = None,
        project_secret: str | None = None,
        cloud_url: str | None = None,
        imessage_address: str | None = None,
        imessage_line_address: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        start_timeout: float = 30.0,
        unsupported: Literal["warn", "throw"] = "warn",
        allow_plaintext: bool = False,
    ) -> None:
        self._providers = [_provider(provider) for provider in providers]
        self._options: dict[str, Any] = {
            "project_id": project_id,
            "project_secret": project_secret,
            "cloud_url": cloud_url,
            "imessage_address": imessage_address,
            "imessage_line_address": imessage_line_address,
            "ca_file": ca_file,
            "start_timeout": start_timeout,
            "unsupported": unsupported,
            "allow_plaintext": allow_plaintext,
        }
        self._native: _native.App | None = None
        self._messages: Messages | None = None
        self._imessage: IMessageApp | None = None

    async def _start(self) -> Spectrum:
        if self._native is None:
            _log.follow_level()
            self._native = await call(_native.start, providers=self._providers, **self._options)
        return self

    def __await__(self) -> Generator[Any, None, Spectrum]:
        return self._start().__await__()

    async def __aenter__(self) -> Spectrum:
        return await self._start()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()

    def _running(self) -> _native.App:
        if self._native is None:
            raise SpectrumError(
                "the application has not been started; "
                "use `async with Spectrum(...)` or `await Spectrum(...)`",
                code="notStarted",
            )
        return self._native

    def _has_imessage(self) -> bool:
        return bool(self._providers)

    @property
    def messages(self) -> Messages:
        """What arrives, as an asynchronous iterator of ``(space, message)``."""
        if self._messages is None:
            self._messages = Messages(self._running())
        return self._messages

    @property
    def config(self) -> dict[str, Any] | None:
        """The project as the cloud describes it; ``None`` without credentials."""
        project = self._running().project()
        return None if project is None else cast("dict[str, Any]", json.loads(project))

    @overload
    async def send(
        self, space: Space, content: Sendable, /, *, client_message_id: str | None = None
    ) -> Message | None: ...
    @overload
    async def send(
        self,
        space: Space,
        first: Sendable,
        second: Sendable,
        /,
        *more: Sendable,
        client_message_id: str | None = None,
    ) -> list[Message]: ...
    @overload
    async def send(
        self, space: Space, /, *, client_message_id: str | None = None
    ) -> list[Message]: ...
    @overload
    async def send(
        self, space: Space, /, *contents: Sendable, client_message_id: str | None = None
    ) -> Message | list[Message] | None: ...
    async def send(
        self, space: Space, /, *contents: Sendable, client_message_id: str | None = None
    ) -> Message | list[Message] | None:
        """The same as ``space.send``."""
        return await space.send(*contents, client_message_id=client_message_id)

    def responding(self, space: Space) -> Responding:
        """The same as ``space.responding``."""
        return space.responding()

    async def stop(self) -> None:
        """Stops: streams end, calls in flight get 5 s, then everything is closed.

        Afterwards sending raises and ``messages`` ends. A second call does nothing.
        """
        if self._native is not None:
            await call(self._native.stop)

    def __repr__(self) -> str:
        state = "not started" if self._native is None else "started"
        return f"<Spectrum {state}>"


def _provider(provider: object) -> IMessageConfig:
    if isinstance(provider, IMessageConfig):
        return provider
    raise invalid(f"a provider is what imessage.config() returns, not {type(provider).__name__}")
