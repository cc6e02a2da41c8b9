# ruff: noqa
from spectrum_imessage import Spectrum, effect, imessage


async def run(app: Spectrum) -> None:
    async for _, message in app.messages:
        await message.react(imessage.tapbacks.love)
        await message.reply(effect("Happy birthday!", imessage.effect.message.confetti))
