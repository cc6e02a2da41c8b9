# ruff: noqa
from types import SimpleNamespace
from typing import Any


class Completions:
    """Answers as the model's package does."""

    async def create(self, **asked: object) -> AsyncIterator[object]:
        async def chunks() -> AsyncIterator[object]:
            for word in ("An ", "answer"):
                yield {"choices": [{"delta": {"content": word}}]}

        return chunks()


async def events() -> AsyncIterator[Any]:
    """A stream of one's own."""
    yield SimpleNamespace(words="Own words")


openai: Any = SimpleNamespace(chat=SimpleNamespace(completions=Completions()))
messages = [{"role": "user", "content": "hello"}]
