"""Takes the messages that the service posts to a server, with FastAPI, and answers them.

It needs SPECTRUM_WEBHOOK_SECRET besides SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET: the secret
of the webhook, which leads to https://<this server>/webhook:

    pip install fastapi uvicorn
    uvicorn --app-dir examples/python webhook:server
"""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI

from spectrum_imessage import Message, Space, Spectrum, imessage, webhook

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

# With the store a message is on disk before the service is answered 200.
app = Spectrum(providers=[imessage.config()], store=os.environ.get("AGENT_STORE", "webhook.db"))


async def answer(space: Space, message: Message) -> None:
    if message.content.type == "text":
        await space.send(f"You said: {message.content.text}")


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
    async with app:
        jobs = asyncio.create_task(app.handle(answer))
        yield
    await jobs


server = FastAPI(lifespan=lifespan)
# The handler reads the raw body: the signature is over its bytes.
server.add_route("/webhook", webhook.starlette(lambda: app), methods=["POST"])
