// What people do in each recorded situation.
import assert from "node:assert/strict";

import { PNG } from "./world.mjs";

const JPG = Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex").toString("base64");
const photo = (n) => ({ name: `photo${n}.jpg`, data: JPG });
const VCF =
  "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iPhone OS 17.0//EN\r\nN:Lovelace;Ada;M.;Dr.;PhD\r\nFN:Dr. Ada Lovelace\r\nORG:Analytical Engines;R&D\r\nTITLE:Engineer\r\nEMAIL;type=INTERNET;type=HOME;type=pref:ada@example.com\r\nTEL;type=CELL;type=VOICE;type=pref:+1 (555) 123-0009\r\nTEL;type=WORK:+15551230010\r\nitem1.ADR;type=HOME;type=pref:;;1 Main St;Springfield;CA;90210;USA\r\nURL:https://ada.example/\r\nBDAY:1815-12-10\r\nNOTE:A note\r\nEND:VCARD\r\n";
const base64 = (text) => Buffer.from(text).toString("base64");

const text = async (who, words, more = {}) => (await who.does("text", { text: words, ...more })).guid;
const react = (who, message_guid, reaction, more = {}) => who.does("react", { message_guid, reaction, ...more });
const KINDS = ["love", "like", "dislike", "laugh", "emphasize", "question"];
const mine = async (c, chat, words = "mine") => (await c.client.messages.sendText(chat, words)).guid;
const DM = "any;-;+15551230001";
const sent = async (c, id) => (await (await c.instance.space.get(id)).send("mine")).id;

const refuse = (c, status, error_code) =>
  c.sim.post("/api/faults", { method: "GetMessage", action: "refuse", status, error_code });

