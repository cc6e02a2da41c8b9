"""The application as a worker of a fleet."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal, TypedDict, cast

from ._errors import invalid, kind_of

if TYPE_CHECKING:
    import os


class FleetSettings(TypedDict, total=False):
    """Where a fleet is, and how a worker takes part: what ``Spectrum(fleet=...)`` takes in place of
    an address. Only ``servers`` must be there.
    """

    servers: str
    """The NATS servers, ``nats://host:4222`` or ``tls://host:4222``, with commas between."""
    name: str
    """The name of the fleet, for several in one NATS; ``spectrum`` if not given."""
    user: str
    """A user, with ``password``."""
    password: str
    """The user's password."""
    token: str
    """A token, in place of a user."""
    nkey_seed: str
    """The seed of an nkey."""
    credentials_file: str | os.PathLike[str]
    """A file with a JWT and a seed (``.creds``)."""
    ca_file: str | os.PathLike[str]
    """A PEM file with root certificates to trust besides the system's."""
    client_certificate: str | os.PathLike[str]
    """This side's certificate, PEM."""
    client_key: str | os.PathLike[str]
    """The key of the certificate, PEM."""
    partitions: int
    """Into how many partitions conversations fall, fixed when the fleet is set up; 64 if not
    given. So many workers of a group can work at most.
    """
    replicas: int
    """On how many NATS servers everything is kept: 1, 3 or 5; 1 if not given."""
    max_age: float
    """How long events are kept, in seconds; 7 days if not given."""
    begin: Literal["new", "start"]
    """Where a new group begins: with what comes from now on, or with the oldest event."""
    max_tries: int
    """How often an event is tried, over all workers, before it goes to the dead letters; 5 if not
    given.
    """


def fleet_argument(fleet: object, group: object) -> str | None:
    """What ``Spectrum(fleet=..., group=...)`` means, for the core, which says what is wrong."""
    if fleet is None:
        if group is not None:
            raise invalid("a group is one of a fleet: give fleet, too")
        return None
    if isinstance(fleet, str):
        fleet = {"servers": fleet}
    if not isinstance(fleet, dict):
        raise invalid(f"fleet is the address of a NATS server, or settings, not {kind_of(fleet)}")
    settings = {**cast("dict[str, object]", fleet), "group": group}
    given = {name: value for name, value in settings.items() if value is not None}
    try:
        return json.dumps(given, default=_path)
    except TypeError as error:
        raise invalid(f"settings of a fleet: {error}") from error


def _path(value: object) -> str:
    path = getattr(value, "__fspath__", None)
    if path is None:
        raise TypeError(f"{kind_of(value)} is no setting")
    return str(path())
