"""Answers every text with the same text, without asyncio.

Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:

    python examples/python/echo_sync.py
"""

from __future__ import annotations

from spectrum_imessage.sync import Spectrum, imessage

with Spectrum(providers=[imessage.config()]) as app:
    for space, message in app.messages:
        if message.content.type != "text":
            continue
        with space.responding():
            space.send(message.content.text)
