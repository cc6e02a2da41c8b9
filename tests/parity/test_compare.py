"""That the comparison notices what it is for, with the list as it is and with a small one."""

from __future__ import annotations

import pytest
from compare import LANGUAGES, LIST, Mistake, Symbols, Table, compare, entries, parse

SMALL = """
[area.space]
type = { rust = "Space", python = "Space", typescript = "sub/path:Space", swift = "Space" }
start_typing = {}
members = { python = "get_members", typescript = { none = "because" } }
message_guid = {}

[area.kinds]
in = { rust = "Kind", swift = "Kind", python = ["Kind", "kind()"] }
pascal = ["rust"]
vote = { typescript = "/Vote", none = "because" }
love = {}
"""


def symbols_of(api: Table) -> Symbols:
    """A world that is exactly as the list says."""
    symbols: Symbols = {language: set() for language in LANGUAGES}
    for of in entries(api).values():
        for language, names in of.items():
            symbols[language].update([] if isinstance(names, str) else names)
    return symbols


def test_names_are_in_the_manner_of_each_language() -> None:
    assert symbols_of(parse(SMALL)) == {
        "rust": {"Space", "Space::start_typing", "Space::members", "Space::message_guid"}
        | {"Kind::Love"},
        "python": {"Space", "Space.start_typing", "Space.get_members", "Space.message_guid"}
        | {"Kind.love", "kind(love)"},
        "typescript": {"sub/path:Space", "Space.startTyping", "Space.messageGuid"}
        | {"Vote", "love"},
        "swift": {"Space", "Space.startTyping", "Space.members", "Space.messageGUID"}
        | {"Kind.love"},
    }


def test_a_removed_name_is_noticed() -> None:
    api = parse(SMALL)
    symbols = symbols_of(api)
    symbols["python"].remove("Space.get_members")
    missing = "missing in python: Space.get_members (api.toml: area.space.members)"
    assert compare(api, symbols) == [missing]


def test_an_added_name_is_noticed() -> None:
    api = parse(SMALL)
    symbols = symbols_of(api)
    symbols["typescript"].add("Space.members")
    extra = "extra in typescript: Space.members — list it in tests/parity/api.toml"
    assert compare(api, symbols) == [extra]


def test_a_name_is_listed_once() -> None:
    api = parse(SMALL + 'again = { swift = "love", none = "because" }')
    twice = "twice in swift: Kind.love (api.toml: area.kinds.love, area.kinds.again)"
    assert compare(api, symbols_of(api)) == [twice]


@pytest.mark.parametrize(
    "line", ['x = { swift = { none = "" } }', 'x = { none = "" }', 'x = { sift = "y" }', 'x = "y"']
)
def test_the_list_is_checked(line: str) -> None:
    with pytest.raises(Mistake):
        entries(parse(SMALL + line))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_itself_notices_both(language: str) -> None:
    api = parse(LIST.read_text(encoding="utf-8"))
    symbols = symbols_of(api)
    assert compare(api, symbols) == []
    removed = min(symbols[language])
    symbols[language] ^= {removed, "something new"}
    missing, extra = compare(api, symbols)
    assert missing.startswith(f"missing in {language}: {removed} (api.toml: ")
    assert extra.startswith(f"extra in {language}: something new ")
