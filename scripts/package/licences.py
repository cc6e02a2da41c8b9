"""licences.py check: fails if a crate has a licence that is not on the list.

licences.py text PACKAGE [TARGET]: prints the licences of what the package contains.
"""

from __future__ import annotations

import re
import sys

import dependencies

# What may be used, by its SPDX name: nothing that reaches over to the programs of others.
ALLOWED = {
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
}
# Of these the exceptions only widen what is allowed.
_EXCEPTIONS = {"LLVM-exception"}
_NOT_CRATES = """\
The Rust standard library: MIT OR Apache-2.0, https://github.com/rust-lang/rust
SQLite (in libsqlite3-sys): public domain, https://sqlite.org/copyright.html
"""


def allowed(expression: str) -> bool:
    """Whether a way through the expression needs allowed licences only."""
    tokens = re.findall(r"\(|\)|[^\s()]+", expression)

    def any_of() -> bool:
        result = all_of()
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            # Not `or`: the right side has to be read, too.
            result |= all_of()
        return result

    def all_of() -> bool:
        result = one()
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            result &= one()
        return result

    def one() -> bool:
        token = tokens.pop(0)
        if token == "(":
            result = any_of()
            tokens.pop(0)
            return result
        result = token in ALLOWED
        if tokens and tokens[0] == "WITH":
            result &= tokens[1] in _EXCEPTIONS
            del tokens[:2]
        return result

    return any_of() and not tokens


def check() -> str | None:
    """What is wrong with the crates of the workspace, if anything is."""
    crates = dependencies.everything()
    wrong = [
        f"{one.name} {one.version}: {one.licence}" for one in crates if not allowed(one.licence)
    ]
    if wrong:
        return "licences that are not on the list of scripts/package/licences.py:\n" + "\n".join(
            wrong
        )
    print(f"licences: {len(crates)} crates, all allowed")
    return None


def text(package: str, target: str | None = None) -> str:
    """The licences of what the package contains; every text once."""
    crates = dependencies.shipped(package, target)
    users: dict[str, list[str]] = {}
    # Copies of one text differ in their spaces.
    known: dict[str, str] = {}
    for crate in crates:
        for _, words in crate.texts():
            words = known.setdefault(" ".join(words.split()), words)
            users.setdefault(words, []).append(f"{crate.name} {crate.version}")
    lines = [
        "This package contains code of others, under licences that allow it:",
        "",
        *(
            f"{one.name} {one.version}: {one.licence}, {one.repository or 'crates.io'}"
            for one in crates
        ),
        "",
        _NOT_CRATES,
    ]
    for words, names in users.items():
        lines += ["=" * 80, ", ".join(sorted(set(names))), "=" * 80, "", words, ""]
    return "\n".join(lines)


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(check())
    elif len(sys.argv) > 2 and sys.argv[1] == "text":
        sys.stdout.write(text(*sys.argv[2:]))
    else:
        sys.exit(__doc__)
