// Streamed text: where it comes from, how it ends, and what becomes of its source.
import assert from "node:assert/strict";
import { test } from "node:test";

import { edit, markdown, reply, text, ValidationError } from "spectrum-imessage";

import { ALICE, started } from "./started.mjs";

async function* pieces(...list) {
  yield* list;
}

/** A source that is asked for more than it gives, and tells what happens to it. */
function waiting(first) {
  const events = [];
  let closed;
  const end = new Promise((resolve) => (closed = resolve));
  const source = {
    [Symbol.asyncIterator]: () => ({
      next() {
        events.push("next");
        return events.length === 1 ? Promise.resolve({ value: first }) : new Promise(() => undefined);
      },
      async return() {
        events.push("return");
        closed();
        return { done: true };
      },
    }),
  };
  return { source, events, end };
}

test("every kind of source", async (t) => {
  const { im } = await started(t);
  const space = await im.space.create(ALICE);
  const readable = () =>
    new ReadableStream({
      start(controller) {
        for (const piece of ["a", "", "b"]) controller.enqueue(piece);
        controller.close();
      },
    });
  const chat = (content) => ({ choices: [{ delta: { content } }] });
  const sources = {
    "an async generator": text(pieces("a", "", "b")),
    "a ReadableStream": text(readable()),
    "the result of the AI SDK": text({ textStream: pieces("a", "b") }),
    "its older form": text({ textStream: readable() }),
    "chat completions": text(pieces(chat("a"), { choices: [{ delta: {} }] }, chat("b"), { choices: [] })),
    responses: text(
      pieces(
        { type: "response.created" },
        { type: "response.output_text.delta", delta: "a" },
        { type: "response.output_text.delta", delta: "b" },
      ),
    ),
    messages: text(
      pieces(
        { type: "message_start", message: {} },
        { type: "content_block_delta", delta: { type: "text_delta", text: "ab" } },
      ),
    ),
    "chunks of its own": text(pieces({ n: 1 }, { n: 0 }, { n: 2 }), { extract: ({ n }) => (n ? " ab"[n] : null) }),
  };
  for (const [name, content] of Object.entries(sources)) {
    const sent = await space.send(content);
    assert.deepEqual(sent.content, { type: "text", text: "ab" }, name);
  }
  const whole = await space.send(markdown(pieces("**a", "b**")));
  assert.deepEqual(whole.content, { type: "markdown", markdown: "**ab**" });
  assert.equal(await space.send(text(pieces("", ""))), undefined);
});

test("a text grows while its source goes on", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  let go;
  const more = new Promise((resolve) => (go = resolve));
  const sending = space.send(
    text(
      (async function* () {
        yield "first";
        await more;
        yield " and last";
      })(),
    ),
  );
  await simulator.sees({ person: ALICE, text: "first" });
  go();
  assert.equal((await sending).content.text, "first and last");
  await simulator.sees({ person: ALICE, kind: "edit", text: "first and last" });
});

test("inside of an answer or an edit the source is read first", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  const one = await space.send("one");
  assert.equal((await one.reply(text(pieces("an ", "answer")))).content.text, "an answer");
  await one.edit(text(pieces("an ", "edit")));
  await space.send(reply(text(pieces("a ", "second")), one), edit(text(pieces("edit ", "two")), one));
  await simulator.sees({ person: ALICE, kind: "edit", text: "an edit" });
  await simulator.sees({ person: ALICE, kind: "edit", text: "edit two" });
  await simulator.sees({ person: ALICE, text: "a second", reply_to: one.id });
});

test("an error of the source comes out of the send as it is, after what there was", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  const mine = new TypeError("mine");
  async function* failing(...first) {
    yield* first;
    throw mine;
  }
  const same = (error) => error === mine;
  await assert.rejects(space.send(text(failing("what ", "there was"))), same);
  await simulator.sees({ person: ALICE, text: "what there was" });
  await assert.rejects(space.send(text(failing())), same);
  await assert.rejects(space.send(markdown(failing("half"))), same);
  const bad = () => {
    throw mine;
  };
  await assert.rejects(space.send(text(pieces("x"), { extract: bad })), same);
  await assert.rejects(space.send(text(pieces("x"), { extract: () => 5 })), ValidationError);
  await assert.rejects(space.send(text(pieces({ odd: 1 }))), { name: "ValidationError", code: "unknownChunk" });
  await assert.rejects(space.send(text(pieces(undefined))), { code: "unknownChunk" });
  // A source that throws nothing at all is a failure nevertheless.
  const nothing = { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject() }) };
  await assert.rejects(space.send(text(nothing)), (error) => error === undefined);
});

test("a refused send throws the service's error and closes the source", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  await simulator.post("/api/faults", { method: "SendTextMessage", action: "refuse", status: "PERMISSION_DENIED" });
  const { source, end } = waiting("x");
  await assert.rejects(space.send(text(source)), { name: "AuthenticationError" });
  await end;
});

test("an aborted send closes the source", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  const controller = new AbortController();
  const { source, events, end } = waiting("first");
  const sending = space.sendWith({ signal: controller.signal }, text(source));
  await simulator.sees({ person: ALICE, text: "first" });
  controller.abort();
  await assert.rejects(sending, { name: "AbortError" });
  await end;
  assert.deepEqual(events, ["next", "next", "return"]);

  let reason;
  const cancelled = new Promise((resolve) => (reason = resolve));
  const readable = new ReadableStream({ cancel: () => reason("cancelled") });
  const again = new AbortController();
  const reading = space.sendWith({ signal: again.signal }, text(readable));
  again.abort();
  await assert.rejects(reading, { name: "AbortError" });
  assert.equal(await cancelled, "cancelled");
});

test("a source is not read before the send, nor far ahead of it", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  let read = 0;
  let closed;
  const end = new Promise((resolve) => (closed = resolve));
  async function* endless() {
    try {
      for (;;) {
        read += 1;
        yield "x";
      }
    } finally {
      closed();
    }
  }
  const content = text(endless());
  assert.equal(read, 0);
  await simulator.post("/api/faults", { method: "SendTextMessage", action: "hang" });
  const controller = new AbortController();
  const sending = space.sendWith({ signal: controller.signal }, content);
  await simulator.waitFor({ method: "SendTextMessage" });
  // Calls of another kind go through meanwhile.
  for (let call = 0; call < 100; call += 1) await space.getMessage("no such message");
  assert.ok(read < 100, `${read} pieces were read`);
  controller.abort();
  await assert.rejects(sending, { name: "AbortError" });
  await end;
});

test("a source can be sent once", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  const content = text(pieces("a", "b"));
  assert.equal((await space.send(content)).content.text, "ab");
  await assert.rejects(space.send(content), { name: "ValidationError", code: "sourceUsed" });
  const twice = text(pieces("twice"));
  await assert.rejects(space.send(twice, twice), { code: "sourceUsed" });
  const { seen } = await simulator.get(`/api/seen?person=${encodeURIComponent(ALICE)}`);
  assert.ok(!seen.some(({ message }) => message?.text === "twice"));
});

test("what is no source throws at once", () => {
  for (const wrong of [text("a"), 5, null, undefined, ["a"], {}, { textStream: 5 }]) {
    assert.throws(() => text(wrong), ValidationError);
    assert.throws(() => markdown(wrong), ValidationError);
  }
  assert.throws(() => text(pieces("a"), { extract: "text" }), ValidationError);
});
