"""Answers every text with the same text, with the typing indicator while it "thinks".

Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:

    python examples/python/echo.py
"""

from __future__ import annotations

import asyncio

from spectrum_imessage import Spectrum, imessage


async def main() -> None:
    async with Spectrum(providers=[imessage.config()]) as app:
        async for space, message in app.messages:
            if message.content.type != "text":
                continue
            async with space.responding():
                await space.send(message.content.text)


asyncio.run(main())
