// With a durable store: what was not handled comes again, and what was does not.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { MemoryStore, SqliteStore, ValidationError } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

import { ALICE, reading, started, until, withStore } from "./started.mjs";

const program = fileURLToPath(new URL("program.mjs", import.meta.url));
const seen = (message) => [message.content.text, message.redelivered];

test("after a restart comes what was not handled and what came meanwhile, once", async (t) => {
  const { simulator, store, start } = await withStore(t);
  const first = await start();
  const before = await reading(first);
  for (const text of ["1", "2", "3"]) await simulator.text(ALICE, text);
  assert.deepEqual(seen(await before.next()), ["1", false]);
  assert.deepEqual(seen(await before.next()), ["2", false]);
  // The second is with the program, which never asks for more.
  await before.reader.return();
  await first.stop();
  await simulator.text(ALICE, "4");

  const second = await start({ store: new SqliteStore(store) });
  const after = await reading(second);
  const got = [await after.next(), await after.next(), await after.next()].map(seen);
  assert.deepEqual(got, [
    ["2", true],
    ["3", false],
    ["4", false],
  ]);
  // Asking once more says that the last is handled.
  const asked = after.next();
  await until("all is handled", () => second.health().lines[0].unhandled === 0);
  await second.stop();
  assert.equal(await asked, undefined);

  const { next } = await reading(await start());
  await simulator.text(ALICE, "5");
  assert.deepEqual(seen(await next()), ["5", false]);
});

test("with manual acknowledgement only what was not acknowledged comes again", async (t) => {
  const { simulator, start } = await withStore(t);
  const app = await start({ ack: "manual" });
  const { reader, next } = await reading(app);
  for (const text of ["1", "2", "3"]) await simulator.text(ALICE, text);
  const messages = [await next(), await next(), await next()];
  messages[2].ack();
  messages[0].ack();
  messages[0].ack();
  assert.equal(app.health().lines[0].unhandled, 1);
  await reader.return();
  await app.stop();
  assert.throws(() => messages[1].ack(), { code: "stopped" });

  const again = await reading(await start({ ack: "manual" }));
  await simulator.text(ALICE, "4");
  assert.deepEqual(
    [seen(await again.next()), seen(await again.next())],
    [
      ["2", true],
      ["4", false],
    ],
  );
});

test("leaving a loop leaves its message to the next one", async (t) => {
  const { simulator, start } = await withStore(t);
  const app = await start();
  const { reader, next } = await reading(app);
  await simulator.text(ALICE, "1");
  await simulator.text(ALICE, "2");
  assert.deepEqual(seen(await next()), ["1", false]);
  await reader.return();
  for await (const [, message] of app.messages) {
    assert.deepEqual(seen(message), ["1", true]);
    break;
  }
  const texts = [];
  for await (const [, message] of app.messages) {
    texts.push(seen(message));
    if (texts.length === 2) break;
  }
  assert.deepEqual(texts, [
    ["1", true],
    ["2", false],
  ]);
});

test("a read that is ended loses nothing", async (t) => {
  const { simulator, start } = await withStore(t);
  const app = await start();
  let { reader, next } = await reading(app);
  for (let n = 0; n < 20; n += 1) {
    const waiting = next();
    const written = simulator.text(ALICE, `${n}`);
    await Promise.all([reader.return(), written]);
    const got = await waiting;
    // Whoever got it has not asked for more, so that it comes again.
    ({ reader, next } = await reading(app));
    assert.deepEqual(seen(await next()), [`${n}`, got !== undefined]);
    // It is handled when there is a read for the next one.
    const asked = next();
    await until("it is handled", () => app.health().lines[0].unhandled === 0);
    next = () => asked;
  }
});

