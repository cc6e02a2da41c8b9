"""What the doctor found."""

from __future__ import annotations

from typing import Literal

from ._dataclass import dataclass

DoctorScope = Literal["all", "local", "cloud"]
"""What the doctor looks at: this Mac and the project, what local mode needs, what cloud mode
needs."""

CheckState = Literal["ok", "warning", "failed", "skipped"]
"""How a check ended. A warning: it works, but not all of it, or not for sure."""


@dataclass(frozen=True)
class Check:
    """One check."""

    name: str
    """What was looked at. Stable across releases and languages."""
    state: CheckState
    """How it ended."""
    found: str
    """What was found, for people."""
    remedy: str | None
    """What to do, if there is something to do."""


@dataclass(frozen=True)
class DoctorReport:
    """What the doctor found."""

    healthy: bool
    """Whether no check failed. Warnings do not count."""
    checks: tuple[Check, ...]
    """Every check, in order, those that were skipped too."""

    def check(self, name: str) -> Check | None:
        """The check with this name."""
        return next((check for check in self.checks if check.name == name), None)
