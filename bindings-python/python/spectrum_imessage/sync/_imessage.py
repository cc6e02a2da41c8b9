# Written by scripts/python-sync.py from ../_imessage.py; change that one.
"""What only iMessage has: its configuration, constants, and the narrowed views."""

from __future__ import annotations

from os import fspath
from typing import TYPE_CHECKING, Literal, cast, overload

from .._config import Client, IMessageConfig
from .._constants import Effects, Tapbacks
from .._errors import invalid, kind_of
from .._log import logger
from .._user import User
from . import _builders, _native
from ._app import Spectrum
from ._message import Message
from ._port import call
from ._space import Space

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from os import PathLike

    from .._builders import Source
    from .._card import MiniAppCardSession
    from .._details import (
        AppliedReaction,
        AttachmentMetadata,
        Formatting,
        Mention,
        PlacedSticker,
        ReactionRecord,
    )
    from .._doctor import DoctorReport, DoctorScope
    from .._quota import Quota
    from ._content import Attachment
    from ._history import Page
    from ._line import Line
    from ._messages import Messages


class IMessageSpace(Space):
    """A conversation on iMessage."""

    @property
    def type(self) -> Literal["dm", "group"]:
        """Whether it is a conversation of two or a group."""
        return self._native.kind

    @property
    def phone(self) -> str:
        """The line that serves it: its phone number, or ``shared``."""
        return self._native.phone

    @overload
    def background(
        self, source: Source, *, url: None = None, mime_type: str | None = None
    ) -> None: ...
    @overload
    def background(
        self, source: None = None, *, url: str, mime_type: str | None = None
    ) -> None: ...
    def background(
        self,
        source: Source | None = None,
        *,
        url: str | None = None,
        mime_type: str | None = None,
    ) -> None:
        """Changes the picture behind the conversation, or clears it (``"clear"``).

        The same as sending ``background(...)``. Returns when the conversation has accepted the
        change; other devices follow, usually within 30 s.
        """
        if url is not None and source is None:
            self.send(_builders.background(url=url, mime_type=mime_type))
        elif source is not None and url is None:
            self.send(_builders.background(source, mime_type=mime_type))
        else:
            raise invalid("a background needs a path, bytes or url=, and one of them only")

    def share_contact_card(self) -> None:
        """Shares the account's own name and photo with the chat."""
        self.send(_builders.native_contact_card())

    def history(
        self,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        is_from_me: bool | None = None,
        is_read: bool | None = None,
        before: datetime | None = None,
        after: datetime | None = None,
    ) -> Page:
        """A page of the conversation's messages, newest first.

        ``page_token`` is the ``next_page_token`` of the page before; ``before`` and ``after`` need
        a time zone.
        """
        from ._history import page
        from ._json import write

        filter = write(
            "history",
            page_size=page_size,
            page_token=page_token,
            is_from_me=is_from_me,
            is_read=is_read,
            before=before,
            after=after,
        )
        return page(call(self._native.history, filter))


class IMessageMessage(Message):
    """A message on iMessage, with the fields that only iMessage has."""

    date_delivered: datetime | None
    """When it was delivered."""
    date_edited: datetime | None
    """When it was last edited."""
    date_expressive_send_played: datetime | None
    """When its effect was played."""
    date_played: datetime | None
    """When its audio was played."""
    date_read: datetime | None
    """When it was read."""
    date_retracted: datetime | None
    """When it was unsent."""
    is_sent: bool
    """Whether it has left."""
    is_delivered: bool
    """Whether it has arrived."""
    is_delivered_quietly: bool
    """Whether it arrived without a notification."""
    did_notify_recipient: bool
    """Whether the recipient was notified."""
    is_delayed: bool
    """Whether it is delayed."""
    send_error_code: int
    """Apple's error number of a failed send; 0 if there is none."""
    native_text: str | None
    """The text with the placeholders of attachments in it."""
    formatting: tuple[Formatting, ...]
    """Formatting of the text."""
    mentions: tuple[Mention, ...]
    """People mentioned in the text."""
    subject: str | None
    """The subject line."""
    balloon_bundle_id: str | None
    """The extension that draws the bubble."""
    expressive_send_style_id: str | None
    """The effect, by Apple's identifier."""
    attachment_metadata: tuple[AttachmentMetadata, ...]
    """The attachments, as the service describes them."""
    applied_reactions: tuple[AppliedReaction, ...]
    """Reactions on the message."""
    placed_stickers: tuple[PlacedSticker, ...]
    """Stickers on the message."""
    reaction_record: ReactionRecord | None
    """The reaction that this message is."""
    item_type: str
    """``normal``, ``participantChange``, ``groupNameChange``, ``chatAction`` or ``unknown``."""
    group_title: str | None
    """The new name of a group."""
    part_count: int | None
    """The number of parts."""
    is_auto_reply: bool
    """An automatic answer."""
    is_corrupt: bool
    """Not readable."""
    is_expirable: bool
    """Vanishes after a while."""
    is_service_message: bool
    """From a service, not a person."""
    is_filtered: bool
    """In a conversation with an unknown sender, or one that is filtered otherwise. Told in local
    mode.
    """
    is_spam: bool
    """Filtered as spam."""
    is_system_message: bool
    """From the system."""
    part_index: int | None
    """The index of the part, from 0, if this is one."""
    parent_id: str | None
    """The id of the message that this is a part of."""

    def __init__(self, native: _native.Message) -> None:
        super().__init__(native)
        # Every field above, by its name.
        self.__dict__.update(native.details())

    @property
    def mini_app_card_session(self) -> MiniAppCardSession | None:
        """What identifies this sent card; ``None`` of other messages. Each edit changes it."""
        return self._native.card_session()


