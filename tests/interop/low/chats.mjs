// Chats and groups, and their events.
import assert from "node:assert/strict";

import { groupOf, key, LINE, PNG } from "../world.mjs";
import { like, recorded, sameShape } from "../shape.mjs";

const answered = (result, file, call) =>
  sameShape(JSON.parse(JSON.stringify(result)), recorded(file, call).result_json);
const IMAGE = PNG.toString("base64");

export default {
  "client.chats.create": async (c) => {
    const { alice, bob, client } = c;
    const direct = await client.chats.create([alice.address]);
    answered(direct, "ll-chats", 'chats.create(["+15551230001"])');
    like(direct.chat, { guid: alice.dm, isGroup: false, participants: [{ address: alice.address }] });
    const { chat, initialMessage } = await client.chats.create([alice.address, bob.address], {
      message: "hello",
      effect: c.low.MessageEffect.loud,
      subject: "Sub",
      attributedBody: new Uint8Array([1, 2, 3]),
      clientMessageId: key(),
    });
    like(chat, { isGroup: true, service: "iMessage", isArchived: false, isFiltered: false });
    assert.match(chat.guid, /^any;\+;/);
    assert.deepEqual(
      chat.participants.map(({ address }) => address),
      [alice.address, bob.address, LINE],
    );
    like(initialMessage, { subject: "Sub", content: { text: "hello" }, chatGuids: [chat.guid] });
    await bob.sees({ text: "hello", effect: "loud", chat: chat.guid });
    await assert.rejects(client.chats.create([alice.address], { message: "" }), { code: "invalidArgument" });
  },
  "client.chats.get": async (c) => {
    const group = await groupOf(c.sim, [c.alice, c.bob], c.line);
    await c.alice.text("one", { chat: group });
    await c.alice.text("in private");
    const chat = await c.client.chats.get(group);
    answered(chat, "ll-chats", "chats.get(GROUP)");
    like(chat, { displayName: "Friends", unreadCount: 1, lastMessage: { content: { text: "one" } } });
    const direct = await c.client.chats.get(c.alice.dm);
    answered(direct, "ll-chats", "chats.get(DM)");
    like(direct, { displayName: "", isGroup: false, chatIdentifier: c.alice.address });
  },
  "client.chats.count": async (c) => {
    const before = await c.client.chats.count();
    await c.client.chats.create([c.alice.address]);
    assert.equal(await c.client.chats.count(), before + 1);
    const archived = await c.client.chats.count({ includeArchived: true });
    await c.alice.does("archive");
    assert.equal(await c.client.chats.count(), before);
    assert.equal(await c.client.chats.count({ includeArchived: true }), archived);
    assert.equal((await c.client.chats.get(c.alice.dm)).isArchived, true);
  },
  "client.chats.hasBackground, setBackground, removeBackground": async (c) => {
    const events = await c.listen((client) => client.chats.subscribeEvents({ chat: c.alice.dm }));
    await c.alice.text("hi");
    assert.equal(await c.client.chats.hasBackground(c.alice.dm), false);
    assert.equal(await c.client.chats.setBackground(c.alice.dm, new Uint8Array(PNG)), undefined);
    assert.equal(await c.client.chats.hasBackground(c.alice.dm), true);
    await c.alice.sees({ background: "set" });
    like(await events.next(({ type }) => type === "chat.backgroundChanged"), { isFromMe: true });
    assert.equal(await c.client.chats.removeBackground(c.alice.dm), undefined);
    await c.alice.sees({ background: "cleared" });
    await events.next(({ type }) => type === "chat.backgroundRemoved");
    assert.equal(await c.client.chats.hasBackground(c.alice.dm), false);
  },
  "client.chats.markRead": async (c) => {
    await c.alice.text("read me");
    assert.equal((await c.client.chats.get(c.alice.dm)).unreadCount, 1);
    assert.equal(await c.client.chats.markRead(c.alice.dm), undefined);
    assert.equal((await c.client.chats.get(c.alice.dm)).unreadCount, 0);
    await c.alice.sees({ kind: "read" });
  },
  "client.chats.shareContactInfo": async (c) => {
    assert.equal(await c.client.chats.shareContactInfo(c.alice.dm), undefined);
    await c.alice.sees({ kind: "contact_card" });
  },
  "client.chats.setTyping": async (c) => {
    assert.equal(await c.client.chats.setTyping(c.alice.dm, true), undefined);
    await c.alice.sees({ typing: "on" });
    await c.client.chats.setTyping(c.alice.dm, false);
    await c.alice.sees({ typing: "off" });
  },
  "client.chats.subscribeEvents, events.chat.archived, backgroundChanged, backgroundRemoved, markedRead, unarchived":
    async (c) => {
      const events = await c.listen((client) => client.chats.subscribeEvents());
      await c.alice.does("background", { data: IMAGE });
      like(await events.next(({ type }) => type === "chat.backgroundChanged"), {
        chatGuid: c.alice.dm,
        isFromMe: false,
        actor: { address: c.alice.address },
      });
      await c.alice.does("background");
      await events.next(({ type }) => type === "chat.backgroundRemoved");
      await c.client.chats.markRead(c.alice.dm);
      like(await events.next(({ type }) => type === "chat.markedRead"), { isFromMe: true });
      await c.alice.does("archive");
      like(await events.next(({ type }) => type === "chat.archived"), { isFromMe: true, chatGuid: c.alice.dm });
      await c.alice.does("archive", { on: false });
      const last = await events.next(({ type }) => type === "chat.unarchived");
      assert.ok(last.sequence > 0 && last.occurredAt instanceof Date);
    },
  "client.groups.setDisplayName": async (c) => {
    const group = await groupOf(c.sim, [c.alice, c.bob], c.line);
    const chat = await c.client.groups.setDisplayName(group, " Name ", { clientMessageId: key() });
    answered(chat, "ll-groups", 'groups.setDisplayName(GROUP, " Name ", { clientMessageId })');
    like(chat, { displayName: "Name", guid: group });
    await c.alice.sees({ kind: "group", chat: group });
  },
  "client.groups.addParticipants, removeParticipants": async (c) => {
    const group = await groupOf(c.sim, [c.alice, c.bob], c.line);
    const people = (chat) => chat.participants.map(({ address }) => address);
    const carol = "carol@example.com";
    const added = await c.client.groups.addParticipants(group, [` ${c.carol.address} `, carol], {
      clientMessageId: key(),
    });
    assert.deepEqual(people(added), [c.alice.address, c.bob.address, c.carol.address, carol, LINE]);
    answered(added, "ll-groups", 'groups.removeParticipants(GROUP, ["+15551230002"])');
    const removed = await c.client.groups.removeParticipants(group, [c.bob.address], { clientMessageId: key() });
    assert.deepEqual(people(removed), [c.alice.address, c.carol.address, carol, LINE]);
  },
  "client.groups.leave": async (c) => {
    const group = await groupOf(c.sim, [c.alice, c.bob], c.line);
    const count = await c.client.chats.count();
    assert.equal(await c.client.groups.leave(group, { clientMessageId: key() }), undefined);
    await c.alice.sees({ kind: "group", chat: group });
    // It is not visible any more.
    await assert.rejects(c.client.chats.get(group), { code: "chatNotFound" });
    await assert.rejects(c.client.messages.sendText(group, "x"), { code: "chatNotFound" });
    assert.equal(await c.client.chats.count(), count - 1);
  },
  "client.groups.setIcon, getIcon, removeIcon": async (c) => {
    const group = await groupOf(c.sim, [c.alice, c.bob], c.line);
    await assert.rejects(c.client.groups.getIcon(group), { code: "groupIconNotFound" });
    assert.equal(await c.client.groups.setIcon(group, new Uint8Array(PNG), { clientMessageId: key() }), undefined);
    const icon = await c.client.groups.getIcon(group);
    assert.deepEqual([icon.mimeType, Buffer.from(icon.data)], ["image/png", PNG]);
    assert.equal(await c.client.groups.removeIcon(group, { clientMessageId: key() }), undefined);
    await assert.rejects(c.client.groups.getIcon(group), { code: "groupIconNotFound" });
  },
  "client.groups.subscribeEvents, events.group.changed, groupChanges.displayNameChanged, iconChanged, iconRemoved, participantAdded, participantLeft, participantRemoved":
    async (c) => {
      const { alice, bob, carol } = c;
      const group = await groupOf(c.sim, [alice, bob], c.line);
      const events = await c.listen((client) => client.groups.subscribeEvents({ chat: group }));
      const every = await c.listen((client) => client.groups.subscribeEvents());
      const change = (type) => events.next((event) => event.change.type === type);
      const does = (deed, body) => alice.does(deed, { chat: group, ...body });
      await does("rename", { name: "N" });
      like(await change("displayNameChanged"), {
        type: "group.changed",
        chatGuid: group,
        isFromMe: false,
        actor: { address: alice.address },
        change: { displayName: "N" },
      });
      await does("add", { people: [carol.address] });
      like(await change("participantAdded"), { change: { participant: { address: carol.address, country: "US" } } });
      await does("remove", { people: [carol.address] });
      like(await change("participantRemoved"), { change: { participant: { address: carol.address } } });
      await does("icon", { data: IMAGE });
      await change("iconChanged");
      await does("icon");
      await change("iconRemoved");
      await bob.does("leave", { chat: group });
      like(await change("participantLeft"), { change: { participant: { address: bob.address } } });
      like(await every.next((event) => event.change.type === "participantLeft"), { chatGuid: group });
      await c.client.groups.setDisplayName(group, "Mine");
      like(await change("displayNameChanged"), { isFromMe: true, actor: { address: LINE } });
    },
};
