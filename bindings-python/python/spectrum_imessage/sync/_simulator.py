# Written by scripts/python-sync.py from ../_simulator.py; change that one.
"""The service in the process of the program: no account, no phone, no Mac."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from .. import _log
from .._errors import SpectrumError, invalid, kind_of
from .._json import read_time
from .._simulated import RecordedCall, SimulatedConversation, read
from .._simulator import FaultAction, _query, settings_json
from . import _native
from ._person import Person
from ._port import call, call_to_the_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from types import TracebackType


class Simulator:
    """The service in the process of the program, with people who write and a page in the browser.

    An application has one of its own with ``Spectrum(simulator=True)``: ``app.simulator``. To share
    one among applications, or to keep it longer than they live, start it with
    ``with Simulator(...) as simulator`` or ``simulator = Simulator(...).start()``, and hand it
    over: ``Spectrum(simulator=simulator)``. Each has ports, people and conversations of its own.

    Args:
        lines: The numbers of a project with dedicated lines; shared lines if not given.
        project_id: The project's id; ``sim-project`` if not given.
        token_ttl: How long a token lives, in seconds; an hour if not given.
        heartbeat: The interval of heartbeats on streams, in seconds; 10 if not given.
        daily_limit: Messages of a line and day; 5,000 if not given.
        new_conversation_limit: Conversations that the agent begins, of a line and day; 50 if not
            given.
        profile_synced: The account shares its name and photo by itself; it does not if not given.
        page_port: The port of the page; a free one if not given.

    A setting that cannot be used is a ``ValidationError`` of the start.
    """

    def __init__(
        self,
        *,
        lines: Sequence[str] | None = None,
        project_id: str | None = None,
        token_ttl: float | None = None,
        heartbeat: float | None = None,
        daily_limit: int | None = None,
        new_conversation_limit: int | None = None,
        profile_synced: bool | None = None,
        page_port: int | None = None,
    ) -> None:
        settings = {
            "lines": lines,
            "project_id": project_id,
            "token_ttl": token_ttl,
            "heartbeat": heartbeat,
            "daily_limit": daily_limit,
            "new_conversation_limit": new_conversation_limit,
            "profile_synced": profile_synced,
            "page_port": page_port,
        }
        self._settings = settings_json(settings)
        self._native: _native.Simulator | None = None
        self._known: dict[str, Any] = {}

    @classmethod
    def _of(cls, native: _native.Simulator) -> Simulator:
        simulator = cls()
        simulator._began(native)
        return simulator

    def _began(self, native: _native.Simulator) -> None:
        self._native = native
        self._known = json.loads(native.ready())

    def _start_now(self) -> Simulator:
        """For test fixtures."""
        self._began(_native.start_simulator_now(self._settings))
        return self

    def _stop_now(self) -> None:
        if self._native is not None:
            self._native.close_now()

    def _start(self) -> Simulator:
        if self._native is None:
            _log.follow_levels()
            self._began(call(_native.start_simulator, self._settings))
        return self

    def start(self) -> Simulator:
        """Starts it without ``with``; then end with ``stop()``. Gives the simulator itself."""
        return self._start()

    def __enter__(self) -> Simulator:
        return self._start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _running(self) -> _native.Simulator:
        if self._native is None:
            raise SpectrumError(
                "the simulator has not been started; "
                "use `with Simulator(...)` or `Simulator(...).start()`",
                code="notStarted",
            )
        return self._native

    def stop(self) -> None:
        """Ends streams and closes the ports, in less than a second. What was said can still be
        read.
        """
        if self._native is not None:
            call_to_the_end(self._native.close)

    def _ready(self, name: str) -> str:
        self._running()
        return str(self._known[name])

    @property
    def page_url(self) -> str:
        """The page, for a browser on this machine: conversations as in Messages."""
        return self._ready("page_url")

    @property
    def project_id(self) -> str:
        """The id of the project."""
        return self._ready("project_id")

    @property
    def project_secret(self) -> str:
        """The secret of the project, for a client in another process."""
        return self._ready("project_secret")

    @property
    def cloud_url(self) -> str:
        """The cloud's address, for a client in another process."""
        return self._ready("cloud_url")

    @property
    def imessage_address(self) -> str:
        """Where all lines are reached over TLS, for a client in another process."""
        return self._ready("imessage_address")

    @property
    def ca_file(self) -> str:
        """The root certificate that a client in another process must trust: a file, written when it
        is first asked for.
        """
        return self._running().ca_file()

    def _ask(self, method: str, path: str, /, **body: object) -> Any:
        text = json.dumps(body) if body else ""
        return json.loads(call(self._running().request, method, path, text))

    def _post(self, path: str, /, **body: object) -> Any:
        return self._ask("POST", path, **body)

    def person(self, address: str = "+15551230001") -> Person:
        """A person with that phone number or e-mail address."""
        return Person(self, address)

    def group(
        self, members: Iterable[str], name: str | None = None, *, line: str | None = None
    ) -> str:
        """Has people make a group with a line (the first, if its number is not given). Returns its
        guid, for ``person.in_chat``.
        """
        answer = self._post("/api/groups", members=list(members), name=name, line=line)
        return str(answer["chat"])

    def conversations(self) -> list[SimulatedConversation]:
        """All conversations, the oldest first."""
        answer = self._ask("GET", "/api/conversations")
        return [read(SimulatedConversation, one) for one in answer["conversations"]]

    def conversation(self, guid: str, *, line: str | None = None) -> SimulatedConversation:
        """The conversation of that guid; on several lines, the one of the line that is given, or
        that knew it first. ``NotFoundError`` if there is none.
        """
        path = f"/api/conversations/{quote(guid, safe='')}{_query(line=line)}"
        return read(SimulatedConversation, self._ask("GET", path))

    def background(self, guid: str, *, line: str | None = None) -> bytes:
        """The picture behind a conversation. ``NotFoundError`` if there is none."""
        path = f"/api/conversations/{quote(guid, safe='')}/background{_query(line=line)}"
        return call(self._running().request, "GET", path, "")

    def attachment(self, guid: str) -> bytes:
        """The bytes of a file. ``NotFoundError`` if there is none."""
        path = f"/api/attachments/{quote(guid, safe='')}"
        return call(self._running().request, "GET", path, "")

    def story(self) -> str:
        """All conversations in words: who wrote what and when, effects, tapbacks, files."""
        return str((self._ask("GET", "/api/story"))["story"])

    def transcript(self, *, after: int = 0) -> list[RecordedCall]:
        """The calls of the application after that number, in the order in which they came."""
        answer = self._ask("GET", f"/api/transcript{_query(after=after)}")
        return [read(RecordedCall, one) for one in answer["entries"]]

    def clear_transcript(self) -> None:
        """Forgets all calls."""
        self._post("/api/transcript/clear")

    def called(
        self, method: str, *, status: str | None = None, after: int = 0, within: float = 10.0
    ) -> RecordedCall:
        """Waits for a call of that method; with a status, until it has ended with that. Raises with
        the code ``notInTime`` after so many seconds.
        """
        query = _query(method=method, status=status, after=after, timeout=within)
        return read(RecordedCall, self._ask("GET", f"/api/transcript/wait{query}"))

    def listening(self, *, line: str | None = None, within: float = 10.0) -> None:
        """Waits until the application listens, on that line or on any: what people write before
        reaches only those who catch up. Raises with the code ``notInTime`` after so many seconds.
        """
        self._ask("GET", f"/api/listening{_query(line=line, timeout=within)}")

    def fault(
        self,
        method: str,
        action: FaultAction = "refuse",
        *,
        status: str | int | None = None,
        error_code: str | None = None,
        retryable: bool = False,
        message: str | None = None,
        context: Mapping[str, str] | None = None,
        delay: float = 0.0,
        after: int = 0,
        times: int | None = 1,
        line: str | None = None,
    ) -> None:
        """Lets the next calls of a method go wrong.

        Args:
            method: As in the transcript: ``SendTextMessage``, ``POST /imessage/tokens``; ``*`` for
                every call of a line.
            action: What happens.
            status: The gRPC status, by name or number; for the cloud the HTTP status.
            error_code: The stable code of the refusal.
            retryable: The service says that the call may succeed later.
            message: The text of the refusal.
            context: Details of the refusal.
            delay: How long an answer takes, in seconds.
            after: After how many events a catch-up breaks off.
            times: How many calls go wrong; ``None`` for all until ``clear_faults()``.
            line: Only calls of the line with that number, or ``shared``.
        """
        fault = {
            "method": method,
            "action": action,
            "status": status,
            "error_code": error_code,
            "retryable": retryable,
            "message": message,
            "context": dict(context or {}),
            "delay_ms": round(delay * 1000),
            "after": after,
            "times": times,
            "line": line,
        }
        self._post("/api/faults", **fault)

    def clear_faults(self) -> None:
        """Takes all faults away."""
        self._post("/api/faults/clear")

    def expire_tokens(self) -> None:
        """Lets all tokens expire at once."""
        self._post("/api/tokens/expire")

    def advance(self, seconds: float) -> datetime:
        """Puts the simulator's clock forward: tokens come to their end, the day of the quotas ends,
        the windows of edits and unsends close. Returns the time that it is then.

        Applications on it follow with their timers; waits, delays and the interval of heartbeats
        are real.
        """
        answer = self._post("/api/clock/advance", seconds=seconds)
        return cast("datetime", read_time(answer["now"]))

    def cut_streams(self, *, hard: bool = False) -> int:
        """Ends all streams of the application; ``hard`` cuts the connections without a word.
        Returns how many streams there were.
        """
        return int((self._post("/api/streams/cut", hard=hard))["streams"])

    def stall_streams(self, on: bool = True) -> None:
        """Makes streams silent, heartbeats included, or lets them speak again."""
        self._post("/api/streams/stall", on=on)

    def double_events(self, on: bool = True) -> None:
        """Sends every event twice, or stops that."""
        self._post("/api/streams/double", on=on)

    def accept_connections(self, on: bool) -> None:
        """Closes the ports of the lines (what is connected stays), or opens them again."""
        self._post("/api/connections", accept=on)

    def set_lines(self, lines: Iterable[str]) -> None:
        """Makes these numbers the lines of a project that has lines of its own."""
        self._post("/api/lines", lines=list(lines))

    def set_quotas(
        self,
        *,
        daily_limit: int | None = None,
        new_conversation_limit: int | None = None,
        reset: bool = False,
    ) -> None:
        """Sets the limits of a day; ``reset`` begins the counts anew."""
        self._post(
            "/api/quotas",
            daily_limit=daily_limit,
            new_conversation_limit=new_conversation_limit,
            reset=reset,
        )

    def __repr__(self) -> str:
        state = "not started" if self._native is None else self._known["page_url"]
        return f"<Simulator {state}>"


def simulator_argument(simulator: object) -> str | Simulator | None:
    """What ``Spectrum(simulator=...)`` means: settings as JSON, or a simulator that runs."""
    if simulator is None or simulator is False:
        return None
    if simulator is True:
        return "{}"
    if isinstance(simulator, Simulator):
        return simulator
    if isinstance(simulator, dict):
        return settings_json(cast("dict[str, object]", simulator))
    raise invalid(
        f"simulator is True, settings, or a Simulator that runs, not {kind_of(simulator)}"
    )
