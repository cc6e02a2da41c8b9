# Written by scripts/python-sync.py from ../_definition.py; change that one.
"""What a program says to define a platform of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, Generic, overload

from .._dataclass import dataclass, field
from .._definition import ClientT, ConfigT, IncomingReaction, SentMessage, SpaceRecord
from .._errors import UnsupportedError, invalid, kind_of
from .._log import logger
from ._message import Message
from ._space import Space

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from .._user import User
    from ._app import Spectrum
    from ._content import Avatar, Content, Sendable
    from ._custom import PlatformApp


@dataclass(frozen=True)
class IncomingMessage:
    """A message, as a definition describes it."""

    id: str
    """The id, unique in its conversation and the same whenever the message is seen."""
    content: Sendable | IncomingReaction
    """What it holds: a string, or what a builder made."""
    sender: User | str
    """Who wrote it: a user, or the id. What a user of the kind ``agent`` wrote counts as sent."""
    space: SpaceRecord | str
    """Where: a conversation, or the id of one of two."""
    timestamp: datetime | None = None
    """When, with a time zone; now if it is not given."""
    reply_to: str | None = None
    """The id of the message that it answers."""


@dataclass(frozen=True)
class PlatformConfig:
    """What ``config`` of a definition returns: a provider for ``Spectrum``."""

    definition: PlatformDefinition[Any, Any]
    """The definition."""
    config: object = field(repr=False)
    """Its configuration, checked."""


class PlatformDefinition(ABC, Generic[ConfigT, ClientT]):
    """A platform that a program defines: a subclass says how the network is reached, everything
    else is as on every platform. ``ConfigT`` is its configuration, ``ClientT`` what is connected.

    ``wire = Wire()`` is used as ``imessage`` is: ``wire.config(...)`` for the providers,
    ``wire(app)``, ``wire(space)``, ``wire(message)``, ``wire.is_(message)``. Further actions,
    values and streams are methods and attributes of the subclass.

    Methods run in threads, side by side. One that nobody waits for any more goes on, and its answer
    is left; ``messages`` should end when ``destroy_client`` is called. What they raise
    comes out of the call as it is if it is an error of this library, else as the cause of a
    ``SpectrumError`` (``platformFailed``). Logs have the name of an error, not its text.
    """

    name: ClassVar[str]
    """The name: small letters, digits and single underscores, such as ``my_chat``."""
    space_fields: ClassVar[Sequence[str]] = ()
    """The fields that every space has besides its id. With such, ``get_space`` has to be given if
    spaces are to be found by their ids."""

    def check(self, config: ConfigT) -> ConfigT:
        """Checks a configuration, and may return another form of it. Raises for a wrong one."""
        return config

    @abstractmethod
    def create_client(self, config: ConfigT) -> ClientT:
        """Connects. The time of the application's start limits it."""

    def destroy_client(self, client: ClientT, /) -> None:
        """Disconnects: once for each client, when the application has stopped, after the calls that
        were on their way, in at most 5 s.
        """

    @abstractmethod
    def resolve_user(self, client: ClientT, user_id: str) -> User:
        """A user by the id."""

    @abstractmethod
    def create_space(self, client: ClientT, users: list[User], params: Any) -> SpaceRecord | str:
        """Begins a conversation with users; ``params`` are those of the caller, or ``None``. A
        string is the id of a conversation of two.
        """

    def get_space(self, client: ClientT, space_id: str, params: Any) -> SpaceRecord | str:
        """A known conversation by its id. Not given, it is made of the id alone."""
        raise NotImplementedError

    @abstractmethod
    def messages(self, client: ClientT) -> Iterable[IncomingMessage]:
        """What arrives: an generator, from the first read of the application's
        messages to the stop. Its end means that nothing will arrive any more. An error is logged
        and told in ``app.events``, and it is called again after a wait (500 ms, doubled up to 30 s
        until something arrives).
        """

    @abstractmethod
    def send(
        self, client: ClientT, space: Space, content: Content, client_message_id: str | None
    ) -> SentMessage | str | None:
        """Sends content, to a conversation one after another in the order of the calls. Returns the
        message or its id; ``None`` for content that yields none, such as typing. The key is for
        networks that know such: a send that is repeated has the same.

        Every kind of content that the network does not carry is answered with ``raise
        self.unsupported(content)``: it comes again in a plainer form if it has one (markdown as
        text, an effect as what is inside), else it is skipped.
        """

    def get_message(self, client: ClientT, space: Space, message_id: str) -> IncomingMessage | None:
        """A message by its id, if it is none of the last 1000; ``None`` if it is unknown."""
        raise NotImplementedError

    def get_members(self, client: ClientT, space: Space) -> list[User]:
        """The people of a group, without this program."""
        raise NotImplementedError

    def get_display_name(self, client: ClientT, space: Space) -> str | None:
        """The name of a group; ``None`` if it has none."""
        raise NotImplementedError

    def get_avatar(self, client: ClientT, space: Space) -> Avatar | None:
        """The picture of a group, made with ``avatar(...)``; ``None`` if it has none."""
        raise NotImplementedError

    def unsupported(self, content: Content, detail: str | None = None) -> UnsupportedError:
        """The error for content that the platform does not carry."""
        return UnsupportedError(
            f'{self.name} does not support content type "{content.type}"',
            unsupported_kind="content",
            platform=self.name,
            content_type=content.type,
            detail=detail,
        )

    def config(self, config: ConfigT) -> PlatformConfig:
        """The platform as a provider for ``Spectrum``, with a configuration of its own."""
        return PlatformConfig(self, self.check(config))

    @overload
    def __call__(self, subject: Spectrum) -> PlatformApp[ClientT]: ...
    @overload
    def __call__(self, subject: Space) -> Space: ...
    @overload
    def __call__(self, subject: Message) -> Message: ...
    def __call__(self, subject: object) -> PlatformApp[ClientT] | Space | Message:
        """The side of the platform in an application; a space or a message that is on it.

        A space or a message of another platform comes back as it is, with a warning.
        """
        from ._app import Spectrum

        if isinstance(subject, Spectrum):
            return subject._platform(self)
        if isinstance(subject, (Space, Message)):
            if subject.platform != self.name:
                logger.warning("%s() was given what is on %s", self.name, subject.platform)
            return subject
        raise invalid(f"{self.name}() takes an app, a space or a message, not {kind_of(subject)}")

    def is_(self, subject: object) -> bool:
        """Whether a space or a message is on the platform, or an application has it."""
        from ._app import Spectrum

        if isinstance(subject, (Space, Message)):
            return subject.platform == self.name
        return isinstance(subject, Spectrum) and subject._has_platform(self.name)
