"""Plans with a group: asks in a poll, counts the votes, and says what they chose.

Somebody writes ``plan Dinner? Thai, Pizza, Sushi``. Credentials come from SPECTRUM_PROJECT_ID and
SPECTRUM_PROJECT_SECRET:

    python examples/python/concierge.py
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter

from spectrum_imessage import Message, Space, Spectrum, effect, imessage, poll

PLAN = re.compile(r"plan (?P<question>[^?]+\?)\s*(?P<options>.+)", re.IGNORECASE)

# Who has voted for what, by conversation and question.
votes: dict[tuple[str, str], dict[str, str]] = {}


async def ask(space: Space, text: str) -> None:
    plan = PLAN.fullmatch(text.strip())
    if plan is None:
        return
    options = [option.strip() for option in plan["options"].split(",")]
    if len(options) < 2:
        await space.send("A plan needs a choice: plan Dinner? Thai, Pizza")
        return
    votes[space.id, plan["question"]] = {}
    await space.send(poll(plan["question"], options))


async def count(space: Space, question: str, voter: str, option: str | None) -> None:
    cast = votes.get((space.id, question))
    if cast is None:
        return  # A poll of somebody else, or one that is decided.
    if option is None:
        cast.pop(voter, None)
        return
    cast[voter] = option
    people = 1 if imessage(space).type == "dm" else len(await space.get_members())
    if len(cast) == people:
        [(choice, _)] = Counter(cast.values()).most_common(1)
        del votes[space.id, question]
        await space.send(effect(f"{question} {choice} it is.", imessage.effect.message.confetti))


async def handle(space: Space, message: Message) -> None:
    content = message.content
    if content.type == "text":
        await ask(space, content.text)
    elif content.type == "poll_option" and message.sender:
        option = content.option.title if content.selected else None
        await count(space, content.poll.title, message.sender.id, option)


async def main() -> None:
    async with Spectrum(providers=[imessage.config()]) as app:
        await app.handle(handle)


asyncio.run(main())
