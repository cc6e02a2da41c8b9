// The calls of a line: types of arguments and answers, streams, cancellation. What reaches the wire is the scenarios'
// business.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import { NotFoundError, poll, ValidationError } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

import { ALICE, BOB, started } from "./started.mjs";

const { decode, encode } = createRequire(import.meta.url)("../dist/modules.js")("line/json");
const LINE = "+15559990001";
const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAA=", "base64");
const JPEG = Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex");

const invalid = (error) => error instanceof ValidationError && error.code === "invalidArgument";

/** Waits until no stream of messages is open any more. */
async function closed(simulator) {
  for (;;) {
    const open = await simulator.get("/api/listening?timeout=0.01").catch(() => false);
    if (open === false) return;
  }
}

test("arguments keep bytes, times and 64-bit numbers", () => {
  const date = new Date(Date.UTC(2001, 0, 2, 3, 4, 5, 6));
  const args = { a: undefined, b: 2n ** 63n, c: Buffer.from([0, 255]), d: date, e: [null, "\n"], f: { g: false } };
  assert.equal(
    encode(args),
    '{"b":9223372036854775808,"c":"AP8=","d":"2001-01-02T03:04:05.006Z","e":[null,"\\n"],"f":{"g":false}}',
  );
  assert.throws(() => encode({ before: new Date(NaN) }), invalid);
});

test("answers get them back", () => {
  const event = decode(
    '{"type":"message.read","sequence":"18446744073709551615","occurredAt":"2001-01-02T03:04:05.006789123Z",' +
      '"readAt":"2001-01-02T03:04:05Z","chatGuid":"1","message":{"data":"AP8=","text":"2"}}',
  );
  assert.equal(event.sequence, 2n ** 64n - 1n);
  assert.equal(event.occurredAt.getTime(), Date.UTC(2001, 0, 2, 3, 4, 5, 6));
  assert.equal(event.readAt.getTime(), Date.UTC(2001, 0, 2, 3, 4, 5));
  assert.ok(event.message.data instanceof Uint8Array);
  assert.deepEqual([...event.message.data], [0, 255]);
  assert.deepEqual([event.chatGuid, event.message.text], ["1", "2"]);
});

test("records have the types of the language, and spaces and messages stand for their guids", async (t) => {
  const { im } = await started(t, { args: ["--dedicated", LINE] });
  const line = im.line();
  assert.equal(line.phone, LINE);
  const group = await im.space.create([ALICE, await im.user(BOB)]);
  const sent = await line.messages.sendText(group, "hi", { subject: "s", clientMessageId: "k" });
  assert.deepEqual([sent.content.text, sent.subject, sent.isFromMe], ["hi", "s", true]);
  assert.ok(sent.dateCreated instanceof Date && Math.abs(sent.dateCreated - Date.now()) < 60_000);
  assert.ok(!("dateRead" in sent));
  const message = await group.getMessage(sent.guid);
  assert.equal((await line.messages.get(message)).guid, sent.guid);
  const answer = await line.messages.sendText(group.id, "answer", { replyTo: message });
  assert.equal(answer.replyTargetGuid ?? answer.threadOriginatorGuid, sent.guid);

  await line.groups.setIcon(group, PNG);
  const { data, mimeType } = await line.groups.getIcon(group);
  assert.ok(data instanceof Uint8Array && PNG.equals(data));
  assert.equal(mimeType, "image/png");
  assert.equal(await line.groups.removeIcon(group), undefined);
  await assert.rejects(line.groups.getIcon(group), NotFoundError);
  const chat = await line.groups.setDisplayName(group, " Team ");
  assert.deepEqual([chat.displayName, chat.isGroup], ["Team", true]);

  const asked = await group.send(poll("Lunch?", "a", "b"));
  const { options, ...record } = await line.polls.vote(
    asked,
    (await line.polls.get(asked)).options[1].optionIdentifier,
  );
  assert.equal(record.pollMessageGuid, asked.id);
  const voted = await line.polls.get(asked);
  assert.deepEqual(
    options.map(({ optionIdentifier }) => voted.votesFor(optionIdentifier)),
    [0, 1],
  );
});

