# Written by scripts/python-sync.py from ../_custom.py; change that one.
"""A defined platform at work: the core asks, the definition answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Callable, Generic

from .._content import native
from .._custom import ClientT, T, _fail, _space
from .._definition import IncomingReaction, SentMessage
from .._errors import invalid
from .._log import log_failure
from .._user import User
from . import _native
from ._definition import IncomingMessage, PlatformConfig, PlatformDefinition
from ._port import call
from ._server import Server
from ._space import Space
from ._stream import close
from ._twin import twin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .._definition import Arriving
    from ._app import Spectrum
    from ._content import Content
    from ._messages import Messages


class Runner(Server):
    """Serves the requests to one definition, for one application, until its client is destroyed."""

    def __init__(self, config: PlatformConfig) -> None:
        self.definition: PlatformDefinition[Any, Any] = config.definition
        self.config = config.config
        fields = [str(field) for field in self.definition.space_fields]
        super().__init__(_native.Definition(self.definition.name, fields))
        self.client: Any = None

    def _answer(self, request: _native.Request) -> None:
        try:
            self._work(request)
        except Exception as error:
            if request.name in ("messages", "destroyClient"):
                # Nobody else is told what it was.
                log_failure(f"{request.name} of the platform {self.definition.name} failed", error)
            _fail(request, error)

    def _work(self, request: _native.Request) -> None:
        arguments = {name: twin(one) for name, one in request.arguments().items()}
        if "space" in arguments:
            arguments["space"] = Space(arguments["space"])
        if "params" in arguments:
            arguments["params"] = json.loads(arguments["params"])
        serve: Callable[..., object] = getattr(self, f"_{request.name}")
        serve(request, **arguments)

    def _given(self, method: str) -> bool:
        return getattr(type(self.definition), method) is not getattr(PlatformDefinition, method)

    def _createClient(self, request: _native.Request) -> None:
        client = self.definition.create_client(self.config)
        self.client = client
        if not request.done():
            # Nobody waited so long.
            self.definition.destroy_client(client)

    def _destroyClient(self, request: _native.Request) -> None:
        self.stop()
        self.definition.destroy_client(self.client)
        request.done()

    def _resolveUser(self, request: _native.Request, id: str) -> None:
        request.user(self.definition.resolve_user(self.client, id))

    def _createSpace(self, request: _native.Request, users: list[User], params: object) -> None:
        request.space(_space(self.definition.create_space(self.client, users, params)))

    def _getSpace(self, request: _native.Request, id: str, params: object) -> None:
        if not self._given("get_space"):
            request.not_given()
            return
        request.space(_space(self.definition.get_space(self.client, id, params)))

    def _messages(self, request: _native.Request) -> None:
        source = self.definition.messages(self.client)
        try:
            for message in source:
                if not call(request.put, _record(message)):
                    break
        finally:
            close(source)
        request.done()

    def _send(
        self,
        request: _native.Request,
        space: Space,
        content: Content,
        client_message_id: str | None,
    ) -> None:
        sent = self.definition.send(self.client, space, content, client_message_id)
        if sent is None:
            request.done()
        elif isinstance(sent, SentMessage):
            request.sent(sent.id, sent.timestamp)
        else:
            request.sent(sent, None)

    def _getMessage(self, request: _native.Request, space: Space, id: str) -> None:
        if not self._given("get_message"):
            request.not_given()
            return
        message = self.definition.get_message(self.client, space, id)
        if message is None:
            request.done()
        else:
            request.message(_record(message))

    def _getMembers(self, request: _native.Request, space: Space) -> None:
        if not self._given("get_members"):
            request.not_given()
            return
        request.members(self.definition.get_members(self.client, space))

    def _getDisplayName(self, request: _native.Request, space: Space) -> None:
        if not self._given("get_display_name"):
            request.not_given()
            return
        name = self.definition.get_display_name(self.client, space)
        if name is None:
            request.done()
        else:
            request.display_name(name)

    def _getAvatar(self, request: _native.Request, space: Space) -> None:
        if not self._given("get_avatar"):
            request.not_given()
            return
        picture = self.definition.get_avatar(self.client, space)
        if picture is None:
            request.done()
        else:
            request.avatar(native(picture))


def _record(message: IncomingMessage) -> Arriving:
    content = message.content
    reaction = None
    if isinstance(content, IncomingReaction):
        reaction = (content.emoji, content.target)
    timestamp = message.timestamp
    if timestamp is not None and timestamp.tzinfo is None:
        raise invalid("the timestamp of a message has a time zone, such as timezone.utc")
    return {
        "id": message.id,
        "content": None if isinstance(content, IncomingReaction) else native(content),
        "reaction": reaction,
        "sender": User(message.sender) if isinstance(message.sender, str) else message.sender,
        "space": _space(message.space),
        "timestamp": timestamp,
        "reply_to": message.reply_to,
    }


class PlatformSpaces:
    """Makes and finds the conversations of a defined platform."""

    def __init__(self, side: _native.CustomSide) -> None:
        self._side = side

    def create(self, users: User | str | Iterable[User | str], params: Any = None) -> Space:
        """Begins a conversation with users, whom the definition resolves first; ``params`` are what
        the definition takes besides, as JSON.
        """
        if isinstance(users, (User, str)):
            users = (users,)
        ids = [user if isinstance(user, str) else user.id for user in users]
        return Space(call(self._side.create_space, ids, json.dumps(params)))

    def get(self, space_id: str, params: Any = None) -> Space:
        """A known conversation by its id. Raises ``UnsupportedError`` if the definition does not
        say how, and a space is more than its id.
        """
        return Space(call(self._side.space, space_id, json.dumps(params)))


class PlatformApp(Generic[ClientT]):
    """The side of a defined platform in an application."""

    def __init__(self, app: Spectrum, side: _native.CustomSide, runner: Runner) -> None:
        self._app = app
        self._side = side
        self._runner = runner
        self.space = PlatformSpaces(side)
        """Makes and finds conversations."""

    @property
    def client(self) -> ClientT:
        """What the definition has connected."""
        client: ClientT = self._runner.client
        return client

    @property
    def messages(self) -> Messages:
        """What arrives: the messages of the application, with its one reader at a time."""
        return self._app.messages

    def user(self, user_id: str) -> User:
        """A user, as the definition resolves it."""
        return call(self._side.user, user_id)

    def stream(self, source: Iterable[T]) -> Iterator[T]:
        """A stream of the program's own, such as other events of the platform, that ends with the
        application.
        """
        return self._runner.until_stopped(source)
