"""Every line that ends with "wrong" must be refused by mypy and by pyright, no other one.

Never run; ``test_types.py`` hands it to the checkers.
"""

from __future__ import annotations

from spectrum_imessage import (
    Attachment,
    Client,
    Line,
    Message,
    Progress,
    ReactionInfo,
    Simulator,
    Space,
    Spectrum,
    TextFormat,
    attachment,
    avatar,
    customized_mini_app,
    effect,
    group,
    imessage,
    sync,
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
    Spectrum(providers=[], project="p")  # wrong
    async for found in app.messages:
        found.content  # wrong
    list(app.messages)  # wrong
    print(message.direction == "outbund")  # wrong


async def wrong_calls(app: Spectrum, message: Message) -> None:
    im = imessage(app)
    print((await im.user("alice", lookup=True, phone="shared")).country)
    im.user("alice", lookup=True).country  # wrong
    await im.user("alice", phone="shared")  # wrong
    page = await im.recent(page_size=5)
    print(page.messages[0].reply, (await imessage(message.space).history()).next_page_token)
    await im.recent(5)  # wrong
    await message.space.history()  # wrong
    line = im.line()
    details = await line.addresses.get(message.sender or "alice")
    print(details.services[0] == "RCS")
    details.service  # wrong
    count: int = await line.chats.count()
    print(count)
    flag: int = await line.chats.get(message.space)  # wrong
    print(flag)
    await line.chats.get(message)  # wrong
    await line.chats.set_background(message.space, "wallpaper.png")  # wrong
    await line.messages.send_text(message.space, "hello", formatting=[TextFormat("bold", 0, 1)])
    await line.messages.send_text(message.space, "hello", formatting=["bold"])  # wrong
    TextFormat("wavy", 0, 1)  # wrong
    await line.messages.set_reaction(message.space, message, ReactionInfo("love"), True)
    await line.messages.set_reaction(message.space, message, "love", True)  # wrong
    async for event in line.events.messages(message.space):
        event.message_guid  # wrong
        if event.type == "message.received":
            print(event.message and event.message.content.text)
            event.reaction  # wrong
        elif event.type == "message.reactionAdded":
            print(event.reaction)
        elif event.type == "group.changed":
            if event.change.type == "displayNameChanged":
                print(event.change.display_name)
            event.change.participant  # wrong
        elif event.type == "poll.changed" and event.delta.type == "created":
            print(event.delta.options[0].text)
        elif event.type == "catchup.complete":
            print(event.head_sequence)
            event.chat_guid  # wrong
        print(event.type == "message.recieved")  # wrong
    async for update in line.locations.watch("alice"):
        print(update.location and update.location.latitude)
        update.type  # wrong


async def wrong_deliveries(app: Spectrum, message: Message) -> None:
    async for event in app.events:
        event.line  # wrong
        if event.type == "messageEdited":
            print(event.text, event.space.id, event.actor and event.actor.address)
            event.head  # wrong
        elif event.type == "gap":
            print(event.after + 1)
            event.space  # wrong
        elif event.type == "streamConnected":
            print(event.stream == "messages")
            print(event.stream == "message")  # wrong
        print(event.type == "mesageEdited")  # wrong
    health = app.health()
    print(health.lines[0].streams[0].last_error)
    health.lines[0].streams[0].last_error.code  # wrong
    message.ack()
    await message.ack()  # wrong

    async def handler(space: Space, message: Message) -> None:
        await message.reply(space.id)

    def dead_letter(_space: Space, _message: Message, error: BaseException) -> None:
        print(error)

    await app.handle(handler, concurrency=2, dead_letter=dead_letter)
    await app.handle(dead_letter)  # wrong
    await app.handle(handler, dead_letter=handler)  # wrong
    Spectrum(providers=[], store="agent.db", ack="manual", watchdog=5, flatten_groups=True)
    Spectrum(providers=[], ack="never")  # wrong
    Spectrum(providers=[], store=1)  # wrong
    Spectrum(simulator={"lines": ["+15559990001"], "heartbeat": 0.5})
    Spectrum(simulator={"lins": []})  # wrong
    Spectrum(simulator="yes")  # wrong
    Simulator(heartbeat="1")  # wrong


async def wrong_people(app: Spectrum, message: Message) -> None:
    alice = app.simulator.person("+15551230001")
    await alice.react("love", to=message)
    await alice.react("love", to=1)  # wrong
    sighting = await alice.receives("hello", typing=True, kind="message", within=5)
    print(sighting.message.text)  # wrong
    await alice.receives("hello", kind="mesage")  # wrong
    await alice.receives("hello", 5)  # wrong
    await app.simulator.fault("SendTextMessage", "explode")  # wrong


async def wrong_transfers(line: Line, space: Space, photo: Attachment) -> None:
    def on_progress(progress: Progress) -> None:
        print(progress.transferred / (progress.total or 1))

    await space.send(photo, on_progress=on_progress)
    await space.send(photo, on_progress=lambda transferred, total: None)  # wrong
    await photo.save("a.jpg", max_size=1000, on_progress=on_progress)
    await photo.save(max_size=1000)  # wrong
    await photo.companion.read()  # wrong
    uploaded = await line.attachments.upload(photo)
    print(uploaded.attachment and uploaded.attachment.guid)
    await line.attachments.upload("a.jpg")  # wrong


async def wrong_mixture(app: sync.Spectrum, message: sync.Message, photo: Attachment) -> None:
    for space, received in app.messages:
        one = space.send("hello")
        one.id  # wrong
        several = space.send("one", "two")
        print(several[0].id, sync.imessage(space).phone, sync.imessage(received).date_read)
        if received.content.type == "attachment":
            data: bytes = received.content.read()
            print(data)
            await received.content.read()  # wrong
        await space.send("hello")  # wrong
        space.send(photo)  # wrong
    async for _ in app.messages:  # wrong
        pass
    with message.space.responding():
        message.react("love")
    async with message.space.responding():  # wrong
        pass
    imessage(app)  # wrong
    app.handle(lambda space, message: message.id.nothing)  # wrong
    sync.text(text_of("hello"))  # wrong
    person = app.simulator.person()
    sighting = person.receives("hello", typing=True, within=5)
    print(sighting.message and sighting.message.text)
    person.receives("hello", 5)  # wrong
    sync.timeout("5")  # wrong
