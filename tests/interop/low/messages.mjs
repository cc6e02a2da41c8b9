// Messages: sending in every form, changing, reading, and the events of it.
import assert from "node:assert/strict";

import { all, groupOf, JPG, key, LINE, PNG } from "../world.mjs";
import { like, recorded, sameShape } from "../shape.mjs";

const answered = (result, file, call) =>
  sameShape(JSON.parse(JSON.stringify(result)), recorded(file, call).result_json);
const card = (more = {}) => ({
  teamId: "ABCDE12345",
  extensionBundleId: "com.example.ext",
  appName: "Sample",
  url: "https://example.com/1",
  layout: { caption: "Hi" },
  ...more,
});

async function upload(c, fileName = "b.png", data = PNG) {
  return (await c.client.attachments.upload({ fileName, data: new Uint8Array(data) })).attachment.guid;
}

export default {
  "client.messages.sendText": async (c) => {
    const { alice, client } = c;
    const question = await alice.text("when?");
    const sent = await client.messages.sendText(alice.dm, "hi");
    answered(sent, "ll-send-text", 'messages.sendText(DM, "hi")');
    like(sent, { content: { text: "hi" }, chatGuids: [alice.dm], isFromMe: true, isSent: true, itemType: "normal" });
    await alice.sees({ text: "hi" });

    const reply = await client.messages.sendText(alice.dm, "now", { replyTo: question });
    assert.equal(reply.replyTargetGuid, question);
    const part = await client.messages.sendText(alice.dm, "again", { replyTo: { guid: question, partIndex: 0 } });
    like(part, { replyTargetGuid: question, threadOriginatorGuid: question });
    const { message } = await alice.sees({ text: "again" });
    assert.equal(message.reply_to, question);

    const rich = await client.messages.sendText(alice.dm, "bold and shaky", {
      subject: "Subject",
      formatting: [
        { type: "bold", start: 0, length: 4 },
        { type: "effect", effect: c.low.TextEffect.shake, start: 9, length: 5 },
      ],
      enableDataDetection: true,
      enableLinkPreview: true,
    });
    like(rich, {
      subject: "Subject",
      content: {
        formatting: [
          { type: "bold", start: 0, length: 4 },
          { type: "effect", effectName: "shake", start: 9, length: 5 },
        ],
      },
    });
    const [call] = (await c.sim.calls("SendTextMessage")).slice(-1);
    like(call.request, { enableDataDetection: true, enableLinkPreview: true, subject: "Subject" });
    await client.messages.sendText(`  ${alice.dm}  `, "trimmed");
    await alice.sees({ text: "trimmed" });
  },
  "grpc.MessageEffect": async (c) => {
    for (const [name, effect] of Object.entries(c.low.MessageEffect)) {
      const sent = await c.client.messages.sendText(c.alice.dm, `with ${name}`, { effect });
      assert.equal(sent.content.expressiveSendStyleId, effect);
      await c.alice.sees({ text: `with ${name}`, effect: name });
    }
    assert.equal(Object.keys(c.low.MessageEffect).length, 13);
  },
  "grpc.TextEffect": async (c) => {
    const effects = Object.values(c.low.TextEffect).map((effect) => ({ type: "effect", effect }));
    const formats = [...["bold", "italic", "underline", "strikethrough"].map((type) => ({ type })), ...effects];
    const formatting = formats.map((format, start) => ({ ...format, start, length: 1 }));
    const sent = await c.client.messages.sendText(c.alice.dm, "abcdefghijkl", { formatting });
    const back = (await c.client.messages.get(sent.guid)).content.formatting;
    assert.deepEqual(
      back.map(({ type, effectName }) => [type, effectName]),
      formats.map(({ type, effect }) => [type, effect]),
    );
  },
  "client.messages.sendAttachment": async (c) => {
    const { alice, client } = c;
    const question = await alice.text("a picture?");
    const sent = await client.messages.sendAttachment(alice.dm, await upload(c));
    answered(sent, "ll-send-attachment", 'messages.sendAttachment(DM, "ATT-1")');
    like(sent.content.attachments, [{ fileName: "b.png", mimeType: "image/png", isOutgoing: true, totalBytes: 29 }]);
    await alice.sees({ attachment: "b.png", mime_type: "image/png" });
    const voice = await client.messages.sendAttachment(alice.dm, await upload(c, "memo.m4a"), {
      replyTo: { guid: question, partIndex: 0 },
      effect: c.low.MessageEffect.confetti,
      isAudioMessage: true,
      clientMessageId: key(),
    });
    like(voice, { isAudioMessage: true, replyTargetGuid: question });
    await alice.sees({ attachment: "memo.m4a", effect: "confetti", reply_to: question });
  },
  "client.messages.sendMultipart": async (c) => {
    const { alice, bob, client } = c;
    const group = await groupOf(c.sim, [alice, bob], c.line);
    const question = await alice.text("?", { chat: group });
    const sent = await client.messages.sendMultipart(
      group,
      [
        {
          text: "hey @Bob",
          mentionedAddress: bob.address,
          bubbleIndex: 0,
          formatting: [{ type: "bold", start: 0, length: 3 }],
        },
        { attachmentGuid: await upload(c), attachmentName: "renamed.png", bubbleIndex: 1 },
        { text: "end", bubbleIndex: 2 },
      ],
      {
        replyTo: question,
        subject: "S",
        effect: c.low.MessageEffect.heart,
        enableDataDetection: true,
        clientMessageId: key(),
      },
    );
    answered(sent, "ll-send-multipart", "messages.sendMultipart(DM, [text, attachment])");
    like(sent, {
      partCount: 3,
      subject: "S",
      replyTargetGuid: question,
      content: {
        text: "hey @Bob\uFFFCend",
        mentions: [{ address: bob.address, start: 0, length: 8 }],
        formatting: [{ type: "bold", start: 0, length: 3 }],
        attachments: [{ fileName: "renamed.png" }],
      },
    });
    await bob.sees({ contains: "hey @Bob", effect: "heart", chat: group });
  },
  "client.messages.sendCustomizedMiniApp": async (c) => {
    const sent = await c.client.messages.sendCustomizedMiniApp(c.alice.dm, card());
    answered(sent, "ll-mini-app", "messages.sendCustomizedMiniApp(DM, minimal)");
    const full = await c.client.messages.sendCustomizedMiniApp(
      c.alice.dm,
      card({
        appStoreId: 6777616651,
        live: true,
        layout: {
          caption: "C",
          subcaption: "S",
          trailingCaption: "TC",
          trailingSubcaption: "TS",
          image: new Uint8Array(JPG),
          imageTitle: "IT",
          imageSubtitle: "IS",
          summary: "Sum",
        },
      }),
      { clientMessageId: key() },
    );
    like(full.content.miniApp, {
      appName: "Sample",
      appStoreId: 6777616651,
      teamId: "ABCDE12345",
      extensionBundleId: "com.example.ext",
      live: true,
      url: "https://example.com/1",
      layout: { caption: "C", trailingSubcaption: "TS", imageTitle: "IT", imageSubtitle: "IS", summary: "Sum" },
    });
    like(full.miniAppCardSession, { chatGuid: c.alice.dm, messageGuid: full.guid, targetMessageGuid: full.guid });
    assert.equal(full.content.miniApp.sessionId, full.miniAppCardSession.sessionId);
    const seen = await c.alice.sees({ kind: "message" });
    assert.equal(seen.message.guid, sent.guid);
  },
  "client.messages.updateCustomizedMiniApp": async (c) => {
    const sent = await c.client.messages.sendCustomizedMiniApp(c.alice.dm, card());
    const changed = card({ url: "https://example.com/2", layout: { caption: "New" } });
    const updated = await c.client.messages.updateCustomizedMiniApp(sent.miniAppCardSession, changed, {
      clientMessageId: key(),
    });
    answered(updated, "ll-mini-app", "messages.updateCustomizedMiniApp(session, {...}, { clientMessageId })");
    like(updated.miniAppCardSession, {
      sessionId: sent.miniAppCardSession.sessionId,
      targetMessageGuid: sent.miniAppCardSession.targetMessageGuid,
    });
    like((await c.client.messages.get(sent.guid)).content.miniApp, {
      url: "https://example.com/2",
      layout: { caption: "New" },
    });
    await c.alice.sees({ kind: "edit", message_guid: sent.guid });
    await c.client.messages.updateCustomizedMiniApp(updated.miniAppCardSession, card());
  },
  "client.messages.edit": async (c) => {
    const events = await c.listen((client) => client.messages.subscribeEvents({ chat: c.alice.dm }));
    const { guid } = await c.client.messages.sendText(c.alice.dm, "base");
    const edited = await c.client.messages.edit(c.alice.dm, guid, "changed", {
      backwardCompatText: "* changed",
      partIndex: 0,
      clientMessageId: key(),
    });
    like(edited, { guid, content: { text: "changed" } });
    assert.ok(edited.dateEdited instanceof Date);
    await c.alice.sees({ kind: "edit", text: "changed", message_guid: guid });
    const event = await events.next(({ type }) => type === "message.edited");
    like(event, { messageGuid: guid, isFromMe: true, content: { text: "changed" } });
    assert.ok(event.editedAt instanceof Date && event.occurredAt instanceof Date);
  },
  "client.messages.unsend": async (c) => {
    const events = await c.listen((client) => client.messages.subscribeEvents({ chat: c.alice.dm }));
    const { guid } = await c.client.messages.sendText(c.alice.dm, "oops");
    assert.equal(await c.client.messages.unsend(c.alice.dm, guid, { clientMessageId: key() }), undefined);
    await c.alice.sees({ kind: "unsend", message_guid: guid });
    like(await events.next(({ type }) => type === "message.unsent"), { messageGuid: guid, isFromMe: true });
    const gone = await c.client.messages.get(guid);
    assert.ok(gone.dateRetracted instanceof Date && gone.content.text === undefined);
  },
  "client.messages.setReaction, events.message.reactionRemoved": async (c) => {
    const guid = await c.alice.text("base");
    const events = await c.listen((client) => client.messages.subscribeEvents({ chat: c.alice.dm }));
    for (const kind of ["love", "like", "dislike", "laugh", "emphasize", "question"]) {
      const reaction = await c.client.messages.setReaction(c.alice.dm, guid, { kind }, true);
      answered(reaction, "ll-reactions", `messages.setReaction(DM, "MSG-1", { kind: "${kind}" }, true)`);
      like(reaction, { reaction: { kind }, reactionSelected: true, reactionTargetGuid: guid });
      await c.alice.sees({ reaction: kind, message_guid: guid });
      like(await events.next(({ reaction }) => reaction?.kind === kind), {
        type: "message.reactionAdded",
        isFromMe: true,
      });
    }
    const party = { kind: "emoji", emoji: "🎉" };
    const set = await c.client.messages.setReaction(c.alice.dm, guid, party, true, { partIndex: 0 });
    like(set, { reactionTargetPartIndex: 0, reaction: party });
    await c.alice.sees({ reaction: "🎉" });
    like((await c.client.messages.get(guid)).appliedReactions, [{ reaction: party, isFromMe: true }]);
    const more = { partIndex: 0, clientMessageId: key() };
    like(await c.client.messages.setReaction(c.alice.dm, guid, party, false, more), { reactionSelected: false });
    await c.alice.sees({ reaction: "🎉", removed: "true" });
    like(await events.next(({ type }) => type === "message.reactionRemoved"), {
      messageGuid: guid,
      reaction: party,
      targetPartIndex: 0,
    });
  },
  "client.messages.placeSticker": async (c) => {
    const guid = await c.alice.text("base");
    const events = await c.listen((client) => client.messages.subscribeEvents({ chat: c.alice.dm }));
    const sticker = await upload(c);
    const first = await c.client.messages.placeSticker(c.alice.dm, guid, sticker, { x: 0.5, y: 0.25 });
    answered(first, "ll-stickers", 'messages.placeSticker(DM, "MSG-1", "ATT-s", { x: 0.5, y: 0.25 })');
    const placement = { x: 0, y: 1, scale: 1.5, rotation: -0.5, width: 120 };
    const more = { partIndex: 0, clientMessageId: key() };
    await c.client.messages.placeSticker(c.alice.dm, guid, sticker, placement, more);
    await c.alice.sees({ kind: "sticker", message_guid: guid });
    const event = await events.next(({ placement: at }) => at?.width === 120);
    like(event, { type: "message.stickerPlaced", messageGuid: guid, sticker: { guid: sticker, isSticker: true } });
    assert.deepEqual(event.placement, placement);
    like((await c.client.messages.get(guid)).placedStickers[1], { targetPartIndex: 0, isFromMe: true });
  },
  "client.messages.notifySilenced": async (c) => {
    await c.alice.does("focus", { on: true });
    const { guid } = await c.client.messages.sendText(c.alice.dm, "urgent");
    const done = await c.client.messages.notifySilenced(c.alice.dm, guid, { clientMessageId: key() });
    assert.equal(done, undefined);
    await c.alice.sees({ kind: "notified", message_guid: guid });
    assert.equal((await c.client.messages.get(guid)).didNotifyRecipient, true);
  },
  "client.messages.get": async (c) => {
    const guid = await c.alice.text("hello", { effect: "confetti" });
    const got = await c.client.messages.get(guid);
    like(got, {
      guid,
      isFromMe: false,
      isSent: false,
      sender: { address: c.alice.address, country: "US", service: "iMessage" },
      chatGuids: [c.alice.dm],
      content: { text: "hello", expressiveSendStyleId: c.low.MessageEffect.confetti },
    });
    assert.ok(got.dateCreated instanceof Date);
  },
  "client.messages.listInChat": async (c) => {
    const { alice, client } = c;
    const texts = ["one", "two", "three"];
    for (const text of texts) await alice.text(text);
    const mine = await client.messages.sendText(alice.dm, "mine");
    const page = await client.messages.listInChat(alice.dm);
    answered({ messages: page.messages.slice(1) }, "ll-message-reads", "messages.listInChat(DM)");
    assert.deepEqual(
      page.messages.map(({ content }) => content.text),
      ["mine", "three", "two", "one"],
    );
    const first = await client.messages.listInChat(alice.dm, { pageSize: 3 });
    const second = await client.messages.listInChat(alice.dm, { pageSize: 3, pageToken: first.nextPageToken });
    assert.deepEqual([first.messages.length, second.messages.length, second.nextPageToken], [3, 1, undefined]);
    const own = await client.messages.listInChat(alice.dm, { isFromMe: true, isRead: false });
    assert.deepEqual(
      own.messages.map(({ guid }) => guid),
      [mine.guid],
    );
    // From a moment on, and up to before one.
    const at = mine.dateCreated;
    const since = await client.messages.listInChat(alice.dm, { after: at });
    assert.ok(since.messages.some(({ guid }) => guid === mine.guid));
    const before = await client.messages.listInChat(alice.dm, { before: at });
    assert.ok(before.messages.every(({ guid }) => guid !== mine.guid));
  },
  "client.messages.listRecent": async (c) => {
    const guids = [await c.alice.text("from alice"), await c.bob.text("from bob")];
    const page = await c.client.messages.listRecent({ pageSize: 2, isFromMe: false });
    answered(page, "ll-message-reads", "messages.listRecent()");
    assert.deepEqual(
      page.messages.map(({ guid }) => guid),
      guids.reverse(),
    );
    assert.ok(page.nextPageToken);
  },
  "client.messages.getEmbeddedMedia": async (c) => {
    const { guid } = await c.alice.does("handwriting", { data: PNG.toString("base64") });
    const media = await c.client.messages.getEmbeddedMedia(c.alice.dm, guid);
    assert.deepEqual([media.mimeType, Buffer.from(media.data)], ["image/png", PNG]);
    like(await c.client.messages.get(guid), {
      content: { balloonBundleId: "com.apple.Handwriting.HandwritingProvider" },
    });
  },
  "client.messages.subscribeEvents, events.message.received, edited, reactionAdded, read, stickerPlaced, unsent":
    async (c) => {
      const { alice } = c;
      const events = await c.listen((client) => client.messages.subscribeEvents());
      const own = await c.listen((client) => client.messages.subscribeEvents({ chat: c.bob.dm }));
      const mine = await c.client.messages.sendText(alice.dm, "mine");
      const guid = await alice.text("theirs");
      const received = await events.next(({ message }) => message?.guid === guid);
      like(received, {
        type: "message.received",
        chatGuid: alice.dm,
        isFromMe: false,
        actor: { address: alice.address, country: "US", service: "iMessage" },
        message: { content: { text: "theirs" } },
      });
      assert.ok(received.sequence > 0 && received.occurredAt instanceof Date);
      like(await events.next(({ message }) => message?.guid === mine.guid), {
        isFromMe: true,
        actor: { address: LINE },
      });
      await alice.does("react", { message_guid: guid, reaction: "like" });
      like(await events.next(({ type, messageGuid }) => type === "message.reactionAdded" && messageGuid === guid), {
        reaction: { kind: "like" },
        isFromMe: false,
      });
      await alice.does("read", { message_guid: mine.guid });
      like(await events.next(({ type }) => type === "message.read"), { messageGuid: mine.guid });
      await alice.does("edit", { message_guid: guid, text: "changed" });
      await events.next(({ type, isFromMe }) => type === "message.edited" && !isFromMe);
      await alice.does("unsend", { message_guid: guid });
      await events.next(({ type, isFromMe }) => type === "message.unsent" && !isFromMe);
      await alice.does("sticker", { message_guid: mine.guid, name: "s.png", data: PNG.toString("base64") });
      like(await events.next(({ type, isFromMe }) => type === "message.stickerPlaced" && !isFromMe), {
        sticker: { isSticker: true, fileName: "s.png" },
        placement: { x: 0.5, y: 0.5 },
      });
      await c.bob.text("to the other chat");
      await own.next(({ message }) => message?.content.text === "to the other chat");
      assert.deepEqual(own.seen, []);
    },
  "client.events.catchUp": async (c) => {
    const head = (await all(c.client.events.catchUp())).at(-1);
    like(head, { type: "catchup.complete" });
    const guid = await c.alice.text("missed");
    const group = await groupOf(c.sim, [c.alice, c.bob], c.line);
    await c.alice.does("rename", { chat: group, name: "New" });
    const poll = await c.alice.does("poll", { title: "T", options: ["a", "b"] });
    await c.alice.does("background", { data: PNG.toString("base64") });
    const events = await all(c.client.events.catchUp(head.headSequence));
    assert.deepEqual(
      events.map(({ type }) => type),
      ["message.received", "group.changed", "poll.changed", "chat.backgroundChanged", "catchup.complete"],
    );
    like(events[0], { message: { guid }, sequence: head.headSequence + 1 });
    like(events[1], { chatGuid: group, change: { type: "displayNameChanged", displayName: "New" } });
    like(events[2], { pollMessageGuid: poll.guid, delta: { type: "created", title: "T" } });
    assert.equal(events.at(-1).headSequence, events.at(-2).sequence);
    assert.equal((await all(c.client.events.catchUp(events.at(-1).headSequence))).length, 1);
  },
};
