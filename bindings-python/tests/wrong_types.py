"""Every line that ends with "wrong" must be refused by mypy and by pyright, no other one.

Never run; ``test_types.py`` hands it to the checkers.
"""

from __future__ import annotations

from spectrum_imessage import (
    Client,
    Message,
    Spectrum,
    attachment,
    avatar,
    customized_mini_app,
    effect,
    group,
    imessage,
    typing,
)
from spectrum_imessage import app as link
from spectrum_imessage import text as text_of


async def wrong(app: Spectrum, message: Message) -> None:
    space = message.space
    message.content.text  # wrong
    if message.content.type == "text":
        print(message.content.text)
        message.content.mime_type  # wrong
    if message.content.type == "attachment":
        data: bytes = await message.content.read()
        print(data)
        text: str = await message.content.read()  # wrong
        print(text)
    one = await space.send("hello")
    one.id  # wrong
    several = await space.send("one", "two")
    print(several[0].id)
    several.id  # wrong
    await space.send(1)  # wrong
    await space.send(text="hello")  # wrong
    space.phone  # wrong
    print(imessage(space).phone)
    message.date_read  # wrong
    print(imessage(message).date_read)
    imessage("space")  # wrong
    print(imessage.effect.message.confetti)
    imessage.effect.message.confeti  # wrong
    effect("hello")  # wrong
    typing("maybe")  # wrong
    attachment()  # wrong
    attachment("a.jpg", url="https://example.com")  # wrong
    if message.content.type == "group":
        print(message.content.items[0].id)
        message.content.items[0].text  # wrong
    if message.content.type == "customized-mini-app":
        print(message.content.layout.caption)
        message.content.caption  # wrong
    if message.content.type == "addMember":
        print(message.content.members[0].upper())
    await space.send(text_of(app.messages))
    await space.send(text_of(app.messages, extract=lambda found: found[1].id))
    text_of(app.messages, extract=lambda found: found.id)  # wrong
    text_of("hello", extract=str)  # wrong
    text_of(["hello"])  # wrong
    await space.send(group("hello", attachment("a.jpg")))
    group("hello", 1)  # wrong
    avatar()  # wrong
    link("https://example.com", True)  # wrong
    customized_mini_app(app_name="hello")  # wrong
    members = await space.get_members()
    print(members[0].id)
    members.id  # wrong
    picture = await space.get_avatar()
    picture.data  # wrong
    await space.share_contact_card()  # wrong
    imessage.config(local=True, clients=[])  # wrong
    Client("localhost:1", "token")  # wrong
    Spectrum(providers=["imessage"])  # wrong
    Spectrum(project_id="p")  # wrong
    async for found in app.messages:
        found.content  # wrong
    list(app.messages)  # wrong
    print(message.direction == "outbund")  # wrong
