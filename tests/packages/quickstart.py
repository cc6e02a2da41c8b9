"""An agent and a person who writes to it, on a simulator in this process; then it ends."""

from __future__ import annotations

import asyncio

from spectrum_imessage import Spectrum, effect, imessage


async def agent(app: Spectrum) -> None:
    async for space, message in app.messages:
        if message.content.type != "text":
            continue
        async with space.responding():
            await message.react(imessage.tapbacks.laugh)
            await message.reply(effect("Happy birthday!", imessage.effect.message.celebration))


async def main() -> None:
    async with Spectrum(simulator=True) as app:
        work = asyncio.create_task(agent(app))
        await app.simulator.listening()
        person = app.simulator.person()
        question = await person.text("It is my birthday!")
        await person.receives(reaction="laugh", message=question)
        answer = await person.receives("Happy birthday!", effect="celebration")
        assert answer.message
        print("answered:", answer.message.text)
        work.cancel()


asyncio.run(main())
