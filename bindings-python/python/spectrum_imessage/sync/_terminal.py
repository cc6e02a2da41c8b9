# Written by scripts/python-sync.py from ../_terminal.py; change that one.
"""The terminal: a platform for development."""

from __future__ import annotations

from .._config import TerminalConfig
from ._message import Message
from ._space import Space


class Terminal:
    """The type of ``terminal``."""

    def config(self) -> TerminalConfig:
        """The terminal as a provider for ``Spectrum``: a line on standard input is a message, and
        what is sent is written to standard output.

        A line such as ``/help`` comes as the custom content ``{"command": "help"}``. What the
        terminal does not carry is sent in a plainer form, or skipped. When the input ends and no
        other platform is there, ``messages`` ends.
        """
        return TerminalConfig()

    def is_(self, subject: object) -> bool:
        """Whether a space or a message is of the terminal."""
        return isinstance(subject, (Space, Message)) and subject.platform == "terminal"


terminal = Terminal()
"""The terminal, for development: ``terminal.config()``."""
