#!/usr/bin/env python3
"""The pages for language models: docs/llms.txt, which lists them as the guide does, and all in one.

llms.py            # writes docs/llms.txt
llms.py --check    # fails if it is not current
llms.py FOLDER     # the pages without their marks, and llms-full.txt, into the site
"""

from __future__ import annotations

import sys

from hook import DOCS, Path, guide, plain

HEAD = """# spectrum-imessage

> The client for Spectrum, the service that lets agents live inside iMessage, for Python,
> TypeScript, Swift and Rust, with a simulator of the service. All pages in one: llms-full.txt
"""


def index() -> str:
    """llms.txt: the lists of the guide."""
    text = HEAD
    for heading, pages in guide():
        items = "".join(f"- [{title}]({path}): {said}\n" for title, path, said in pages)
        text += f"\n## {heading}\n\n{items}"
    return text


def listed() -> list[str]:
    """The pages that the guide lists."""
    return [path for _, pages in guide() for _, path, _ in pages]


def main() -> None:
    file = DOCS / "llms.txt"
    if len(sys.argv) < 2:
        file.write_text(index())
    elif sys.argv[1] == "--check":
        there = {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}
        there -= {"guide.md", "index.md", "reference.md", *listed()}
        if forgotten := [page for page in there if not page.startswith("decisions/")]:
            sys.exit(f"docs/guide.md does not list {', '.join(sorted(forgotten))}")
        if not file.exists() or file.read_text() != index():
            sys.exit("docs/llms.txt is not current: run site/llms.py")
    else:
        site = Path(sys.argv[1])
        whole = HEAD
        for page in ["index.md", *listed()]:
            text = plain((DOCS / page).read_text())
            (site / page).parent.mkdir(parents=True, exist_ok=True)
            (site / page).write_text(text)
            whole += f"\n\n<!-- {page} -->\n\n{text}"
        (site / "llms-full.txt").write_text(whole)


if __name__ == "__main__":
    main()
