# Written by scripts/python-sync.py from ../_person.py; change that one.
"""People in a simulator: they write to the agent, and they see what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Union
from urllib.parse import quote

from .._errors import SpectrumError, invalid
from .._person import NotReceived, SightingKind, _base64, _word
from .._simulated import Sighting, SimulatedMessage, read
from ._message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._simulator import Simulator

MessageRef = Union[str, Message, SimulatedMessage, Sighting]
"""A message: by its guid, as the application has it, or as a person saw it."""


class Person:
    """A person in a simulator, writing to the agent in one conversation: the direct one on the
    first line, unless ``to_line`` or ``in_chat`` says otherwise.

    Where a message is meant and none is given, it is the newest of the agent.
    """

    address: str
    """The phone number or e-mail address."""

    def __init__(
        self,
        simulator: Simulator,
        address: str,
        *,
        _line: str | None = None,
        _chat: str | None = None,
    ) -> None:
        self._simulator = simulator
        self._line = _line
        self._chat = _chat
        self.address = address

    def to_line(self, line: str) -> Person:
        """The same person, writing to the line of that number."""
        return Person(self._simulator, self.address, _line=line, _chat=self._chat)

    def in_chat(self, chat: str) -> Person:
        """The same person, in the conversation of that guid: a group in which they take part."""
        return Person(self._simulator, self.address, _line=self._line, _chat=chat)

    def _do(self, deed: str, **fields: object) -> str | None:
        given = {name: value for name, value in fields.items() if value is not None}
        path = f"/api/people/{quote(self.address, safe='')}/{deed}"
        answer = self._simulator._post(path, line=self._line, chat=self._chat, **given)
        guid: str | None = answer["guid"]
        return guid

    def _write(self, deed: str, **fields: object) -> str:
        return str(self._do(deed, **fields))

    def text(self, text: str, *, effect: str | None = None) -> str:
        """Writes a text, with an effect by its name or identifier. Returns the guid of the message,
        as all writing does.
        """
        return self._write("text", text=text, effect=effect)

    def reply(self, text: str, *, to: MessageRef | None = None) -> str:
        """Answers a message."""
        return self._write("reply", text=text, message_guid=_guid(to))

    def attachment(self, name: str, data: bytes, *, video: bytes | None = None) -> str:
        """Sends a file; its type follows from its name. With its video it is a Live Photo."""
        return self._write("attachment", name=name, data=_base64(data), companion=_base64(video))

    def voice(self, name: str, data: bytes) -> str:
        """Sends an audio message."""
        return self._write("voice", name=name, data=_base64(data))

    def react(
        self, reaction: str, *, to: MessageRef | None = None, part: int | None = None
    ) -> None:
        """Puts a tapback or any emoji on a message, or on one part of it."""
        self._do("react", reaction=reaction, message_guid=_guid(to), part=part)

    def unreact(self, reaction: str, *, to: MessageRef | None = None) -> None:
        """Takes a reaction back."""
        self._do("react", reaction=reaction, message_guid=_guid(to), remove=True)

    def sticker(
        self,
        name: str,
        data: bytes,
        *,
        to: MessageRef | None = None,
        x: float = 0.5,
        y: float = 0.5,
    ) -> None:
        """Puts a sticker on a message; the type of the picture follows from its name."""
        self._do("sticker", name=name, data=_base64(data), message_guid=_guid(to), x=x, y=y)

    def edit(self, message: MessageRef, text: str) -> None:
        """Replaces the text of a message of this person."""
        self._do("edit", message_guid=_guid(message), text=text)

    def unsend(self, message: MessageRef) -> None:
        """Takes a message of this person back."""
        self._do("unsend", message_guid=_guid(message))

    def read(self, message: MessageRef | None = None) -> None:
        """Reads a message of the agent."""
        self._do("read", message_guid=_guid(message))

    def typing(self, on: bool = True) -> None:
        """Begins or stops typing. The service tells nobody of it; the conversation shows it."""
        self._do("typing", on=on)

    def background(self, picture: bytes | None) -> None:
        """Sets the background of the conversation, or clears it."""
        self._do("background", data=_base64(picture))

    def poll(self, title: str, options: Sequence[str]) -> str:
        """Sends a poll."""
        return self._write("poll", title=title, options=list(options))

    def vote(self, option: str | None, *, poll: MessageRef | None = None) -> None:
        """Votes for an option by its text or id; ``None`` takes the vote back."""
        self._do("vote", option=option, message_guid=_guid(poll))

    def add_poll_option(self, text: str, *, poll: MessageRef | None = None) -> None:
        """Adds an option to a poll."""
        self._do("poll_option", text=text, message_guid=_guid(poll))

    def rename(self, name: str) -> None:
        """Renames the group."""
        self._do("rename", name=name)

    def add(self, *people: str) -> None:
        """Adds people to the group, by their addresses."""
        self._do("add", people=people)

    def remove(self, *people: str) -> None:
        """Removes people from the group, by their addresses."""
        self._do("remove", people=people)

    def leave(self) -> None:
        """Leaves the group."""
        self._do("leave")

    def icon(self, picture: bytes | None) -> None:
        """Sets the picture of the group, or removes it."""
        self._do("icon", data=_base64(picture))

    def location(self, latitude: float, longitude: float) -> None:
        """Shares where they are."""
        self._do("location", latitude=latitude, longitude=longitude)

    def focus(self, on: bool = True) -> None:
        """Switches a Focus on or off."""
        self._do("focus", on=on)

    def imessage(self, available: bool) -> None:
        """Says whether iMessage reaches the address."""
        self._do("imessage", on=available)

    def malformed(self) -> None:
        """Has the service send events that make no sense, which an agent steps over."""
        self._do("malformed")

    def receives(
        self,
        text: str | None = None,
        *,
        contains: str | None = None,
        effect: str | None = None,
        attachment: str | None = None,
        mime_type: str | None = None,
        reply_to: MessageRef | None = None,
        reaction: str | None = None,
        removed: bool | None = None,
        message: MessageRef | None = None,
        typing: bool | None = None,
        background: bool | None = None,
        kind: SightingKind | None = None,
        within: float = 10.0,
    ) -> Sighting:
        """Waits until this person sees something that the agent does, or has done already; a
        message, if nothing is given. Everything that is given must fit.

        Each thing is received once: who waits for the same text twice waits for two messages.

        Args:
            text: The whole text of a message or of an edit.
            contains: Words of the text.
            effect: The name or the identifier of the effect; ``"none"`` for a message without one.
            attachment: The name of a file.
            mime_type: The type of a file or of a background.
            reply_to: The message that is answered.
            reaction: A tapback by its name, or an emoji.
            removed: The reaction is taken back.
            message: The message that is edited, taken back or reacted to.
            typing: The typing indicator appears, or vanishes.
            background: A background is set, or cleared.
            kind: What kind of thing it is.
            within: How many seconds to wait, at most 600.

        Raises ``NotReceived``, whose text shows the conversation.
        """
        __tracebackhide__ = True
        wanted: dict[str, Any] = {
            "text": text,
            "contains": contains,
            "effect": effect,
            "attachment": attachment,
            "mime_type": mime_type,
            "reply_to": _guid(reply_to),
            "reaction": reaction,
            "removed": removed,
            "message_guid": _guid(message),
            "typing": _word(typing, "on", "off"),
            "background": _word(background, "set", "cleared"),
            "kind": kind,
            "chat": self._chat,
            "line": self._line,
        }
        wanted = {name: value for name, value in wanted.items() if value is not None}
        try:
            answer = self._simulator._post(
                "/api/wait", person=self.address, take=True, timeout=within, **wanted
            )
        except SpectrumError as error:
            if error.code != "notSeen":
                raise
            failure = NotReceived(str(error))
        else:
            return read(Sighting, answer)
        raise failure

    def story(self) -> str:
        """The conversations of this person in words: who wrote what and when."""
        query = quote(self.address, safe="")
        return str((self._simulator._ask("GET", f"/api/story?person={query}"))["story"])

    def __repr__(self) -> str:
        return f"<Person {self.address}>"


def _guid(target: object) -> str | None:
    if target is None or isinstance(target, str):
        return target
    if isinstance(target, Message):
        return target.id
    if isinstance(target, SimulatedMessage):
        return target.guid
    if isinstance(target, Sighting):
        guid = target.message.guid if target.message else target.message_guid
        if guid is not None:
            return guid
    raise invalid(f"a message is meant, by its guid or itself, not {type(target).__name__}")