test("what a loop has not seen is not handled, and waits for whoever reads next", async (t) => {
  const { simulator, app } = await started(t);
  const { reader, next } = await reading(app);
  for (const text of ["1", "2", "3", "4"]) await simulator.text(ALICE, text);
  await until("all are there", () => app.health().lines[0].unhandled === 4);
  assert.equal((await next()).content.text, "1");
  assert.equal((await next()).content.text, "2");
  await reader.return();
  const { lines, waiting } = app.health();
  assert.deepEqual([lines[0].unhandled, waiting], [2, 2]);
  const texts = [];
  await app.handle((_, message) => {
    texts.push(seen(message));
    if (texts.length === 2) void app.stop();
  });
  assert.deepEqual(texts, [
    ["3", false],
    ["4", false],
  ]);
});

test("an answer before and after a kill goes out once", async (t) => {
  const { simulator, store } = await withStore(t);
  for (let n = 0; n < 2; n += 1) {
    const child = spawn(process.execPath, [program, "answer-and-hang"], {
      env: { ...process.env, ...simulator.env, STORE: store },
      stdio: ["ignore", "pipe", "inherit"],
    });
    t.after(() => child.kill("SIGKILL"));
    const answered = once(child.stdout, "data");
    if (n === 0) {
      await simulator.listening();
      await simulator.text(ALICE, "hello");
    }
    assert.equal(String((await answered)[0]), "answered\n");
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
  const { seen } = await simulator.get(`/api/seen?person=${encodeURIComponent(ALICE)}`);
  const answers = seen.filter(({ message }) => message?.text === "re: hello");
  assert.equal(answers.length, 1);
});

test("a store is for one application, and for files of this library", async (t) => {
  const { folder, start } = await withStore(t);
  const app = await start();
  await assert.rejects(start(), { name: "SpectrumError", code: "storeInUse" });
  await app.stop();
  await (await start()).stop();
  const other = path.join(folder, "notes.txt");
  fs.writeFileSync(other, "not a database, and not to be lost");
  await assert.rejects(start({ projectSecret: "wrong" }), { name: "AuthenticationError" });
  const aborted = AbortSignal.abort(new Error("enough"));
  await assert.rejects(start({ signal: aborted }), { message: "enough" });
  await (await start()).stop();
  await assert.rejects(start({ store: other }), { code: "storeUnusable" });
  assert.equal(fs.readFileSync(other, "utf8"), "not a database, and not to be lost");
  await (await start({ store: new MemoryStore() })).stop();
});

test("wrong settings are refused before anything is opened", async (t) => {
  const { start, store } = await withStore(t);
  for (const wrong of [{ store: "" }, { store: {} }, { ack: "later" }, { watchdog: 0 }, { watchdog: "soon" }]) {
    await assert.rejects(start(wrong), ValidationError, JSON.stringify(wrong));
  }
  assert.throws(() => new SqliteStore(""), ValidationError);
  assert.ok(!fs.existsSync(store));
});

test("what a stop has cut off can be sent again, and goes out once", async (t) => {
  const { simulator, start } = await withStore(t);
  await simulator.post("/api/faults", { method: "SendTextMessage", action: "hang" });
  const first = await start();
  assert.deepEqual(first.outbox(), []);
  const space = await imessage(first).space.create(ALICE);
  const cancel = new AbortController();
  const sending = space.sendWith({ signal: cancel.signal }, "hello");
  await simulator.waitFor({ method: "SendTextMessage" });
  const stopping = first.stop();
  await until("it stops", () => {
    try {
      return first.outbox() === undefined;
    } catch ({ code }) {
      return code === "stopped";
    }
  });
  cancel.abort();
  await assert.rejects(sending);
  await stopping;

  const app = await start();
  const [{ clientMessageId, time, ...entry }] = app.outbox();
  const content = { type: "text", text: "hello" };
  assert.deepEqual(entry, { line: "shared", spaceId: space.id, contentType: "text", content });
  assert.ok(time instanceof Date);
  assert.equal((await app.sendAgain(clientMessageId)).content.text, "hello");
  assert.deepEqual(app.outbox(), []);
  assert.equal(app.removeFromOutbox(clientMessageId), false);
  await assert.rejects(app.sendAgain(clientMessageId), { name: "NotFoundError", code: "outboxEntryNotFound" });
  await simulator.sees({ person: ALICE, text: "hello" });
});
