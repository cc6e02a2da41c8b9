# Written by scripts/python-sync.py from ../_native.pyi; change that one.
from datetime import datetime
from os import PathLike
from typing import Literal, final

from .._card import MiniAppCardSession
from .._config import IMessageConfig
from .._content import (
    Picture,
)
from .._native import _T as _T
from .._native import Call as Call
from .._native import Content as Content
from .._native import Definition as Definition
from .._native import Feed as Feed
from .._native import File as File
from .._native import FileStream as FileStream
from .._native import JsonStream as JsonStream
from .._native import Line as Line
from .._native import Port as Port
from .._native import Request as Request
from .._native import Simulator as Simulator
from .._native import Told as Told
from .._native import add_member as add_member
from .._native import app as app
from .._native import background as background
from .._native import contact as contact
from .._native import contact_vcard as contact_vcard
from .._native import custom as custom
from .._native import delta_of as delta_of
from .._native import doctor as doctor
from .._native import drain_logs as drain_logs
from .._native import effect_ids as effect_ids
from .._native import leave_space as leave_space
from .._native import log_levels_of_env as log_levels_of_env
from .._native import markdown as markdown
from .._native import mini_app as mini_app
from .._native import native_contact_card as native_contact_card
from .._native import observe as observe
from .._native import poll as poll
from .._native import remove_member as remove_member
from .._native import rename as rename
from .._native import richlink as richlink
from .._native import run_command as run_command
from .._native import set_log_levels as set_log_levels
from .._native import start_simulator as start_simulator
from .._native import start_simulator_now as start_simulator_now
from .._native import take_observed as take_observed
from .._native import text as text
from .._native import text_stream as text_stream
from .._native import typing as typing
from .._native import verify_webhook as verify_webhook
from .._user import User
from ._content import Attachment, Avatar, Edit, Effect, Parts, Reaction, Read, Reply, Unsend, Voice
from ._content import Content as AnyContent

__all__ = [
    "App",
    "Call",
    "Content",
    "CustomSide",
    "Definition",
    "Events",
    "Feed",
    "File",
    "FileStream",
    "Handling",
    "IMessage",
    "Job",
    "JsonStream",
    "Line",
    "Message",
    "Messages",
    "Port",
    "Request",
    "Simulator",
    "Space",
    "Told",
    "add_member",
    "app",
    "attachment",
    "avatar",
    "background",
    "contact",
    "contact_vcard",
    "custom",
    "delta_of",
    "doctor",
    "drain_logs",
    "edit",
    "effect",
    "effect_ids",
    "group",
    "leave_space",
    "log_levels_of_env",
    "markdown",
    "mini_app",
    "native_contact_card",
    "observe",
    "poll",
    "reaction",
    "read",
    "remove_member",
    "rename",
    "reply",
    "richlink",
    "run_command",
    "set_log_levels",
    "start",
    "start_simulator",
    "start_simulator_now",
    "take_observed",
    "text",
    "text_stream",
    "typing",
    "unsend",
    "verify_webhook",
    "voice",
]

@final
class App:
    def simulator(self) -> Simulator | None: ...
    def project(self) -> str | None: ...
    def imessage(self) -> IMessage: ...
    def custom(self, name: str) -> CustomSide: ...
    def messages(self) -> Messages: ...
    def events(self) -> Events: ...
    def handling(
        self, concurrency: int, attempts: int, backoff: float, max_backoff: float
    ) -> Handling: ...
    def health(self) -> str: ...
    def dead_letters(self) -> str: ...
    def remove_dead_letter(self, id: str) -> bool: ...
    def outbox(self) -> str: ...
    def send_again(self, port: Port, id: str) -> Call[Message | None]: ...
    def remove_from_outbox(self, id: str) -> bool: ...
    def webhook(
        self, port: Port, headers: list[tuple[str, str]], body: bytes, ack: str
    ) -> Call[tuple[int, str]]: ...
    def stop(self, port: Port) -> Call[None]: ...

@final
class IMessage:
    def create_space(self, port: Port, users: list[str], phone: str | None) -> Call[Space]: ...
    def space(self, guid: str, phone: str | None) -> Space: ...
    def get_attachment(
        self, port: Port, guid: str, phone: str | None
    ) -> Call[Attachment | None]: ...
    def look_up_user(self, port: Port, id: str, phone: str | None) -> Call[User]: ...
    def recent(
        self, port: Port, phone: str | None, filter: str
    ) -> Call[tuple[list[Message], str | None]]: ...
    def line(self, phone: str | None) -> Line: ...
    def lines(self) -> list[str]: ...
    def quota(self) -> str: ...