class Spaces:
    """``im.space``: begins conversations and finds them."""

    def __init__(self, native: _native.IMessage) -> None:
        self._native = native

    def __call__(self, *users: str | User, phone: str | None = None) -> IMessageSpace:
        """The same as ``create``, with one user after another."""
        return self.create(users, phone=phone)

    def create(
        self, users: str | User | Iterable[str | User], *, phone: str | None = None
    ) -> IMessageSpace:
        """Begins a conversation with one user or several, by id or as ``im.user`` gives them.

        On shared lines this makes no call, only a conversation of two is possible, and ``phone`` is
        ignored. On dedicated lines the service creates it on the line ``phone``, else on one of
        them at random.
        """
        ids = _builders.ids(users)
        return IMessageSpace(call(self._native.create_space, ids, phone))

    def get(self, id: str, *, phone: str | None = None) -> IMessageSpace:
        """A known conversation by its chat guid (``any;-;+15551111111``). Makes no call. With
        several lines ``phone`` says which one serves it.
        """
        return IMessageSpace(self._native.space(id, phone))


class IMessageApp:
    """The iMessage-only side of an application: ``imessage(app)``."""

    def __init__(self, native: _native.IMessage, app: Spectrum) -> None:
        self._native = native
        self._space = Spaces(native)
        self._app = app

    @property
    def messages(self) -> Messages:
        """What arrives on iMessage: the messages of the application, one reader at a time."""
        return self._app.messages

    @property
    def space(self) -> Spaces:
        """Begins conversations and finds them: ``im.space.create(alice)``."""
        return self._space

    @overload
    def user(self, id: str, *, lookup: Literal[False] = False) -> User: ...
    @overload
    def user(self, id: str, *, lookup: Literal[True], phone: str | None = None) -> User: ...
    def user(self, id: str, *, lookup: bool = False, phone: str | None = None) -> User:
        """A user by a phone number or an e-mail address. No call, no normalisation.

        With ``lookup=True`` the service is asked for ``address`` (its normal form), ``country`` and
        ``service``: ``NotFoundError`` if it does not know the address. With several lines ``phone``
        says which one asks.
        """
        if lookup:
            return call(self._native.look_up_user, id, phone)
        if phone is not None:
            raise invalid("im.user takes phone together with lookup=True")
        return User(id)

    def get_attachment(self, guid: str, *, phone: str | None = None) -> Attachment | None:
        """A received or uploaded file by its guid; ``None`` if it is unknown.

        Its bytes are fetched when they are read. With several lines ``phone`` says which one knows
        it.
        """
        return call(self._native.get_attachment, guid, phone)

    def recent(
        self,
        *,
        phone: str | None = None,
        page_size: int | None = None,
        page_token: str | None = None,
        is_from_me: bool | None = None,
        is_read: bool | None = None,
        before: datetime | None = None,
        after: datetime | None = None,
    ) -> Page:
        """A page of a line's messages of all conversations, newest first.

        ``page_token`` is the ``next_page_token`` of the page before; ``before`` and ``after`` need
        a time zone. With several lines ``phone`` says which one.
        """
        from ._history import page
        from ._json import write

        filter = write(
            "recent",
            page_size=page_size,
            page_token=page_token,
            is_from_me=is_from_me,
            is_read=is_read,
            before=before,
            after=after,
        )
        return page(call(self._native.recent, phone, filter))

    def line(self, phone: str | None = None) -> Line:
        """One line with every call that the service has. Makes no call. With several lines
        ``phone`` says which.
        """
        from ._line import Line

        return Line(self._native.line(phone))

    @property
    def lines(self) -> list[str]:
        """The numbers of the lines; ``["shared"]`` on the shared pool."""
        return self._native.lines()

    def quota(self) -> list[Quota]:
        """What each line may still send today, as it was counted here. No network call."""
        from .._quota import Quota
        from ._json import read_all

        return read_all(Quota, self._native.quota())