/** With one line of its own. */
export const SITUATIONS = {
  text: { act: ({ alice }) => text(alice, "hello") },
  "text-group": { act: ({ alice, group }) => text(alice, "hello all", { chat: group }) },
  "text-timestamps": { act: ({ alice }) => text(alice, "x") },
  "attachment-single": { act: ({ alice }) => alice.does("attachment", photo(1)) },
  "attachment-read": {
    act: ({ alice }) => alice.does("attachment", photo(1)),
    after: async ([[, message]]) => {
      const bytes = await message.content.read();
      assert.equal(bytes, await message.content.read());
      assert.equal(bytes.toString("base64"), JPG);
    },
  },
  "parts-text-then-attachments": {
    act: ({ alice }) =>
      alice.does("parts", { parts: [{ text: "before" }, photo(1), { text: "middle" }, photo(2), { text: "after" }] }),
  },
  "parts-attachments-then-text": {
    act: ({ alice }) => alice.does("parts", { parts: [photo(1), photo(2), { text: "caption" }] }),
  },
  "parts-attachments-only": {
    act: ({ alice, group }) => alice.does("parts", { chat: group, parts: [photo(1), photo(2), photo(3)] }),
  },
  "parts-flattened": {
    options: { flattenGroups: true },
    act: ({ alice }) => alice.does("parts", { parts: [{ text: "before" }, photo(1), { text: "after" }] }),
  },
  voice: {
    act: async ({ alice }) => {
      await alice.does("voice", { name: "Audio Message.caf", data: JPG });
      await alice.does("voice", { name: "memo.m4a", data: JPG });
    },
  },
  vcard: { act: ({ alice }) => alice.does("attachment", { name: "ada.vcf", data: base64(VCF) }) },
  "vcard-broken": {
    act: async ({ alice }) => {
      await alice.does("attachment", {
        name: "ada.vcf",
        data: base64("this is not a vcard at all, but it is long enough"),
      });
      await text(alice, "next");
    },
  },
  "reply-cached": {
    act: async ({ alice }) => {
      const message_guid = await text(alice, "question");
      await alice.does("reply", { message_guid, text: "answer" });
    },
  },
  "reply-fetched": {
    act: async (c) => {
      const message_guid = await mine(c, DM, "my old question");
      await c.alice.does("reply", { message_guid, text: "answer" });
      await c.alice.does("reply", { message_guid, text: "again" });
    },
  },
  "reaction-tapbacks": {
    act: async ({ alice }) => {
      const guid = await text(alice, "base");
      for (const kind of KINDS) await react(alice, guid, kind);
    },
  },
  "reaction-part": {
    act: async ({ alice }) => {
      const { guid } = await alice.does("parts", { parts: [photo(1), { text: "caption" }, photo(2)] });
      await react(alice, guid, "love", { part: 0 });
      await react(alice, guid, "🔥", { part: 2 });
      await react(alice, guid, "like");
      await react(alice, guid, "laugh", { part: 9 });
    },
  },
  "reaction-fetched-target": {
    of: [0],
    act: async (c) => {
      const guid = await mine(c, DM);
      await react(c.alice, guid, "like");
    },
  },
  "reaction-on-sent": { act: async (c) => react(c.alice, await sent(c, DM), "like") },
  "reaction-removed": {
    act: async ({ alice }) => {
      const guid = await text(alice, "base");
      await react(alice, guid, "like", { remove: true });
    },
  },
  "read-dm": { act: async (c) => c.alice.does("read", { message_guid: await sent(c, DM) }) },
  "read-group": {
    act: async (c) => c.bob.does("read", { chat: c.group, message_guid: await sent(c, c.group) }),
  },
  "read-inbound-target": {
    act: async ({ alice }) => alice.does("read", { message_guid: await text(alice, "theirs") }),
  },
  "edited-unsent-sticker": {
    act: async ({ alice }) => {
      const message_guid = await text(alice, "first");
      await alice.does("edit", { message_guid, text: "second" });
      await alice.does("unsend", { message_guid });
      await alice.does("sticker", { message_guid, name: "s.png", data: JPG });
      await react(alice, message_guid, "like");
    },
  },
  "poll-vote": {
    of: [0, 2],
    act: async ({ alice }) => {
      const { guid: message_guid } = await alice.does("poll", { title: "Lunch?", options: ["Pizza", "Sushi"] });
      await alice.does("vote", { message_guid, option: "Pizza" });
      await alice.does("vote", { message_guid });
    },
  },
  "group-name": { of: [0], act: ({ alice, group }) => alice.does("rename", { chat: group, name: "New name" }) },
  "group-members": {
    act: async ({ sim, alice, bob, carol }) => {
      const { chat } = await sim.post("/api/groups", { members: [alice.address, carol.address] });
      await alice.does("add", { chat, people: [bob.address] });
      await alice.does("remove", { chat, people: [bob.address] });
      await carol.does("leave", { chat });
    },
  },
  "group-icon": {
    act: async ({ alice, group, saw }) => {
      await alice.does("icon", { chat: group, data: PNG.toString("base64") });
      // Its picture is fetched, and must still be there.
      await saw(1);
      await alice.does("icon", { chat: group });
    },
    after: async ([[, message]], recorded) => {
      const bytes = await message.content.action.read();
      assert.deepEqual(Buffer.from(bytes), Buffer.from(recorded.base64, "base64"));
    },
  },
  "chat-background": {
    act: async ({ alice, client }) => {
      await alice.does("background", { data: PNG.toString("base64") });
      await alice.does("background");
      await client.chats.markRead(DM);
      await alice.does("archive");
      await text(alice, "x");
    },
  },
  "text-native-metadata": {
    native: ["nativeText", "formatting", "mentions", "subject", "expressiveSendStyleId"],
    act: ({ alice, bob }) =>
      alice.does("parts", {
        parts: [{ text: "Hello", format: "bold" }, { text: " " }, { text: "@Bob", mention: bob.address }],
        effect: "confetti",
        subject: "Subj",
      }),
  },
  "text-whitespace": {
    of: [0, 1],
    act: async ({ alice }) => {
      await text(alice, "  padded  ");
      await text(alice, " ");
    },
  },
  "reply-unresolvable": {
    act: async (c) => {
      const message_guid = await mine(c, DM);
      await refuse(c, "NOT_FOUND", "messageNotFound");
      await c.alice.does("reply", { message_guid, text: "answer" });
    },
  },
  "reply-target-error": {
    act: async (c) => {
      const message_guid = await mine(c, DM);
      await refuse(c, "INTERNAL", "databaseError");
      await c.alice.does("reply", { message_guid, text: "answer" });
    },
  },
  "reply-chain": {
    of: [0],
    before: async ({ alice }) => {
      const message_guid = await text(alice, "first");
      return (await alice.does("reply", { message_guid, text: "second" })).guid;
    },
    act: ({ alice, before }) => alice.does("reply", { message_guid: before, text: "third" }),
  },
  "reaction-unresolvable": {
    act: async (c) => {
      const guid = await mine(c, DM);
      await refuse(c, "NOT_FOUND", "messageNotFound");
      await react(c.alice, guid, "like");
      await text(c.alice, "base");
    },
  },
  "own-echo": {
    of: [0, 1],
    act: async (c) => {
      await mine(c, DM, "sent from my phone");
      const guid = await text(c.alice, "theirs");
      await c.client.messages.setReaction(DM, guid, { kind: "like" }, true);
      await react(c.alice, guid, "love");
    },
  },
  "poll-vote-fetched": {
    of: [0],
    before: async ({ alice }) => (await alice.does("poll", { title: "Lunch?", options: ["Pizza", "Sushi"] })).guid,
    act: ({ alice, before }) => alice.does("vote", { message_guid: before, option: "Pizza" }),
  },
  "poll-odd": {
    act: async ({ alice, client }) => {
      const poll = await client.polls.create(DM, "Lunch?", ["Pizza", "Sushi"]);
      await client.polls.vote(poll.pollMessageGuid, poll.options[0].optionIdentifier);
      await alice.does("vote", { message_guid: poll.pollMessageGuid, option: "Sushi" });
    },
  },
  "group-own": {
    of: [],
    act: async ({ client, group, carol }) => {
      await client.groups.setDisplayName(group, "Mine");
      await client.groups.addParticipants(group, [carol.address]);
      await client.groups.removeParticipants(group, [carol.address]);
      await client.groups.setIcon(group, new Uint8Array(PNG));
    },
  },
  heartbeats: { act: ({ alice }) => text(alice, "x") },
  "actions-on-inbound": {
    act: async ({ alice }) => {
      await text(alice, "hi");
      await alice.does("parts", { parts: [photo(1), { text: "caption" }] });
    },
  },
};

