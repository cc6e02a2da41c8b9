// What arrives: the iterator and the messages it gives.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";

import { Spectrum, SpectrumError, ValidationError } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

import { ALICE, BOB, started } from "./started.mjs";

test("the narrowed application has the same messages", async (t) => {
  const { app, simulator } = await started(t);
  const reading = imessage(app).messages[Symbol.asyncIterator]().next();
  await simulator.listening();
  await simulator.text(ALICE, "hello");
  const { value } = await reading;
  assert.equal(value[1].content.text, "hello");
});

test("a text arrives with its space, its sender and its native fields", async (t) => {
  const { simulator, next } = await started(t, { listen: true });
  const { guid } = await simulator.text(ALICE, "hello", {
    effect: "com.apple.messages.effect.CKConfettiEffect",
  });
  const {
    done,
    value: [space, message],
  } = await next();
  assert.equal(done, false);
  assert.equal(space, message.space);
  assert.deepEqual({ ...space }, { id: `any;-;${ALICE}`, platform: "iMessage", type: "dm", phone: "shared" });
  assert.equal(message.id, guid);
  assert.deepEqual(message.content, { type: "text", text: "hello" });
  assert.equal(message.content, message.content);
  assert.equal(message.direction, "inbound");
  assert.equal(message.platform, "iMessage");
  assert.ok(message.timestamp instanceof Date);
  assert.ok(Math.abs(message.timestamp - Date.now()) < 60_000);
  assert.equal(message.sender.id, ALICE);
  assert.equal(message.sender.service, "iMessage");

  const narrowed = imessage(message);
  assert.equal(narrowed.expressiveSendStyleId, imessage.effect.message.confetti);
  assert.equal(narrowed.nativeText, "hello");
  assert.equal(narrowed.subject, undefined);
  assert.deepEqual(narrowed.formatting, []);
  assert.ok(imessage.is(message) && imessage.is(space));
  assert.ok(!imessage.is({}) && !imessage.is(null));
  assert.throws(() => imessage({ id: "x" }), ValidationError);

  // Stores want the data, logs do not want the text.
  const stored = JSON.parse(JSON.stringify(message));
  assert.equal(stored.content.text, "hello");
  assert.equal(stored.space.id, space.id);
  assert.doesNotMatch(inspect(message), /hello/);
});

test("a program of the public client has the platform in lower case", async (t) => {
  const { simulator, app, next } = await started(t, { listen: true, options: { platformIds: "lower" } });
  await simulator.text(ALICE, "hello");
  const [space, message] = (await next()).value;
  assert.equal(space.platform, "imessage");
  assert.equal(message.platform, "imessage");
  assert.equal((await message.reply("hello too")).platform, "imessage");
  assert.ok(imessage.is(message) && imessage.is(space));
  assert.equal(imessage(space).phone, "shared");
  assert.equal((await imessage(app).space.create(ALICE)).platform, "imessage");
  await assert.rejects(Spectrum({ providers: [imessage.config()], options: { platformIds: "upper" } }), {
    name: "ValidationError",
    message: /platformIds/,
  });
});

test("events come among the messages where they are asked for", async (t) => {
  const { simulator, next } = await started(t, { listen: true, options: { eventsInMessages: true } });
  const { guid } = await simulator.text(ALICE, "helo");
  assert.equal((await next()).value[1].content.text, "helo");
  await simulator.post(`/api/people/${ALICE}/edit`, { message_guid: guid, text: "hello" });
  const edited = (await next()).value[1];
  assert.equal(edited.content.type, "edit");
  assert.deepEqual(edited.content.content, { type: "text", text: "hello" });
  assert.equal(edited.content.target.id, guid);
  await simulator.post(`/api/people/${ALICE}/unsend`, { message_guid: guid });
  const unsent = (await next()).value[1];
  assert.deepEqual([unsent.content.type, unsent.content.target.id, unsent.sender.id], ["unsend", guid, ALICE]);
});

test("leaving the loop and coming back loses nothing", async (t) => {
  const { simulator, app, reader, next } = await started(t, { listen: true });
  for (let n = 0; n < 20; n += 1) await simulator.text(ALICE, `${n}`);
  const seen = [(await next()).value[1].content.text];
  assert.deepEqual(await reader.return(), { done: true, value: undefined });
  assert.deepEqual(await reader.next(), { done: true, value: undefined });
  for await (const [, message] of app.messages) {
    seen.push(message.content.text);
    if (seen.length === 7) break;
  }
  for await (const [, message] of app.messages) {
    seen.push(message.content.text);
    if (seen.length === 20) break;
  }
  assert.deepEqual(
    seen,
    Array.from({ length: 20 }, (_, n) => `${n}`),
  );
});

