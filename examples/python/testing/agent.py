"""An agent that is easy to test: it is handed the application that it works for."""

from __future__ import annotations

from spectrum_imessage import Spectrum, effect, imessage


async def run(app: Spectrum) -> None:
    """Answers until it is stopped."""
    async for _, message in app.messages:
        if message.content.type != "text":
            continue
        if "birthday" in message.content.text:
            await message.react(imessage.tapbacks.love)
            await message.reply(effect("Happy birthday!", imessage.effect.message.confetti))
        else:
            await message.reply(f"You said: {message.content.text}")
