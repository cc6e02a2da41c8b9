#!/usr/bin/env python3
"""Follows every link of the built site that stays in it: check.py out/site [--pages]"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Links(HTMLParser):
    """The links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name in ("href", "src") and value}


def main() -> None:
    site = Path(sys.argv[1]).resolve()
    without_references = "--pages" in sys.argv
    broken, followed = [], 0
    # What the references link among themselves is their makers' work; that they are there is ours.
    pages = [page for page in site.rglob("*.html") if "reference" not in page.parts[:-1]]
    for page in pages:
        links = Links()
        links.feed(page.read_text())
        for link in links.found:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or not parts.path or page.name == "404.html":
                continue
            if without_references and parts.path.startswith("reference/"):
                continue
            target = (page.parent / unquote(parts.path)).resolve()
            target = target / "index.html" if target.is_dir() else target
            followed += 1
            if not target.exists():
                broken.append(f"{page.relative_to(site)}: {link}")
    if broken:
        sys.exit("links that lead nowhere:\n" + "\n".join(sorted(broken)))
    print(f"docs: {len(pages)} pages, {followed} links followed")


if __name__ == "__main__":
    main()
