"""The terminal as a platform."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from spectrum_imessage import Spectrum, ValidationError, imessage, terminal

PROGRAM = """
import asyncio
from spectrum_imessage import Spectrum, effect, imessage, markdown, richlink, terminal

async def main():
    async with Spectrum(providers=[terminal.config()]) as app:
        async for space, message in app.messages:
            if message.content.type == "custom":
                await space.send(f"a command: {message.content.value['command']}")
                break
            assert message.platform == space.platform == "terminal"
            assert message.sender.id == "user"
            assert terminal.is_(message) and terminal.is_(space)
            assert not imessage.is_(message) and not imessage.is_(space)
            assert not imessage.is_(app)
            assert imessage(message) is message and imessage(space) is space
            assert await space.send(richlink("https://example.com")) is None
            await message.reply(message.content.text)
            await space.send(effect("boom", imessage.effect.message.slam), markdown("**bold**"))

asyncio.run(main(), debug=False)
"""


def test_lines_are_messages_and_what_is_sent_is_printed() -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SPECTRUM_")}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdin.write("hello\n/quit\n")
        program.stdin.flush()
        # The input is open until the program has ended.
        code = program.wait(timeout=30)
        lines = program.stdout.read().splitlines()
        errors = program.stderr.read()
    assert code == 0, errors
    assert lines[0].startswith("[reply to ")
    assert lines[0].endswith("] hello")
    assert lines[1:] == ["boom", "bold", "a command: quit"]
    assert "on the platform terminal" in errors
    assert "richlink" in errors


async def test_an_application_with_a_terminal_alone_cannot_be_narrowed() -> None:
    async with Spectrum(providers=[terminal.config()]) as app:
        assert not terminal.is_(app)
        with pytest.raises(ValidationError):
            imessage(app)


async def test_there_is_one_terminal() -> None:
    with pytest.raises(ValidationError):
        await Spectrum(providers=[terminal.config(), terminal.config()])