test("a card is updated by the session of the answer before", async (t) => {
  const { im } = await started(t);
  const chat = await im.space.create(ALICE);
  const { messages } = im.line();
  const card = { appName: "A", extensionBundleId: "b", teamId: "TEAM123456", url: "https://example.com" };
  const layout = { caption: "one", image: JPEG, imageTitle: "title" };
  const first = await messages.sendCustomizedMiniApp(chat, { ...card, layout });
  assert.deepEqual([first.content.miniApp.teamId, first.content.miniApp.layout.caption], ["TEAM123456", "one"]);
  const second = await messages.updateCustomizedMiniApp(first.miniAppCardSession, {
    ...card,
    layout: { caption: "two" },
  });
  assert.equal(second.content.miniApp.layout.caption, "two");
  assert.equal(second.miniAppCardSession.sessionId, first.miniAppCardSession.sessionId);
  const wrong = { ...card, layout: { ...layout, image: "secret.jpg" } };
  await assert.rejects(messages.sendCustomizedMiniApp(chat, wrong), invalid);
});

test("history and recent messages come in pages of messages of this library", async (t) => {
  const { im } = await started(t);
  const [alice, bob] = [await im.space.create(ALICE), await im.space.create(BOB)];
  const one = await alice.send("one");
  await alice.send("two");
  await bob.send("three");
  const page = await alice.history({ pageSize: 1 });
  assert.equal(page.messages[0].content.text, "two");
  const rest = await alice.history({ pageToken: page.nextPageToken, before: new Date(Date.now() + 60_000) });
  assert.equal(rest.nextPageToken, undefined);
  assert.equal(rest.messages[0].id, one.id);
  assert.ok(imessage.is(rest.messages[0]));
  const recent = await im.recent({ pageSize: 2 });
  assert.deepEqual(
    recent.messages.map(({ content }) => content.text),
    ["three", "two"],
  );
  assert.equal(recent.messages[0].space.id, bob.id);
  await assert.rejects(im.recent({ pageSize: 0 }), invalid);
  await assert.rejects(alice.history({ pageSize: "1" }), invalid);
});

test("a user is looked up when that is asked for", async (t) => {
  const { simulator, im } = await started(t);
  assert.deepEqual({ ...(await im.user(ALICE, { lookup: false })) }, { id: ALICE });
  assert.equal((await simulator.calls("GetAddressInfo")).length, 0);
  await simulator.text(ALICE, "here I am");
  const user = await im.user(ALICE, { lookup: true });
  assert.deepEqual({ ...user }, { id: ALICE, address: ALICE, country: "US", service: "iMessage" });
  assert.equal(imessage(user), user);
  await assert.rejects(im.user(ALICE, { lookup: true, signal: AbortSignal.abort() }), { name: "AbortError" });
});

test("a stream is for one loop, and leaving that ends it at the service", async (t) => {
  const { simulator, im } = await started(t);
  const stream = im.line().events.messages();
  await stream.open();
  await simulator.text(ALICE, "one");
  await simulator.text(ALICE, "two");
  const texts = [];
  for await (const event of stream) {
    if (event.type !== "message.received") continue;
    assert.equal(typeof event.sequence, "bigint");
    assert.ok(event.occurredAt instanceof Date);
    texts.push(event.message.content.text);
    if (texts.length === 2) break;
  }
  assert.deepEqual(texts, ["one", "two"]);
  await closed(simulator);
  assert.throws(
    () => stream[Symbol.asyncIterator](),
    (error) => error instanceof ValidationError && error.code === "streamUsed",
  );
});

test("the log ends by itself", async (t) => {
  const { simulator, im } = await started(t);
  await simulator.text(ALICE, "one");
  const events = [];
  for await (const event of im.line().events.catchUp(0)) events.push(event);
  const end = events.at(-1);
  assert.deepEqual(end, { type: "catchup.complete", headSequence: 1n });
  assert.deepEqual([events.length, events[0].message.content.text, events[0].sequence], [2, "one", 1n]);
  const reader = im.line().events.catchUp(end.headSequence)[Symbol.asyncIterator]();
  assert.deepEqual((await reader.next()).value, end);
  assert.deepEqual(await reader.next(), { done: true, value: undefined });
  assert.deepEqual(await reader.next(), { done: true, value: undefined });
});