test("thousands of messages come in their order", async (t) => {
  const { simulator, app, next } = await started(t, { listen: true });
  const COUNT = 1500;
  const read = (async () => {
    const texts = [(await next()).value[1].content.text];
    while (texts.length < COUNT) texts.push((await next()).value[1].content.text);
    return texts;
  })();
  for (let n = 0; n < COUNT; n += 1) await simulator.text(ALICE, `${n}`);
  assert.deepEqual(
    await read,
    Array.from({ length: COUNT }, (_, n) => `${n}`),
  );
  await app.stop();
});

test("there is one consumer at a time, and the next one gets what is unread", async (t) => {
  const { simulator, app, reader, next } = await started(t, { listen: true });
  const second = app.messages[Symbol.asyncIterator]();
  await assert.rejects(second.next(), (error) => error.code === "messagesTaken");
  await simulator.text(ALICE, "still for the first");
  assert.equal((await next()).value[1].content.text, "still for the first");
  await reader.return();
  await simulator.text(ALICE, "for the second");
  assert.equal((await second.next()).value[1].content.text, "for the second");
  await second.return();
});

test("return ends a waiting read", async (t) => {
  const { reader, next } = await started(t, { listen: true });
  const waiting = next();
  await reader.return();
  assert.equal((await waiting).done, true);
});

test("overlapping reads are served in their order", async (t) => {
  const { simulator, reader, next } = await started(t, { listen: true });
  const reads = [next(), reader.next(), reader.next()];
  for (const text of ["a", "b", "c"]) await simulator.text(BOB, text);
  const texts = (await Promise.all(reads)).map(({ value }) => value[1].content.text);
  assert.deepEqual(texts, ["a", "b", "c"]);
});

test("stop ends the loop; afterwards reading and sending throw", async (t) => {
  const { app, im, next } = await started(t, { listen: true });
  const space = await im.space.create(ALICE);
  const waiting = next();
  await Promise.all([app.stop(), app.stop()]);
  assert.equal((await waiting).done, true);
  const stopped = (error) => error instanceof SpectrumError && error.code === "stopped";
  await assert.rejects(space.send("too late"), stopped);
  await assert.rejects(app.messages[Symbol.asyncIterator]().next(), stopped);
});

test("await using stops", { skip: Symbol.asyncDispose === undefined }, async (t) => {
  const { app, im } = await started(t);
  await app[Symbol.asyncDispose]();
  await assert.rejects(im.space.create(ALICE), (error) => error.code === "stopped");
});

test("the bytes of an attachment are read once, and streamed anew", async (t) => {
  const { simulator, next } = await started(t, { listen: true });
  const data = Buffer.from("not really a picture");
  await simulator.post(`/api/people/${ALICE}/attachment`, { name: "photo.jpg", data: data.toString("base64") });
  const { content } = (await next()).value[1];
  assert.equal(content.type, "attachment");
  assert.equal(content.name, "photo.jpg");
  assert.equal(content.mimeType, "image/jpeg");
  const bytes = await content.read();
  assert.ok(Buffer.isBuffer(bytes) && bytes.equals(data));
  assert.equal(await content.read(), bytes);
  const parts = [];
  for await (const part of await content.stream()) parts.push(part);
  assert.ok(Buffer.concat(parts).equals(data));
  assert.equal((await simulator.calls("DownloadAttachment")).length, 2);
});

test("a file is streamed piece by piece, and no further than it is read", async (t) => {
  const { simulator, im, next } = await started(t, { listen: true });
  const data = Buffer.alloc(1_000_000, "0123456789abcdef!");
  await simulator.post(`/api/people/${ALICE}/attachment`, { name: "big.bin", data: data.toString("base64") });
  const { content } = (await next()).value[1];
  const found = await im.getAttachment(content.id);
  assert.deepEqual(
    [found.type, found.id, found.name, found.mimeType, found.size],
    ["attachment", content.id, "big.bin", content.mimeType, data.length],
  );
  const parts = [];
  for await (const part of await found.stream()) parts.push(part);
  assert.ok(parts.length > 1);
  assert.ok(Buffer.concat(parts).equals(data));

  const reader = (await found.stream()).getReader();
  assert.ok((await reader.read()).value.length > 0);
  await reader.cancel();
  const controller = new AbortController();
  const aborted = (await found.stream({ signal: controller.signal })).getReader();
  controller.abort();
  await assert.rejects(aborted.read(), { name: "AbortError" });
  assert.equal(await im.getAttachment("no such file"), undefined);
});

test("an answer of a person brings its target", async (t) => {
  const { simulator, im, next } = await started(t, { listen: true });
  const space = await im.space.create(ALICE);
  const question = await space.send("when?");
  await simulator.post(`/api/people/${ALICE}/reply`, { text: "today", message_guid: question.id });
  const { content } = (await next()).value[1];
  assert.equal(content.type, "reply");
  assert.deepEqual(content.content, { type: "text", text: "today" });
  assert.equal(content.target.id, question.id);
});
