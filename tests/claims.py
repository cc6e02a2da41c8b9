#!/usr/bin/env python3
"""Checks that what the pages say has tests, and that the pages still say it.

claims.toml has a table for each page: a quotation, and the tests that prove it, or why it has none.
It fails for a quotation that is gone, a test that is not there, and a paragraph or a table of which
nothing is quoted.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from behaviour import LIST as RULES
from behaviour import REPO, tomllib
from behaviour import wrong as no_test

LIST = Path(__file__).with_name("claims.toml")
# Of these the pages themselves are the test: they are followed or built, or say where something is.
FOLLOWED = ("quickstart/", "decisions/", "guide.md", "index.md", "llms.txt", "packaging.md")
FOLLOWED += ("performance.md", "reference.md")


def flat(text: str) -> str:
    """A text in which only single blanks stand between words."""
    return " ".join(text.split())


def prose(page: str) -> list[str]:
    """The paragraphs and tables of a page, without its samples, its headings and what nobody sees."""
    page = re.sub(r"^( *)```.*?^\1```$", "", page, flags=re.MULTILINE | re.DOTALL)
    page = re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)
    parts = (flat(part) for part in re.split(r"\n\s*\n", page))
    # What ends with a colon introduces a sample, which is run.
    return [part for part in parts if part and part[0] not in "#>!" and part[-1] != ":"]


def rules() -> set[str]:
    """The rules of behaviour.toml that have tests: the number of their section, and their name."""
    found = set()
    for section, rows in tomllib.loads(RULES.read_text(encoding="utf-8")).items():
        for name, rule in rows.items():
            if isinstance(rule, list) or rule.get("tests"):
                found.add(f"{section.split()[0]}::{name}")
    return found


def expected() -> set[str]:
    """The pages that make claims."""
    docs = REPO / "docs"
    pages = (path.relative_to(docs).as_posix() for path in docs.rglob("*.md"))
    return {f"docs/{page}" for page in pages if not page.startswith(FOLLOWED)}


def main() -> int:
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))
    known = rules()
    mistakes = [f"{page}: no claim of it is listed" for page in sorted(expected() - set(listed))]
    claims = 0
    for page, rows in listed.items():
        path = REPO / page
        if not path.is_file():
            mistakes.append(f"{page} is not there")
            continue
        text = path.read_text(encoding="utf-8")
        parts, whole = prose(text), flat(text)
        for quotation, tests in rows.items():
            if flat(quotation) not in whole:
                mistakes.append(f"{page} no longer says: {quotation}")
            if not tests:
                mistakes.append(f"{page}: no test, and no reason for that: {quotation}")
            if isinstance(tests, str):
                continue
            claims += 1
            for test in tests:
                where, _, rule = test.partition(":")
                if where != "rule":
                    what = no_test(test)
                else:
                    what = None if rule in known else "no rule of that name has a test"
                if what:
                    mistakes.append(f"{page}: {test}: {what}")
        bare = [part for part in parts if not any(flat(said) in part for said in rows)]
        mistakes += [f"{page}: nothing is quoted of: {part}" for part in bare]
    for mistake in mistakes:
        print(mistake, file=sys.stderr)
    print(f"claims: {claims} with tests on {len(listed)} pages, {len(mistakes)} mistakes")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main())
