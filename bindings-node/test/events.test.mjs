// What happens besides messages, and how the application is doing.
import assert from "node:assert/strict";
import { test } from "node:test";

import { imessage } from "spectrum-imessage/providers/imessage";

import { ALICE, reading, started, until, withStore } from "./started.mjs";

/** Reads events in the background; `event` gives the next one of a type. */
function watching(app) {
  const reader = app.events[Symbol.asyncIterator]();
  const event = async (type) => {
    for (;;) {
      const { done, value } = await reader.next();
      assert.ok(!done, `${type} has not come`);
      if (value.type === type) return value;
    }
  };
  return { reader, event };
}

const deed = (simulator, what, body = {}) => simulator.post(`/api/people/${ALICE}/${what}`, body);

/** Until the stream of chats is heard as well. */
const heard = (app, streams = 3) =>
  until("the streams are heard", () => {
    const { healthy, lines } = app.health();
    return healthy && lines[0].streams.length === streams;
  });

test("what happens to messages and chats is told beside the messages", async (t) => {
  const { simulator, app, im } = await started(t);
  const { event, reader } = watching(app);
  await event("streamConnected");
  await heard(app);
  const mine = await (await im.space.create(ALICE)).send("mine");
  const { guid } = await simulator.text(ALICE, "helo");
  await deed(simulator, "edit", { message_guid: guid, text: "hello" });
  const { space, actor, timestamp, sequence, ...edited } = await event("messageEdited");
  assert.deepEqual(edited, { type: "messageEdited", messageId: guid, text: "hello", isFromMe: false });
  assert.equal(space.id, mine.space.id);
  assert.ok(imessage.is(space) && imessage(actor));
  assert.deepEqual([actor.id, actor.service], [ALICE, "iMessage"]);
  assert.ok(timestamp instanceof Date && Math.abs(timestamp - Date.now()) < 60_000);
  assert.equal(typeof sequence, "bigint");
  assert.equal((await space.send("of the event")).content.text, "of the event");

  await deed(simulator, "react", { message_guid: mine.id, reaction: "love" });
  await deed(simulator, "react", { message_guid: mine.id, reaction: "love", remove: true });
  const removed = await event("reactionRemoved");
  assert.deepEqual([removed.messageId, removed.reaction], [mine.id, { kind: "love" }]);
  await deed(simulator, "unsend", { message_guid: guid });
  assert.equal((await event("messageUnsent")).messageId, guid);
  await deed(simulator, "malformed");
  const odd = await event("unmappable");
  assert.deepEqual([odd.line, odd.stream, typeof odd.sequence], ["shared", "messages", "bigint"]);
  const [letter] = app.deadLetters();
  const { line, stream, sequence: number, reason } = letter;
  assert.deepEqual({ type: "unmappable", line, stream, sequence: number, reason }, odd);
  assert.ok(letter.event instanceof Buffer && letter.event.length > 0);
  assert.ok(letter.time instanceof Date);
  assert.equal(app.removeDeadLetter(letter.id), true);
  assert.equal(app.removeDeadLetter(letter.id), false);
  assert.ok(app.deadLetters().every(({ id }) => id !== letter.id));
  const end = reader.next();
  await app.stop();
  let last = await end;
  while (!last.done) last = await reader.next();
});

test("streams that break are told, and seen in the health", async (t) => {
  const { simulator, app } = await started(t, { args: ["--dedicated", "+15559990001"] });
  const { event } = watching(app);
  assert.deepEqual(await event("streamConnected").then(({ type, line }) => [type, line]), [
    "streamConnected",
    "+15559990001",
  ]);
  await heard(app, 4);
  await simulator.post("/api/streams/cut");
  const broken = await event("streamDisconnected");
  assert.deepEqual([broken.line, broken.code], ["+15559990001", "serviceUnavailable"]);
  await event("streamConnected");
  await heard(app, 4);
  const { streams } = app.health().lines[0];
  const { reconnects, steppedOver, lastError } = streams.find(({ stream }) => stream === broken.stream);
  assert.ok(reconnects >= 1);
  assert.equal(steppedOver, 0);
  assert.equal(lastError.code, "serviceUnavailable");
  assert.equal(lastError.class, "ConnectionError");
});

test("a refused position is told as a gap", async (t) => {
  const { simulator, start } = await withStore(t);
  const first = await start();
  const { reader, next } = await reading(first);
  await simulator.text(ALICE, "one");
  const position = BigInt((await next()) && first.health().lines[0].head);
  await reader.return();
  await first.stop();
  await simulator.text(ALICE, "lost");
  await simulator.post("/api/faults", { method: "CatchUpEvents", action: "refuse", status: "INVALID_ARGUMENT" });
  const app = await start();
  const { event } = watching(app);
  const gap = await event("gap");
  assert.equal(gap.line, "shared");
  assert.ok(gap.after <= position && (gap.head === undefined || gap.head > position));
});

test("events have one consumer at a time", async (t) => {
  const { app } = await started(t);
  const { reader, event } = watching(app);
  await event("streamConnected");
  const second = app.events[Symbol.asyncIterator]();
  await assert.rejects(second.next(), { name: "ValidationError", code: "eventsTaken" });
  await heard(app);
  const waiting = reader.next();
  await reader.return();
  await waiting;
  const next = second.next();
  await app.stop();
  await next;
  await assert.rejects(app.events[Symbol.asyncIterator]().next(), { code: "stopped" });
});

test("health says what was heard, and nothing good before that", async (t) => {
  const { simulator, app } = await started(t);
  assert.deepEqual(app.health().lines, [{ healthy: false, line: "shared", streams: [], unhandled: 0 }]);
  assert.ok(!app.health().healthy);
  await simulator.post("/api/streams/stall", { on: true });
  const reader = app.messages[Symbol.asyncIterator]();
  const first = reader.next();
  const open = ({ streams }) => streams.length === 2 && streams.every(({ connectedSince }) => connectedSince);
  await until("the streams are open", () => open(app.health().lines[0]));
  // They are open, but silent.
  assert.ok(app.health().lines[0].streams.every(({ healthy, lastHeartbeat }) => !healthy && !lastHeartbeat));
  await simulator.post("/api/streams/stall", { on: false });
  await until("the streams are heard", () => app.health().healthy);
  await simulator.text(ALICE, "one");
  await first;
  const { lines, tokenAge, unauthenticated, waiting } = app.health();
  assert.ok(tokenAge >= 0 && !unauthenticated && waiting === 0);
  const [{ head, unhandled, streams }] = lines;
  assert.equal(unhandled, 1);
  const messages = streams.find(({ stream }) => stream === "messages");
  assert.ok(messages.lastEvent instanceof Date && messages.lastHeartbeat instanceof Date);
  assert.equal(messages.cursor, head - 1n);
});
