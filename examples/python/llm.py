"""Answers with a language model, word by word, and remembers what was said.

Any server with OpenAI's chat API will do. It needs OPENAI_API_KEY besides SPECTRUM_PROJECT_ID and
SPECTRUM_PROJECT_SECRET; OPENAI_BASE_URL and OPENAI_MODEL choose another server and model:

    pip install httpx
    python examples/python/llm.py
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import defaultdict, deque
from typing import TYPE_CHECKING

import httpx

from spectrum_imessage import Message, Space, Spectrum, imessage, text

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

URL = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
MODEL = os.environ.get("OPENAI_MODEL", "gpt-5-mini")
KEY = os.environ["OPENAI_API_KEY"]
SYSTEM = {"role": "system", "content": "You are in iMessage. Answer in a few short sentences."}

# What was said lately in each conversation.
said: defaultdict[str, deque[dict[str, str]]] = defaultdict(lambda: deque(maxlen=20))


async def words(model: httpx.AsyncClient, space: Space) -> AsyncIterator[str]:
    """The answer of the model, as it is written."""
    body = {"model": MODEL, "stream": True, "messages": [SYSTEM, *said[space.id]]}
    answer = ""
    async with model.stream("POST", "/chat/completions", json=body) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            # Server-sent events: `data: {…}`, and `data: [DONE]` at the end.
            event = line.removeprefix("data: ") if line.startswith("data: ") else "[DONE]"
            if event == "[DONE]":
                continue
            choices = json.loads(event)["choices"]
            piece = choices[0]["delta"].get("content") if choices else None
            if piece:
                answer += piece
                yield piece
    said[space.id].append({"role": "assistant", "content": answer})


async def main() -> None:
    headers = {"authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(base_url=URL, headers=headers, timeout=60) as model:

        async def answer(space: Space, message: Message) -> None:
            if message.content.type != "text":
                return
            said[space.id].append({"role": "user", "content": message.content.text})
            async with space.responding(refresh=20):
                await space.send(text(words(model, space)))

        async def sorry(space: Space, message: Message, error: BaseException) -> None:
            await space.send("I cannot think right now. Please ask again later.")

        async with Spectrum(providers=[imessage.config()]) as app:
            await app.handle(answer, dead_letter=sorry)


asyncio.run(main())