class IMessage:
    """The type of ``imessage``."""

    effect = Effects()
    """Effects: ``imessage.effect.message.confetti``."""
    tapbacks = Tapbacks()
    """Tapbacks: ``imessage.tapbacks.laugh``."""

    @overload
    def config(self) -> IMessageConfig: ...
    @overload
    def config(self, *, clients: Client | Iterable[Client]) -> IMessageConfig: ...
    @overload
    def config(
        self,
        *,
        local: Literal[True],
        database: str | PathLike[str] | None = None,
        osascript: str | PathLike[str] | None = None,
    ) -> IMessageConfig: ...
    def config(
        self,
        *,
        clients: Client | Iterable[Client] | None = None,
        local: bool = False,
        database: str | PathLike[str] | None = None,
        osascript: str | PathLike[str] | None = None,
    ) -> IMessageConfig:
        """iMessage as a provider for ``Spectrum``.

        Without arguments through Spectrum Cloud, with shared or dedicated lines as the project's
        plan says; with ``clients`` through a relay of your own; with ``local=True`` through this
        Mac's Messages.

        ``database`` and ``osascript`` are for tests of local mode, also on other systems: the
        database of Messages (else ``SPECTRUM_LOCAL_DATABASE``, else
        ``~/Library/Messages/chat.db``) and the program that runs AppleScript (else
        ``SPECTRUM_OSASCRIPT``, else ``/usr/bin/osascript``).
        """
        if clients is not None and local:
            raise invalid("imessage.config takes clients or local, not both")
        if not local and not (database is None and osascript is None):
            raise invalid("imessage.config takes database and osascript with local=True only")
        if isinstance(clients, Client):
            clients = (clients,)
        return IMessageConfig(
            None if clients is None else tuple(clients),
            local,
            None if database is None else fspath(database),
            None if osascript is None else fspath(osascript),
        )

    def doctor(
        self,
        *,
        scope: DoctorScope = "all",
        database: str | PathLike[str] | None = None,
        osascript: str | PathLike[str] | None = None,
        project_id: str | None = None,
        project_secret: str | None = None,
        limit: float = 30,
    ) -> DoctorReport:
        """What is wrong with this machine's set-up, and what to do about it.

        Nothing is sent. Messages may be started, and macOS may ask whether it may be controlled.
        ``scope`` is ``"all"``, ``"local"`` or ``"cloud"``; ``limit`` is how many seconds each
        question to Messages or to the cloud may take. The other settings are those of
        ``imessage.config`` and ``Spectrum``, and come from the environment if they are not given.
        Never fails for what it finds: that is in the report.
        """
        from .._doctor import DoctorReport
        from ._json import read

        report = call(
            _native.doctor,
            scope=scope,
            database=database,
            osascript=osascript,
            project_id=project_id,
            project_secret=project_secret,
            limit=limit,
        )
        return read(DoctorReport, report)

    @overload
    def __call__(self, subject: Spectrum) -> IMessageApp: ...
    @overload
    def __call__(self, subject: Space) -> IMessageSpace: ...
    @overload
    def __call__(self, subject: Message) -> IMessageMessage: ...
    @overload
    def __call__(self, subject: User) -> User: ...
    def __call__(self, subject: object) -> IMessageApp | IMessageSpace | IMessageMessage | User:
        """The iMessage-only view of an application, a space, a message or a user.

        A space or a message of another platform comes back as it is, with a warning.
        """
        if isinstance(subject, (IMessageSpace, IMessageMessage, User)):
            return subject
        if isinstance(subject, Spectrum):
            return _narrow_app(subject)
        if isinstance(subject, (Space, Message)) and subject.platform != "iMessage":
            # Typed as narrowed: what only iMessage has is not there.
            logger.warning("imessage() was given what is on the platform %s", subject.platform)
            return cast("IMessageSpace | IMessageMessage", subject)
        if isinstance(subject, Space):
            return IMessageSpace(subject._native)
        if isinstance(subject, Message):
            return IMessageMessage(subject._native)
        raise invalid(
            f"imessage() takes an app, a space, a message or a user, not {kind_of(subject)}"
        )

    def is_(self, subject: object) -> bool:
        """Whether a space or a message is on iMessage, or an application has it."""
        if isinstance(subject, (Space, Message)):
            return subject.platform == "iMessage"
        return isinstance(subject, Spectrum) and subject._has_imessage()


def _narrow_app(app: Spectrum) -> IMessageApp:
    # The same object each time.
    if app._imessage is None:
        app._imessage = IMessageApp(app._running().imessage(), app)
    return app._imessage


imessage = IMessage()
"""iMessage: configuration, constants, and narrowing (``imessage(app)``, ``imessage(space)``, …)."""
