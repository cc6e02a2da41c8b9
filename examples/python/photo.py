"""Makes every picture that it gets the background of the conversation; ``clear`` takes it away.

Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:

    python examples/python/photo.py
"""

from __future__ import annotations

import asyncio

from spectrum_imessage import Attachment, Message, Space, Spectrum, background, imessage

PICTURES = ("image/jpeg", "image/png", "image/heic", "image/heif")


async def hang(space: Space, message: Message, picture: Attachment) -> None:
    if picture.mime_type not in PICTURES:
        await message.reply("A background is a JPEG, PNG or HEIC picture.")
        return
    # It may be large, and is bounded: a photo has a few MB.
    data = await picture.read(max_size=20_000_000)
    await space.send(background(data, mime_type=picture.mime_type))
    await message.react(imessage.tapbacks.love)


async def handle(space: Space, message: Message) -> None:
    content = message.content
    if content.type == "attachment":
        async with space.responding():
            await hang(space, message, content)
    elif content.type == "text" and content.text.strip().lower() == "clear":
        await space.send(background("clear"))
    elif content.type == "text":
        await space.send("Send me a picture, and I hang it behind our conversation.")


async def main() -> None:
    # An album is several pictures: each comes by itself.
    async with Spectrum(providers=[imessage.config()], flatten_groups=True) as app:
        await app.handle(handle)


asyncio.run(main())
