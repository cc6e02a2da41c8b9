"""What the list of licences lets through. Run by scripts/rust-test.sh."""

from __future__ import annotations

import unittest

from licences import allowed


class Expressions(unittest.TestCase):
    """A way through the expression that needs allowed licences only."""

    def test_what_is_allowed(self) -> None:
        for one in (
            "MIT",
            "MIT OR GPL-3.0-only",
            "(Apache-2.0 OR GPL-3.0-only) AND ISC",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0-only",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
        ):
            self.assertTrue(allowed(one), one)

    def test_what_is_not(self) -> None:
        for one in (
            "GPL-3.0-only",
            "MIT AND LGPL-2.1-or-later",
            "(GPL-3.0-only OR AGPL-3.0-only) AND MIT",
            "MIT WITH Some-exception",
            "LicenseRef-LICENSE",
            "MIT Apache-2.0",
        ):
            self.assertFalse(allowed(one), one)


if __name__ == "__main__":
    unittest.main()