@final
class CustomSide:
    def user(self, port: Port, id: str) -> Call[User]: ...
    def create_space(self, port: Port, users: list[str], params: str) -> Call[Space]: ...
    def space(self, port: Port, id: str, params: str) -> Call[Space]: ...

@final
class Messages:
    def pop(self) -> tuple[Space, Message] | None: ...
    def fetch(self, port: Port) -> Call[bool]: ...
    def leave(self) -> None: ...

@final
class Events:
    def pop(self) -> tuple[str, Space | None] | None: ...
    def fetch(self, port: Port) -> Call[bool]: ...
    def leave(self) -> None: ...

@final
class Handling:
    def next(self, port: Port) -> Call[Job | None]: ...
    def close(self, port: Port) -> Call[None]: ...

@final
class Job:
    def message(self) -> Message: ...
    def attempt(self) -> int: ...
    def succeeded(self) -> None: ...
    def failed(self, error: str) -> bool: ...
    def drop(self) -> None: ...

@final
class Space:
    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> Literal["dm", "group"]: ...
    @property
    def phone(self) -> str: ...
    @property
    def platform(self) -> str: ...
    def fields(self) -> str: ...
    def send(
        self,
        port: Port,
        told: Told | None,
        contents: list[Content],
        client_message_id: str | None,
    ) -> Call[list[Message | None]]: ...
    def send_text(
        self, port: Port, text: str, client_message_id: str | None
    ) -> Call[Message | None]: ...
    def stop_typing(self, port: Port) -> Call[None]: ...
    def keep_typing(self, port: Port, refresh: float) -> Call[None]: ...
    def get_message(self, port: Port, id: str) -> Call[Message | None]: ...
    def history(self, port: Port, filter: str) -> Call[tuple[list[Message], str | None]]: ...
    def members(self, port: Port) -> Call[list[User]]: ...
    def display_name(self, port: Port) -> Call[str | None]: ...
    def avatar(self, port: Port) -> Call[Picture | None]: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...

@final
class Message:
    @property
    def id(self) -> str: ...
    @property
    def direction(self) -> Literal["inbound", "outbound"]: ...
    @property
    def platform(self) -> str: ...
    @property
    def timestamp(self) -> datetime: ...
    @property
    def redelivered(self) -> bool: ...
    @property
    def traceparent(self) -> str | None: ...
    def set_traceparent(self, traceparent: str) -> None: ...
    def span_attributes(self) -> str: ...
    def ack(self) -> None: ...
    def content(self) -> AnyContent: ...
    def sender(self) -> User | None: ...
    def space(self) -> Space: ...
    def card_session(self) -> MiniAppCardSession | None: ...
    def details(self) -> dict[str, object]: ...

def start(
    port: Port,
    *,
    providers: list[IMessageConfig | Definition | None],
    project_id: str | None,
    project_secret: str | None,
    cloud_url: str | None,
    imessage_address: str | None,
    imessage_line_address: str | None,
    ca_file: str | PathLike[str] | None,
    start_timeout: float,
    watchdog: float,
    unsupported: str,
    allow_plaintext: bool,
    store: str | PathLike[str] | None,
    ack: str,
    flatten_groups: bool,
    events_in_messages: bool,
    refuse_over_quota: bool,
    platform_ids: str,
    webhook_secret: str | None,
    fleet: str | None,
    simulator: str | Simulator | None,
) -> Call[App]: ...
def attachment(
    file: str | PathLike[str] | bytes | None,
    url: str | None,
    id: str | None,
    name: str | None,
    mime_type: str | None,
    companion: str | PathLike[str] | bytes | None,
) -> Attachment: ...
def voice(
    file: str | PathLike[str] | bytes | None,
    url: str | None,
    name: str | None,
    mime_type: str | None,
    duration: float | None,
) -> Voice: ...
def avatar(
    file: str | PathLike[str] | bytes | None, url: str | None, mime_type: str | None
) -> Avatar: ...
def group(items: list[Content]) -> Parts: ...
def effect(inner: Content, effect: str) -> Effect: ...
def reply(inner: Content, target: Message) -> Reply: ...
def edit(inner: Content, target: Message) -> Edit: ...
def reaction(reaction: str, target: Message) -> Reaction: ...
def unsend(target: Message) -> Unsend: ...
def read(target: Message) -> Read: ...
