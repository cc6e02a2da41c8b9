# Written by scripts/python-sync.py from ../_app.py; change that one.
"""The application."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, cast, overload

from .. import _log, _telemetry
from .._config import IMessageConfig, TerminalConfig
from .._errors import SpectrumError, invalid, kind_of
from .._store import path_of
from . import _native
from ._definition import PlatformConfig, PlatformDefinition
from ._event_stream import Events
from ._messages import Messages
from ._port import call

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from types import TracebackType

    from .._app import AckMode, PlatformIds
    from .._dead_letter import GivenUp
    from .._fleet import FleetSettings
    from .._health import Health
    from .._outbox import OutboxEntry
    from .._simulator import SimulatorSettings
    from .._store import Store
    from ._content import Sendable
    from ._custom import PlatformApp, Runner
    from ._handle import DeadLetter, Handler
    from ._imessage import IMessageApp
    from ._message import Message
    from ._progress import OnProgress
    from ._responding import Responding
    from ._simulator import Simulator
    from ._space import Space
    from .webhook import Headers, WebhookAck, WebhookAnswer


class Spectrum:
    """An application: the connection to the service, and what arrives.

    Start it with ``with Spectrum(...) as app`` or ``app = Spectrum(...).start()``.

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
        watchdog: How long a stream that sends heartbeats may be silent before it is taken for dead
            and opened again, in seconds, at least 1.
        unsupported: What happens to content that a platform does not carry: ``"warn"`` logs and
            skips it, ``"throw"`` raises ``UnsupportedError``.
        allow_plaintext: Allows connections without TLS to hosts other than this machine.
        store: Where positions in the streams are kept: a path, ``SqliteStore(path)``, or the URL
            of a Postgres database (``postgres://user@host/database?namespace=agent``), so that what
            came while the program was down, and what it had not handled, comes at the next start;
            else in memory.
        ack: Who says that a message is handled: ``"auto"``, asking for the next one does;
            ``"manual"``, ``message.ack()`` does, for programs that handle several side by side. At
            most 4096 messages may be without it; then nothing more is handed out until one is.
        flatten_groups: Hands over a received message of several parts as its parts, one after
            another, in place of the one message.
        events_in_messages: Hands over among the messages too what ``events`` tells of messages and
            chats: edits and unsends as such content, removed reactions, stickers, backgrounds and
            marks of chats as custom content (``imessage_type`` in its value). What the account does
            itself is left out, but for the marks.
        refuse_over_quota: Refuses a message beyond a quota before it is sent, with
            ``RateLimitError``: 5,000 messages a server and day, 50 new conversations a line and
            day, as they were counted here (``imessage(app).quota()``); and after the service has
            refused one, until the day is over.
        platform_ids: How platforms are named: ``"documented"`` (``iMessage``), or ``"lower"``
            (``imessage``) for programs written for the public TypeScript client. The value compares
            equal to both; its hash is that of the name.
        webhook_secret: The secret of the webhook's signature, for ``webhook``; else
            ``SPECTRUM_WEBHOOK_SECRET``.
        fleet: The address of a NATS server with JetStream, or settings: this program is a worker of
            the fleet there, and gets its share of what relays (``spectrum relay``) publish. It
            opens no streams. A message that was handled when its acknowledgement was written does
            not come again; one whose worker died does, marked as redelivered, to another.
        group: The group of workers that it belongs to, with ``fleet``: the workers of a group share
            the conversations, each group gets everything.
        simulator: A simulator in place of the service: ``True``, settings of one, or a
            ``Simulator`` that runs, perhaps for other applications too. Credentials and addresses
            are its own then, and ``providers`` may be left out.
    """

    def __init__(
        self,
        *,
        providers: Iterable[IMessageConfig | TerminalConfig | PlatformConfig] | None = None,
        project_id: str | None = None,
        project_secret: str | None = None,
        cloud_url: str | None = None,
        imessage_address: str | None = None,
        imessage_line_address: str | None = None,
        ca_file: str | os.PathLike[str] | None = None,
        start_timeout: float = 30.0,
        watchdog: float = 60.0,
        unsupported: Literal["warn", "throw"] = "warn",
        allow_plaintext: bool = False,
        store: Store | None = None,
        ack: AckMode = "auto",
        flatten_groups: bool = False,
        events_in_messages: bool = False,
        refuse_over_quota: bool = False,
        platform_ids: PlatformIds = "documented",
        webhook_secret: str | None = None,
        fleet: str | FleetSettings | None = None,
        group: str | None = None,
        simulator: bool | SimulatorSettings | Simulator = False,
    ) -> None:
        self._simulator: str | Simulator | None = None
        if simulator is not False:
            from ._simulator import simulator_argument

            self._simulator = simulator_argument(simulator)
        worker: str | None = None
        if fleet is not None or group is not None:
            from .._fleet import fleet_argument

            worker = fleet_argument(fleet, group)
        if providers is None and self._simulator is None:
            raise invalid("providers must be given, such as [imessage.config()]")
        self._providers = [_provider(provider) for provider in providers or [IMessageConfig()]]
        self._options: dict[str, Any] = {
            "project_id": project_id,
            "project_secret": project_secret,
            "cloud_url": cloud_url,
            "imessage_address": imessage_address,
            "imessage_line_address": imessage_line_address,
            "ca_file": ca_file,
            "start_timeout": start_timeout,
            "watchdog": watchdog,
            "unsupported": unsupported,
            "allow_plaintext": allow_plaintext,
            "store": path_of(store),
            "ack": ack,
            "flatten_groups": flatten_groups,
            "events_in_messages": events_in_messages,
            "refuse_over_quota": refuse_over_quota,
            "platform_ids": platform_ids,
            "webhook_secret": webhook_secret,
            "fleet": worker,
        }
        self._native: _native.App | None = None
        self._messages: Messages | None = None
        self._events: Events | None = None
        self._imessage: IMessageApp | None = None
        self._runners: dict[str, Runner] = {}
        self._platforms: dict[str, PlatformApp[Any]] = {}

    def _start(self) -> Spectrum:
        if self._native is None:
            _log.follow_levels()
            _telemetry.start()
            runners = self._new_runners()
            natives = iter(runners)
            providers = [
                next(natives).native if isinstance(one, PlatformConfig) else one
                for one in self._providers
            ]
            for runner in runners:
                runner.start()
            simulator = self._simulator
            try:
                self._native = call(
                    _native.start,
                    providers=providers,
                    simulator=simulator
                    if simulator is None or isinstance(simulator, str)
                    else simulator._running(),
                    **self._options,
                )
            finally:
                for runner in runners:
                    runner.native.drop()
            self._runners = {runner.definition.name: runner for runner in runners}
            # Nothing is open yet: the first read does that.
            self._messages = Messages(self._native.messages())
            self._events = Events(self._native.events())
        return self

    def _new_runners(self) -> list[Runner]:
        configs = [one for one in self._providers if isinstance(one, PlatformConfig)]
        if not configs:
            return []
        from ._custom import Runner

        return [Runner(one) for one in configs]

    def start(self) -> Spectrum:
        """Starts it without ``with``; then end with ``stop()``. Gives the application itself."""
        return self._start()

    def __enter__(self) -> Spectrum:
        return self._start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _running(self) -> _native.App:
        if self._native is None:
            raise SpectrumError(
                "the application has not been started; "
                "use `with Spectrum(...)` or `Spectrum(...).start()`",
                code="notStarted",
            )
        return self._native

    def _has_imessage(self) -> bool:
        return any(isinstance(provider, IMessageConfig) for provider in self._providers)

    def _has_platform(self, name: str) -> bool:
        named = (one.definition.name for one in self._providers if isinstance(one, PlatformConfig))
        return name in named

    def _platform(self, definition: PlatformDefinition[Any, Any]) -> PlatformApp[Any]:
        # The same object each time.
        side = self._platforms.get(definition.name)
        if side is None:
            from ._custom import PlatformApp

            native = self._running().custom(definition.name)
            runner = self._runners[definition.name]
            side = self._platforms[definition.name] = PlatformApp[Any](self, native, runner)
        return side

    @property
    def simulator(self) -> Simulator:
        """The simulator on which the application runs."""
        if self._simulator is None or isinstance(self._simulator, str):
            from ._simulator import Simulator

            native = self._running().simulator()
            if native is None:
                raise SpectrumError(
                    "the application runs on the service; start it with `simulator=True`",
                    code="noSimulator",
                )
            self._simulator = Simulator._of(native)
        return self._simulator

    @property
    def messages(self) -> Messages:
        """What arrives, as an iterator of ``(space, message)``."""
        self._running()
        return cast("Messages", self._messages)

    @property
    def events(self) -> Events:
        """What happens besides messages, as an iterator of ``Event``: edits, unsends,
        removed reactions, changes of chats, gaps, lines that come and go, the state of the streams.
        """
        self._running()
        return cast("Events", self._events)

    def health(self) -> Health:
        """How the application is doing. No network call."""
        from .._health import Health
        from ._json import read

        return read(Health, self._running().health())

    def dead_letters(self) -> list[GivenUp]:
        """What was given up and is kept to be looked into: events that were stepped over, and
        messages whose jobs have failed as often as they may. The oldest first, at most 256; with a
        durable store also those of earlier runs. No network call.
        """
        from .._dead_letter import GivenUp
        from ._json import read_all

        return read_all(GivenUp, self._running().dead_letters())

    def remove_dead_letter(self, id: str) -> bool:
        """Removes one of ``dead_letters()`` by its id; whether it was there."""
        return self._running().remove_dead_letter(id)

    def outbox(self) -> list[OutboxEntry]:
        """Sends of earlier runs of the program that were not confirmed: it was stopped (calls in
        flight get 5 s) or killed before the service had answered, so nobody knows whether they went
        out. The oldest first, at most 256; none without a durable store. They stay until
        ``send_again`` has succeeded, or ``remove_from_outbox``.

        What the program has cancelled itself, or was told the failure of, is not here; nor what was
        sent while a message was handled, which comes again with the message; nor actions such as
        edits. No network call.
        """
        from .._outbox import OutboxEntry
        from ._json import read_all

        return read_all(OutboxEntry, self._running().outbox())

    def send_again(self, client_message_id: str) -> Message | None:
        """Sends an entry of ``outbox()`` again, with the same key: it goes out once, and if the
        service had taken it, the message is the first one. Then it leaves the outbox.

        ``NotFoundError`` (``outboxEntryNotFound``) if there is none, ``ValidationError``
        (``notKept``) if its content is not kept: that of bytes and streams is not.
        """
        from ._message import Message

        sent = call(self._running().send_again, client_message_id)
        return None if sent is None else Message(sent)

    def remove_from_outbox(self, client_message_id: str) -> bool:
        """Takes an entry out of the outbox; whether it was there."""
        return self._running().remove_from_outbox(client_message_id)

    def webhook(
        self, headers: Headers, body: bytes, *, ack: WebhookAck = "accepted"
    ) -> WebhookAnswer:
        """Takes a request of a webhook, and gives the status and the body to answer.

        The message goes to ``messages`` or ``handle``, like one from a stream; one that came on a
        stream too is handed over once. Before the answer 200 it is on disk if there is a ``store``,
        and comes again after a crash until it is handled. A delivery that was accepted before is
        answered 200 without a second run. ``spectrum_imessage.webhook`` has handlers for
        Starlette, FastAPI and aiohttp.

        Args:
            headers: The headers of the request: a mapping or pairs, of texts or bytes.
            body: The raw body; the signature is over its bytes.
            ack: When to answer 200: ``"accepted"``, or ``"after"`` the message was handled. Then
                the answer is 500 if that fails or takes more than 25 s, and the service sends it
                again.

        Raises:
            ValidationError: ``ack`` is another word. A bad request is an answer: 400 for what is
                not understood, 401 for a wrong signature, 500 without a secret, 503 for a platform
                that is not among the providers and after the stop.
        """
        from .webhook import WebhookAnswer, pairs

        answer = call(self._running().webhook, pairs(headers), bytes(body), ack)
        return WebhookAnswer(*answer)

    def handle(
        self,
        handler: Handler,
        /,
        *,
        concurrency: int = 16,
        attempts: int = 3,
        backoff: float = 1.0,
        max_backoff: float = 60.0,
        dead_letter: DeadLetter | None = None,
    ) -> None:
        """Handles every message until the application stops: one at a time in each chat, chats side
        by side. It is the one consumer of messages meanwhile.

        A message whose handler returns is acknowledged, whatever ``ack`` of the application says.
        One whose handler raises comes again after a wait; what the attempt sent through the message
        and its space is not sent again. When it has failed as often as ``attempts`` allows, it goes
        to ``dead_letter`` with the last error, and is acknowledged after that. Exceptions are
        logged, without their text.

        Jobs that run at the stop get 5 s; a handler that calls ``app.stop()`` itself waits these
        5 s. Interrupted, by Ctrl-C for example, it begins no new job; handlers that run go on in
        their threads, which do not hold the process, and what they do not finish comes again.

        Args:
            handler: Called with the space and the message, in a thread.
            concurrency: How many run side by side, each for another chat; at least 1.
            attempts: How often a message is tried in all; at least 1.
            backoff: The wait before the second attempt, in seconds. It doubles with each, and is
                shortened at random to between 50 and 100 %.
            max_backoff: The longest wait, in seconds.
            dead_letter: Called with the space, the message and the last error. If it raises, the
                message comes again.
        """
        from ._crew import refuse_async
        from ._handle import Jobs

        if not callable(handler) or not (dead_letter is None or callable(dead_letter)):
            raise invalid("handler and dead_letter are functions")
        refuse_async(handler, dead_letter)
        if min(concurrency, attempts) < 1:
            raise invalid("concurrency and attempts must be at least 1")
        handling = self._running().handling(concurrency, attempts, backoff, max_backoff)
        Jobs(handling, handler, dead_letter).run()

    @property
    def config(self) -> dict[str, Any] | None:
        """The project as the cloud describes it; ``None`` without credentials."""
        project = self._running().project()
        return None if project is None else cast("dict[str, Any]", json.loads(project))

    @overload
    def send(
        self,
        space: Space,
        content: Sendable,
        /,
        *,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Message | None: ...
    @overload
    def send(
        self,
        space: Space,
        first: Sendable,
        second: Sendable,
        /,
        *more: Sendable,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> list[Message]: ...
    @overload
    def send(
        self,
        space: Space,
        /,
        *,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> list[Message]: ...
    @overload
    def send(
        self,
        space: Space,
        /,
        *contents: Sendable,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Message | list[Message] | None: ...
    def send(
        self,
        space: Space,
        /,
        *contents: Sendable,
        client_message_id: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> Message | list[Message] | None:
        """The same as ``space.send``."""
        return space.send(*contents, client_message_id=client_message_id, on_progress=on_progress)

    def responding(self, space: Space, *, refresh: float | None = None) -> Responding:
        """The same as ``space.responding``."""
        return space.responding(refresh=refresh)

    def stop(self) -> None:
        """Stops: no new job begins, and those that run get 5 s; then streams end, calls in flight
        get 5 s, and everything is closed, the store as soon as nobody reads messages any more.

        Afterwards sending raises and ``messages`` ends. A second call returns with the first.
        """
        if self._native is not None:
            call(self._native.stop)
        for reader in (self._messages, self._events):
            if reader is not None:
                reader._stopped()
        _log.forward()

    def __repr__(self) -> str:
        state = "not started" if self._native is None else "started"
        return f"<Spectrum {state}>"


def _provider(provider: object) -> IMessageConfig | PlatformConfig | None:
    """The configuration of a platform; ``None`` is the terminal."""
    if isinstance(provider, (IMessageConfig, PlatformConfig)):
        return provider
    if isinstance(provider, TerminalConfig):
        return None
    raise invalid(f"a provider is what imessage.config() returns, not {kind_of(provider)}")
