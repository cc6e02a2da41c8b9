"""Answers every text word by word, as a model writes: the answer appears at once and grows.

Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:

    python examples/python/streaming.py

A stream of OpenAI's or Anthropic's package takes the place of ``answer`` as it is.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from spectrum_imessage import Spectrum, imessage, text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def answer(question: str) -> AsyncIterator[str]:
    for word in f"You said: {question}".split():
        yield f"{word} "
        await asyncio.sleep(0.3)


async def main() -> None:
    async with Spectrum(providers=[imessage.config()]) as app:
        async for space, message in app.messages:
            if message.content.type != "text":
                continue
            async with space.responding():
                await space.send(text(answer(message.content.text)))


asyncio.run(main())
