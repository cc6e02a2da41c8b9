// Everything that a program of spectrum-ts can send, each with what the person sees of it.
import assert from "node:assert/strict";

import { JPG, M4A, PNG } from "../world.mjs";
import { like } from "../shape.mjs";

const CARD = {
  appName: "Sample",
  appStoreId: 123456789,
  extensionBundleId: "com.example.app.ext",
  teamId: "ABCDE12345",
  url: "https://example.com/card?id=1",
  layout: { caption: "Title", subcaption: "Sub", image: new Uint8Array(JPG), imageTitle: "T", imageSubtitle: "S" },
};

const outbound = (sent, c) => {
  like(sent, { direction: "outbound", platform: "imessage", space: { id: c.dm.id, type: "dm" } });
  assert.ok(sent.id && sent.timestamp instanceof Date);
};

export default {
  "space.send, core.text, app.send": async (c) => {
    const sent = await c.dm.send("Hello");
    outbound(sent, c);
    like(sent, { content: { type: "text", text: "Hello" }, isSent: true });
    await c.alice.sees({ text: "Hello" });
    const two = await c.dm.send("one", c.core.text("two"));
    assert.equal(two.length, 2);
    await c.alice.sees({ text: "one" });
    await c.alice.sees({ text: "two" });
    await c.app.send(c.dm, "via app");
    await c.alice.sees({ text: "via app" });
  },
  "core.text: streamed": async (c) => {
    const sent = await c.dm.send(
      c.core.text(
        (async function* () {
          yield "a";
          yield "b";
        })(),
      ),
    );
    assert.equal((await c.dm.getMessage(sent.id)).content.type, "text");
    assert.equal((await c.alice.conversation()).messages.at(-1).text, "ab");
  },
  "core.markdown": async (c) => {
    const sent = await c.dm.send(c.core.markdown("**bold** and *it*"));
    assert.equal(sent.content.type, "markdown");
    await c.alice.sees({ text: "bold and it" });
    const [call] = (await c.sim.calls("SendTextMessage")).slice(-1);
    like(call.request.formatting, [
      { type: "bold", length: 4 },
      { type: "italic", start: 9, length: 2 },
    ]);
  },
  "core.attachment": async (c) => {
    const sent = await c.dm.send(c.core.attachment(PNG, { name: "b.png" }));
    outbound(sent, c);
    like(sent.content, { type: "attachment", name: "b.png", mimeType: "image/png" });
    await c.alice.sees({ attachment: "b.png", mime_type: "image/png" });
    await c.dm.send(c.core.attachment(Buffer.alloc(0), { name: "empty.txt" }));
    await c.alice.sees({ attachment: "empty.txt" });
  },
  "core.voice": async (c) => {
    const sent = await c.dm.send(c.core.voice(M4A, { mimeType: "audio/mp4" }));
    assert.equal(sent.content.type, "voice");
    const { message } = await c.alice.sees({ attachment: "voice.m4a" });
    assert.equal(message.audio, true);
  },
  "core.contact": async (c) => {
    const contact = {
      name: { formatted: "Bob Stone", first: "Bob", last: "Stone" },
      phones: [{ value: "+15551230002" }],
    };
    const sent = await c.dm.send(c.core.contact(contact));
    assert.equal(sent.content.type, "contact");
    const seen = await c.alice.sees({ attachment: "Bob_Stone.vcf", mime_type: "text/vcard" });
    const file = await fetch(new URL(`/api/attachments/${seen.message.attachments[0].guid}`, c.sim.ready.page_url));
    assert.match(await file.text(), /BEGIN:VCARD[^]*Bob/);
  },
  "core.richlink": async (c) => {
    const sent = await c.dm.send(c.core.richlink("https://example.com/a?b=c"));
    assert.equal(sent.content.type, "richlink");
    await c.alice.sees({ text: "https://example.com/a?b=c" });
    const [call] = (await c.sim.calls("SendTextMessage")).slice(-1);
    assert.equal(call.request.enableLinkPreview, true);
  },
  "core.poll, option": async (c) => {
    const sent = await c.dm.send(c.core.poll("Lunch?", ["Pizza", c.core.option("Sushi")]));
    outbound(sent, c);
    const { message } = await c.alice.sees({ kind: "message" });
    like(message.poll, { title: "Lunch?", options: [{ text: "Pizza" }, { text: "Sushi" }] });
    await c.alice.does("vote", { option: "Pizza" });
    const vote = await c.next(({ content, sender }) => content.type === "poll_option" && sender.id === c.alice.address);
    like(vote.message.content, { option: { title: "Pizza" }, selected: true, title: "Pizza" });
  },
  "core.group": async (c) => {
    const parts = ["caption", c.core.attachment(JPG, { name: "a.jpg" }), c.core.attachment(PNG, { name: "b.png" })];
    const sent = await c.dm.send(c.core.group(...parts));
    assert.equal(sent.content.items.length, 3);
    assert.equal(sent.content.items[1].id, `p:1/${sent.id}`);
    const { message } = await c.alice.sees({ contains: "caption" });
    assert.equal(message.attachments.length, 2);
    await sent.content.items[1].react("❤️");
    await c.alice.sees({ reaction: "love", message_guid: sent.id });
    assert.equal((await c.dm.getMessage(`p:1/${sent.id}`)).content.type, "attachment");
  },
  "im.effect, im.imessage, effects.balloons, celebration, confetti, echo, fireworks, gentle, heart, invisible, lasers, loud, slam, sparkles, spotlight":
    async (c) => {
      const effects = Object.entries(c.im.imessage.effect.message);
      assert.equal(effects.length, 13);
      for (const [name, effect] of effects) {
        const sent = await c.dm.send(c.im.effect(`a ${name}`, effect));
        assert.equal(sent.expressiveSendStyleId, effect);
        await c.alice.sees({ text: `a ${name}`, effect: name });
      }
      const { slam } = c.im.imessage.effect.message;
      await c.dm.send(c.im.effect(c.core.markdown("**wow**"), slam));
      await c.alice.sees({ text: "wow", effect: "slam" });
      await c.dm.send(c.im.effect(c.core.attachment(PNG, { name: "b.png" }), slam));
      await c.alice.sees({ attachment: "b.png", effect: "slam" });
    },
  "im.background, space.background": async (c) => {
    assert.equal(await c.dm.send(c.im.background(PNG, { mimeType: "image/png" })), undefined);
    await c.alice.sees({ background: "set", mime_type: "image/png" });
    await c.dm.background("clear");
    await c.alice.sees({ background: "cleared" });
  },
  "im.nativeContactCard, space.shareContactCard": async (c) => {
    assert.equal(await c.dm.send(c.im.nativeContactCard()), undefined);
    const { n } = await c.alice.sees({ kind: "contact_card" });
    await c.dm.shareContactCard();
    await c.alice.sees({ kind: "contact_card", after: n });
  },
  "im.customizedMiniApp": async (c) => {
    const sent = await c.dm.send(c.im.customizedMiniApp(CARD));
    outbound(sent, c);
    like(sent.miniAppCardSession, { chatGuid: c.dm.id, targetMessageGuid: sent.id });
    await c.alice.sees({ kind: "message" });
    for (const id of [2, 3]) {
      const url = `https://example.com/card?id=${id}`;
      await sent.edit(c.im.customizedMiniApp({ ...CARD, url, layout: { caption: "Updated" } }));
      await c.alice.sees({ kind: "edit", contains: `id=${id}` });
    }
  },
  "core.app": async (c) => {
    const page = `${c.pages}/card`;
    const sent = await c.dm.send(c.core.app(page));
    outbound(sent, c);
    const [call] = (await c.sim.calls("SendCustomizedMiniAppMessage")).slice(-1);
    like(call.request, { url: page, layout: { caption: "A page" } });
    await sent.edit(c.core.app(`${page}?2`));
    await c.alice.sees({ kind: "edit" });
  },
  "core.reply, message.reply": async (c) => {
    const guid = await c.alice.text("when?");
    const { message } = await c.next(({ id }) => id === guid);
    like(await message.reply("now"), { direction: "outbound", space: { id: c.dm.id } });
    await c.alice.sees({ text: "now", reply_to: guid });
    await c.dm.send(c.core.reply(c.core.markdown("**later**"), message));
    await c.alice.sees({ text: "later", reply_to: guid });
    assert.equal((await message.reply("a", "b")).length, 2);
    await c.alice.sees({ text: "b", reply_to: guid });
  },
  "core.reaction, message.react, core.Emoji": async (c) => {
    const guid = await c.alice.text("base");
    const { message } = await c.next(({ id }) => id === guid);
    for (const kind of ["love", "like", "dislike", "laugh", "emphasize", "question"]) {
      const sent = await message.react(c.core.Emoji[kind]);
      assert.equal(sent.content.type, "reaction");
      await c.alice.sees({ reaction: kind, message_guid: guid });
    }
    const party = await c.dm.send(c.core.reaction("🎉", message));
    await c.alice.sees({ reaction: "🎉" });
    await party.unsend();
    await c.alice.sees({ reaction: "🎉", removed: "true" });
  },
  "core.edit, space.edit, message.edit, app.edit": async (c) => {
    const sent = await c.dm.send("base");
    const edits = [
      (text) => sent.edit(text),
      (text) => c.dm.edit(sent, text),
      (text) => c.app.edit(sent, text),
      (text) => c.dm.send(c.core.edit(text, sent)),
    ];
    for (const [at, edit] of edits.entries()) {
      assert.equal(await edit(`changed ${at}`), undefined);
      await c.alice.sees({ kind: "edit", text: `changed ${at}`, message_guid: sent.id });
    }
  },
  "core.unsend, space.unsend, message.unsend": async (c) => {
    const takes = [(sent) => sent.unsend(), (sent) => c.dm.unsend(sent), (sent) => c.dm.send(c.core.unsend(sent))];
    for (const take of takes) {
      const sent = await c.dm.send("oops");
      assert.equal(await take(sent), undefined);
      await c.alice.sees({ kind: "unsend", message_guid: sent.id });
    }
  },
  "core.typing, space.startTyping, space.stopTyping, space.responding, app.responding": async (c) => {
    const typing = async () =>
      (await c.sim.calls("SetTyping"))
        .filter(({ request }) => request.chatGuid === c.dm.id)
        .map(({ request }) => request.isTyping ?? false);
    await c.dm.startTyping();
    await c.alice.sees({ typing: "on" });
    await c.dm.stopTyping();
    await c.dm.send(c.core.typing());
    await c.dm.send(c.core.typing("stop"));
    assert.equal(await c.dm.responding(async () => 42), 42);
    assert.equal(await c.app.responding(c.dm, async () => "x"), "x");
    assert.deepEqual(await typing(), [true, false, true, false, true, false, true, false]);
  },
  "core.read, im.read, space.read, message.read": async (c) => {
    const guid = await c.alice.text("read me");
    const { message } = await c.next(({ id }) => id === guid);
    let after = 0;
    const reads = [
      () => message.read(),
      () => c.dm.read(message),
      () => c.dm.send(c.core.read(message)),
      () => c.dm.send(c.im.read(message)),
    ];
    for (const read of reads) {
      await read();
      after = (await c.alice.sees({ kind: "read", after })).n;
    }
  },
  "core.custom, UnsupportedError": async (c) => {
    assert.equal(await c.dm.send(c.core.custom({ a: 1 })), undefined);
    await assert.rejects(c.dm.getMembers(), (error) => error instanceof c.core.UnsupportedError);
  },
};
