// Attachments, addresses, locations, polls.
import assert from "node:assert/strict";

import { all, JPG, key, LINE, PNG } from "../world.mjs";
import { like, recorded, sameShape } from "../shape.mjs";

const answered = (result, file, call) =>
  sameShape(JSON.parse(JSON.stringify(result)), recorded(file, call).result_json);
const bytes = (parts, type) =>
  Buffer.concat(parts.filter((part) => part.type === type).map(({ data }) => Buffer.from(data)));

export default {
  "client.attachments.upload": async (c) => {
    const up = (fileName, data = PNG, more = {}) =>
      c.client.attachments.upload({ fileName, data: new Uint8Array(data), ...more });
    const plain = await up("b.png");
    answered(plain, "ll-attachments", 'attachments.upload({ fileName: "b.png", data })');
    like(plain.attachment, { fileName: "b.png", mimeType: "image/png", uti: "public.png", totalBytes: 29 });
    like(plain.attachment, { isOutgoing: true, isHidden: false, isSticker: false, transferState: "finished" });
    const live = await up("live.heic", JPG, { companion: { data: new Uint8Array([1, 2, 3, 4]) } });
    answered(live, "ll-attachments", 'attachments.upload({ fileName: "live.heic", data, companion: { data } })');
    like(live, {
      attachment: { companionKind: "live-photo-video", mimeType: "image/heic" },
      companion: { fileName: "live.mov", mimeType: "video/quicktime", totalBytes: 4, kind: "live-photo-video" },
    });
    // Names are made harmless, and what is left of them is kept.
    const named = async (name) => (await up(name)).attachment.fileName;
    assert.equal(await named("../../etc/x/y.txt"), "y.txt");
    assert.equal(await named("a\u0000b\n.png"), "ab.png");
    assert.equal(await named(""), "attachment");
    const long = await named(`${"ä".repeat(300)}.png`);
    assert.ok(long.endsWith(".png") && Buffer.byteLength(long) <= 255, long);
    assert.equal((await up("empty.txt", Buffer.alloc(0))).attachment.totalBytes, 0);
  },
  "client.attachments.get": async (c) => {
    const { attachment } = await c.client.attachments.upload({ fileName: "b.png", data: new Uint8Array(PNG) });
    assert.deepEqual(await c.client.attachments.get(attachment.guid), attachment);
    answered(attachment, "ll-attachments", 'attachments.get("ATT-1")');
    const { guid } = await c.alice.does("attachment", { name: "a.jpg", data: JPG.toString("base64") });
    const [received] = (await c.client.messages.get(guid)).content.attachments;
    like(await c.client.attachments.get(received.guid), { fileName: "a.jpg", isOutgoing: false, totalBytes: 22 });
  },
  "client.attachments.downloadStream, pieces.companionChunk, header, primaryChunk": async (c) => {
    const large = Buffer.alloc(300_000, 7);
    const send = { fileName: "live.heic", data: new Uint8Array(large), companion: { data: new Uint8Array(JPG) } };
    const { attachment } = await c.client.attachments.upload(send);
    const parts = await all(c.client.attachments.downloadStream(attachment.guid));
    like(parts[0], {
      type: "header",
      info: { guid: attachment.guid, totalBytes: 300_000 },
      companionInfo: { fileName: "live.mov", kind: "live-photo-video" },
    });
    assert.deepEqual([bytes(parts, "primaryChunk"), bytes(parts, "companionChunk")], [large, JPG]);
    const order = parts.map(({ type }) => type);
    assert.ok(order.lastIndexOf("primaryChunk") < order.indexOf("companionChunk"));
    const first = await all(c.client.attachments.downloadStream(attachment.guid).take(1));
    assert.deepEqual(
      first.map(({ type }) => type),
      ["header"],
    );
  },
  "client.addresses.get": async (c) => {
    await assert.rejects(c.client.addresses.get(c.alice.address), { code: "addressNotFound", grpcCode: 5 });
    await c.alice.text("here I am");
    const info = await c.client.addresses.get(` ${c.alice.address} `);
    answered(info, "ll-addresses", 'addresses.get("+15551230001")');
    assert.deepEqual(info, { address: c.alice.address, country: "US", services: ["iMessage", "SMS"] });
    const mail = `dora-${key()}@example.com`;
    await c.sim.text(mail, "me too", c.line);
    const known = await c.client.addresses.get(mail.toUpperCase());
    assert.deepEqual(known, { address: mail, country: null, services: ["iMessage"] });
  },
  "client.addresses.isFocusSilenced": async (c) => {
    assert.equal(await c.client.addresses.isFocusSilenced(c.alice.address), false);
    await c.alice.does("focus", { on: true });
    assert.equal(await c.client.addresses.isFocusSilenced(c.alice.address), true);
  },
  "client.addresses.isIMessageAvailable": async (c) => {
    assert.equal(await c.client.addresses.isIMessageAvailable(c.alice.address), true);
    await c.alice.does("imessage", { on: false });
    assert.equal(await c.client.addresses.isIMessageAvailable(c.alice.address), false);
  },
  "client.locations.get, list": async (c) => {
    await assert.rejects(c.client.locations.get(c.alice.address), { code: "sharedFriendLocationNotFound" });
    await c.alice.does("location", { latitude: 37.5, longitude: -122.25 });
    const location = await c.client.locations.get(c.alice.address);
    like(location, { latitude: 37.5, longitude: -122.25, locationType: "live", isLocatingInProgress: false });
    const list = await c.client.locations.list();
    assert.ok(list.some(({ address }) => address === c.alice.address));
  },
  "client.locations.request": async (c) => {
    const options = { clientMessageId: key() };
    await c.alice.text("hi");
    const receipt = await c.client.locations.request(c.alice.dm, c.alice.address, options);
    answered(receipt, "ll-locations", 'locations.request(DM, "+15551230001")');
    like(receipt, { address: c.alice.address, status: "requested" });
    assert.equal((await c.alice.sees({ kind: "message" })).message.guid, receipt.messageGuid);
  },
  "client.locations.watch": async (c) => {
    const one = await c.listen((client) => client.locations.watch(c.alice.address));
    const every = await c.listen((client) => client.locations.watch());
    await c.bob.does("location", { latitude: 1, longitude: 2 });
    await c.alice.does("location", { latitude: 3, longitude: 4 });
    const update = await one.next(() => true);
    like(update, { location: { address: c.alice.address, latitude: 3, longitude: 4 } });
    assert.ok(update.sourceSequence > 0);
    await every.next(({ location }) => location.address === c.bob.address);
    assert.deepEqual(one.seen, []);
  },
  "client.polls.create, get": async (c) => {
    const poll = await c.client.polls.create(c.alice.dm, "Lunch?", ["Pizza", "Sushi"], { clientMessageId: key() });
    answered(poll, "ll-polls", 'polls.create(DM, "Lunch?", ["Pizza", "Sushi"], { clientMessageId })');
    like(poll, { chatGuid: c.alice.dm, title: "Lunch?", votes: [] });
    like(poll.options, [
      { text: "Pizza", creatorHandle: LINE },
      { text: "Sushi", creatorHandle: LINE },
    ]);
    assert.equal((await c.alice.sees({ kind: "message" })).message.guid, poll.pollMessageGuid);
    assert.deepEqual(await c.client.polls.get(poll.pollMessageGuid), poll);
  },
  "client.polls.vote, unvote": async (c) => {
    const poll = await c.client.polls.create(c.alice.dm, "Lunch?", ["Pizza", "Sushi"]);
    const [pizza, sushi] = poll.options.map(({ optionIdentifier }) => optionIdentifier);
    const guid = poll.pollMessageGuid;
    const voted = await c.client.polls.vote(guid, pizza, { clientMessageId: key() });
    answered(voted, "ll-polls", 'polls.vote("POLL-1", "opt-1")');
    like(voted.votes, [{ optionIdentifier: pizza, participant: { address: LINE } }]);
    like((await c.client.polls.vote(guid, sushi)).votes, [{ optionIdentifier: sushi }]);
    assert.deepEqual((await c.client.polls.unvote(guid, { clientMessageId: key() })).votes, []);
    await c.alice.sees({ kind: "vote", message_guid: guid });
  },
  "client.polls.addOption": async (c) => {
    const poll = await c.client.polls.create(c.alice.dm, "Lunch?", ["Pizza", "Sushi"]);
    const more = await c.client.polls.addOption(poll.pollMessageGuid, "Tacos", { clientMessageId: key() });
    assert.deepEqual(
      more.options.map(({ text }) => text),
      ["Pizza", "Sushi", "Tacos"],
    );
    await c.alice.sees({ kind: "poll_option", message_guid: poll.pollMessageGuid });
  },
  "client.polls.subscribeEvents, events.poll.changed, pollChanges.created, optionAdded, unvoted, voted": async (c) => {
    const events = await c.listen((client) => client.polls.subscribeEvents());
    const { guid } = await c.alice.does("poll", { title: "T", options: ["A", "B"] });
    const delta = (type) => events.next((event) => event.pollMessageGuid === guid && event.delta.type === type);
    const created = await delta("created");
    like(created, { type: "poll.changed", chatGuid: c.alice.dm, isFromMe: false, delta: { title: "T" } });
    const [{ optionIdentifier }] = created.delta.options;
    const own = await c.listen((client) => client.polls.subscribeEvents({ pollMessage: guid }));
    await c.alice.does("vote", { message_guid: guid, option: "A" });
    like(await delta("voted"), { delta: { optionIdentifier }, actor: { address: c.alice.address } });
    await c.alice.does("vote", { message_guid: guid });
    like(await delta("unvoted"), { delta: { optionIdentifier } });
    await c.alice.does("poll_option", { message_guid: guid, text: "C" });
    like((await delta("optionAdded")).delta.options, [{ text: "A" }, { text: "B" }, { text: "C" }]);
    await own.next(({ delta: one }) => one.type === "optionAdded");
    await c.client.polls.vote(guid, optionIdentifier);
    like(await delta("voted"), { isFromMe: true, actor: { address: LINE } });
  },
};