/** In a shared project. */
export const SHARED_SITUATIONS = {
  "text-shared": { act: ({ alice }) => text(alice, "hello") },
  "group-shared": { act: ({ alice, group }) => alice.does("rename", { chat: group, name: "x" }) },
  "own-echo-shared": {
    of: [0],
    act: async (c) => {
      const guid = await text(c.alice, "theirs");
      await c.client.messages.setReaction(DM, guid, { kind: "like" }, true);
    },
  },
  "contact-share": {
    act: async ({ alice, group }) => {
      await text(alice, "a");
      await text(alice, "b");
      await text(alice, "c", { chat: group });
    },
  },
};

/** With two lines. */
export const DEDICATED_SITUATIONS = {
  "text-dedicated-lines": {
    of: [0, 1],
    act: async ({ alice, saw }) => {
      await text(alice, "to a", { line: "+15559990001" });
      // Each line has streams of its own: there is no order between them.
      await saw(1);
      await text(alice, "to b", { line: "+15559990002" });
    },
  },
};

const place = "a file that a person of the simulator sends has its place in the text, a name and a type";
const whole = "events of the simulator are whole, and of this version";

/** What cannot be acted. */
export const NOT_ACTED = {
  "attachment-no-placeholder": place,
  "attachment-without-mime": place,
  "parts-fewer-placeholders": place,
  "parts-text-without-placeholder": place,
  "sender-kinds": "people of the simulator use iMessage alone, and every message has a sender",
  "system-rows": "the simulator keeps no system rows, spam or corrupt messages",
  "unknown-fields": whole,
  unmappable: whole,
};
