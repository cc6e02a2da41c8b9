"""Congratulates whoever mentions a birthday: a tapback, an effect and a new chat background.

Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:

    python examples/python/birthday.py
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from spectrum_imessage import Message, Space, Spectrum, effect, imessage

WALLPAPER = Path(__file__).parent.parent / "wallpaper.png"


async def congratulate(space: Space, message: Message) -> None:
    tapback = imessage.tapbacks.love
    await message.react(tapback)
    print(f"  tapback: {tapback}")
    answer = await message.reply(effect("Happy birthday!", imessage.effect.message.celebration))
    if answer and answer.content.type == "text":
        print(f"  reply: {answer.content.text} (effect: celebration)")
    await imessage(space).background(WALLPAPER)
    print(f"  background: {WALLPAPER.name}")


async def main() -> None:
    async with Spectrum(providers=[imessage.config()]) as app:
        async for space, message in app.messages:
            if message.platform != "iMessage" or message.content.type != "text":
                continue
            print(f"{message.sender.id if message.sender else 'somebody'}: {message.content.text}")
            async with space.responding():
                if "birthday" in message.content.text.lower():
                    await congratulate(space, message)
                else:
                    answer = await space.send("Tell me when it is your birthday!")
                    if answer and answer.content.type == "text":
                        print(f"  sent: {answer.content.text}")


asyncio.run(main())