test("a close ends a read that waits, overlapping reads too", async (t) => {
  const { simulator, im } = await started(t);
  const stream = im.line().events.messages(`any;-;${ALICE}`);
  const reader = stream[Symbol.asyncIterator]();
  const reads = [reader.next(), reader.next()];
  await simulator.waitFor({ method: "SubscribeMessageEvents" });
  await stream.close();
  assert.deepEqual(
    (await Promise.all(reads)).map(({ done }) => done),
    [true, true],
  );
  await closed(simulator);
});

test("a signal ends a stream, whether it is read or not", async (t) => {
  const { simulator, im } = await started(t);
  const { events } = im.line();
  for (const reading of [true, false]) {
    const controller = new AbortController();
    const stream = events.messages(undefined, { signal: controller.signal });
    const reader = stream[Symbol.asyncIterator]();
    await stream.open();
    const early = reading ? reader.next() : undefined;
    controller.abort();
    await assert.rejects(early ?? reader.next(), { name: "AbortError" });
    assert.deepEqual(await reader.next(), { done: true, value: undefined });
  }
  await closed(simulator);
  await assert.rejects(events.catchUp(0, { signal: AbortSignal.abort() }).open(), { name: "AbortError" });
  assert.equal((await simulator.calls("CatchUpEvents")).length, 0);
});

test("a stream that waits ends with the application", async (t) => {
  const { app, im } = await started(t);
  const stream = im.line().locations.watch();
  await stream.open();
  const waiting = stream[Symbol.asyncIterator]().next();
  await app.stop();
  assert.deepEqual(await waiting, { done: true, value: undefined });
  assert.throws(() => im.line(), { code: "stopped" });
});

test("an aborted call is cancelled at the service", async (t) => {
  const { simulator, im } = await started(t);
  await simulator.post("/api/faults", { method: "GetAddressInfo", action: "hang" });
  const controller = new AbortController();
  const asking = im.line().addresses.get(ALICE, { signal: controller.signal });
  await simulator.waitFor({ method: "GetAddressInfo" });
  controller.abort();
  await assert.rejects(asking, { name: "AbortError" });
  await simulator.waitFor({ method: "GetAddressInfo", status: "CANCELLED" });
  await simulator.text(ALICE, "here I am");
  assert.equal((await im.line().addresses.get(ALICE)).country, "US");
});

test("wrong arguments are refused before the network, without their values", async (t) => {
  const { simulator, im } = await started(t);
  const line = im.line();
  const chat = `any;-;${ALICE}`;
  const calls = {
    "no chat": () => line.chats.get({ id: chat }),
    "a message never sent": () => line.messages.get(undefined),
    "no text": () => line.messages.sendText(chat, 5),
    "a path for bytes": () => line.chats.setBackground(chat, "secret.png"),
    "text for bytes": () => line.chats.create([ALICE], { attributedBody: "secret" }),
    "no number": () => line.messages.placeSticker(chat, "M", "A", { x: NaN, y: 0 }),
    "a wrong date": () => line.messages.listRecent({ before: new Date(NaN) }),
    "a date as secret text": () => line.messages.listRecent({ before: "secret" }),
    "no flag": () => line.chats.setTyping(chat, "secret"),
    "before the log": () => line.events.catchUp(-1n).open(),
    "beyond 64 bits": () => line.events.catchUp(2n ** 64n).open(),
    "no user": () => line.addresses.get(undefined),
  };
  for (const [name, make] of Object.entries(calls)) {
    await assert.rejects(make, (error) => invalid(error) && !error.message.includes("secret"), name);
  }
  assert.throws(() => line.events.messages({ id: chat }), invalid);
  assert.throws(() => im.line(5), invalid);
  // The cloud is asked beside this; its methods have a path.
  const made = (await simulator.calls()).filter(({ method }) => !method.includes("/"));
  assert.deepEqual(made, []);
});
