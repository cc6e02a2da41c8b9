"""The command ``spectrum``, as ``python -m spectrum_imessage``."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from . import _native

__all__ = ["main"]


def main() -> None:
    """Runs the command with the arguments of the program, and ends with its exit status."""
    # Python would hear of Ctrl-C after the end only; the system and the command act at once.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    name = Path(sys.argv[0]).name
    name = "python -m spectrum_imessage" if name == "__main__.py" else name
    sys.exit(_native.run_command([name, *sys.argv[1:]]))


if __name__ == "__main__":
    main()
