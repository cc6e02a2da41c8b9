"""An agent for the chaos tests: ``got <text>`` when it has a message, ``done <text>`` when its acknowledgement is confirmed."""

from __future__ import annotations

import asyncio
import os

from spectrum_imessage import Spectrum, imessage


async def main() -> None:
    store = os.environ["CHAOS_STORE"]
    async with Spectrum(providers=[imessage.config()], store=store, ack="manual") as app:
        async for space, message in app.messages:
            if message.content.type != "text":
                continue
            text = message.content.text
            print("got", text, flush=True)
            await space.send(f"re: {text}")
            message.ack()
            print("done", text, flush=True)


asyncio.run(main())
