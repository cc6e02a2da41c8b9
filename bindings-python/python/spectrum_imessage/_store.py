"""Where positions in the streams are kept."""

from __future__ import annotations

import os
from typing import Union, cast

from ._dataclass import dataclass
from ._errors import invalid


@dataclass(frozen=True)
class SqliteStore:
    """One SQLite file (and its ``-wal`` beside it), on a local disk.

    It is opened when the application starts, and closed after its stop, as soon as nobody reads
    messages any more. What came while the program was down, and what it had not handled, comes at
    the next start. Errors of the start: ``storeInUse`` if the file is open already, here or in
    another process, ``storeUnusable`` if it is damaged, of another program, or cannot be made.
    """

    path: str | os.PathLike[str]
    """The file. It is made if there is none."""


@dataclass(frozen=True)
class MemoryStore:
    """Positions live as long as the application: the default."""


Store = Union[str, "os.PathLike[str]", SqliteStore, MemoryStore]
"""A path stands for ``SqliteStore(path)``, a text that begins with ``postgres://`` or ``postgresql://``
for a Postgres database (11 or newer): ``postgres://user:password@host:port/database?namespace=agent``.

The password may also be in ``PGPASSWORD``, or in a file as psql reads it (``passfile=``); it is in
no error and no log. Other hosts are reached with TLS, unless ``sslmode=disable`` is given. The
tables are made if they are not there. One application uses a namespace at a time. Errors of the
start: ``invalidStore`` for a wrong URL, ``networkError`` if the database cannot be reached,
``storeInUse`` and ``storeUnusable`` as with a file.
"""


def path_of(store: object) -> str | None:
    """The file or the URL of a store; none in memory."""
    if store is None or isinstance(store, MemoryStore):
        return None
    path: object = store.path if isinstance(store, SqliteStore) else store
    if isinstance(path, (str, os.PathLike)):
        return os.fspath(cast("str | os.PathLike[str]", path))
    raise invalid(f"a store is a path, SqliteStore or MemoryStore, not {type(path).__name__}")
