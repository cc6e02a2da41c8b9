// Messages as jobs.
import assert from "node:assert/strict";
import { test } from "node:test";

import { SpectrumError, ValidationError } from "spectrum-imessage";

import { ALICE, BOB, reading, started, until, withStore } from "./started.mjs";

/** A promise that somebody else resolves. */
function gate() {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { opened, open };
}

/** An application whose messages are handled. */
async function handled(t, handler, options = {}, more = {}) {
  const all = await started(t, more);
  const handling = all.app.handle(handler, { backoff: 1, ...options });
  handling.catch(() => undefined);
  await until("the streams are heard", () => all.app.health().healthy);
  return { ...all, handling };
}

test("one at a time in a chat, chats side by side", async (t) => {
  const { opened, open } = gate();
  const done = gate();
  const events = [];
  const { simulator, app, handling } = await handled(t, async (space, message) => {
    assert.equal(space, message.space);
    const { text } = message.content;
    events.push(`begin ${text}`);
    if (text === "a1") await opened;
    events.push(`end ${text}`);
    if (text === "b1") open();
    if (text === "a2") done.open();
  });
  await assert.rejects(app.messages[Symbol.asyncIterator]().next(), { code: "messagesTaken" });
  await simulator.text(ALICE, "a1");
  await simulator.text(ALICE, "a2");
  await simulator.text(BOB, "b1");
  await done.opened;
  assert.deepEqual(events, ["begin a1", "begin b1", "end b1", "end a1", "begin a2", "end a2"]);
  await until("all is handled", () => app.health().lines[0].unhandled === 0);
  await app.stop();
  await handling;
});

test("no more handlers run than allowed", async (t) => {
  const { opened, open } = gate();
  const all = gate();
  let running = 0;
  let most = 0;
  let count = 0;
  const handler = async () => {
    running += 1;
    most = Math.max(most, running);
    await opened;
    running -= 1;
    if ((count += 1) === 6) all.open();
  };
  const { simulator, app } = await handled(t, handler, { concurrency: 2 });
  for (let n = 1; n <= 6; n += 1) await simulator.text(`+1555123000${n}`, "x");
  await until("two run", () => running === 2 && app.health().lines[0].unhandled === 6);
  open();
  await all.opened;
  assert.equal(most, 2);
});

test("a failed message comes again before the others of its chat, and its answer goes out once", async (t) => {
  const texts = [];
  const done = gate();
  const { simulator, app } = await handled(t, async (space, message) => {
    texts.push(message.content.text);
    await message.reply(`re: ${message.content.text}`);
    if (texts.length < 3) throw new SpectrumError("not now");
    if (texts.length === 4) done.open();
  });
  await simulator.text(ALICE, "1");
  await simulator.text(ALICE, "2");
  await done.opened;
  assert.deepEqual(texts, ["1", "1", "1", "2"]);
  await app.stop();
  const { seen } = await simulator.get(`/api/seen?person=${encodeURIComponent(ALICE)}`);
  const answers = seen.map(({ message }) => message?.text).filter((text) => text?.startsWith("re: "));
  assert.deepEqual(answers, ["re: 1", "re: 2"]);
});

test("a message that fails too often is a dead letter, which is taken before the next", async (t) => {
  const events = [];
  const done = gate();
  const mine = new TypeError("mine");
  const { simulator, app } = await handled(
    t,
    (_, message) => {
      events.push(message.content.text);
      if (message.content.text === "bad") throw mine;
      done.open();
    },
    {
      attempts: 2,
      async deadLetter(space, message, error) {
        assert.equal(space.id, message.space.id);
        assert.equal(error, mine);
        await new Promise(setImmediate);
        events.push(`dead ${message.content.text}`);
      },
    },
  );
  await simulator.text(ALICE, "bad");
  await simulator.text(ALICE, "good");
  await done.opened;
  assert.deepEqual(events, ["bad", "bad", "dead bad", "good"]);
  await until("all is handled", () => app.health().lines[0].unhandled === 0);
  const [givenUp] = app.deadLetters();
  assert.deepEqual([givenUp.reason, givenUp.attempts, givenUp.spaceId], ["TypeError", 2, `any;-;${ALICE}`]);
  assert.ok(givenUp.messageId && !("event" in givenUp));
});

test("a dead letter that is not taken comes again", async (t) => {
  let letters = 0;
  const done = gate();
  const { simulator } = await handled(t, () => Promise.reject(new SpectrumError("never")), {
    attempts: 1,
    deadLetter() {
      letters += 1;
      if (letters < 3) throw new Error("no place");
      done.open();
    },
  });
  await simulator.text(ALICE, "x");
  await done.opened;
  assert.equal(letters, 3);
});

test("a bug of the program is logged with its place, and without its text", async (t) => {
  const lines = [];
  const put = (level) => (message, fields) => lines.push({ level, message, fields });
  const logger = { debug: put("debug"), info: put("info"), warn: put("warn"), error: put("error") };
  const done = gate();
  const { simulator } = await handled(
    t,
    (_, message) => {
      if (message.content.text === "last") return done.open();
      throw new RangeError(`bad: ${message.content.text}\n    at secrets (a text of somebody.mjs:1:1)`);
    },
    { attempts: 2 },
    { options: { logLevel: "debug", logger } },
  );
  await simulator.text(ALICE, "the text");
  await simulator.text(ALICE, "last");
  await done.opened;
  const own = lines.filter(({ fields }) => fields?.error === "RangeError");
  assert.equal(own.length, 2);
  for (const { level, message, fields } of own) {
    assert.deepEqual([level, message], ["error", "the handler of a message threw"]);
    assert.match(fields.at, /handling\.test\.mjs:\d+:\d+/);
  }
  assert.doesNotMatch(JSON.stringify(lines), /the text|secrets|somebody/);
});

test("an aborted handling lets go of what waits when what runs has ended", async (t) => {
  const { opened, open } = gate();
  const begun = gate();
  const controller = new AbortController();
  const texts = [];
  const { simulator, app, handling } = await handled(
    t,
    async (_, message) => {
      texts.push(message.content.text);
      begun.open();
      await opened;
    },
    { signal: controller.signal },
  );
  await simulator.text(ALICE, "1");
  await begun.opened;
  await simulator.text(ALICE, "2");
  await until("both are there", () => app.health().lines[0].unhandled === 2);
  const reason = new Error("enough");
  controller.abort(reason);
  open();
  await assert.rejects(handling, (error) => error === reason);
  assert.deepEqual(texts, ["1"]);
  const { reader, next } = await reading(app);
  assert.equal((await next()).content.text, "2");
  await reader.return();
  await assert.rejects(
    app.handle(() => undefined, { signal: controller.signal }),
    (error) => error === reason,
  );
});

test("a stop lets what runs finish, and begins nothing", async (t) => {
  const { simulator, start } = await withStore(t);
  const app = await start();
  const { opened, open } = gate();
  const begun = gate();
  const texts = [];
  const handling = app.handle(async (_, message) => {
    texts.push(message.content.text);
    begun.open();
    await opened;
    await message.reply("in time");
  });
  await until("the streams are heard", () => app.health().healthy);
  await simulator.text(ALICE, "1");
  await begun.opened;
  await simulator.text(ALICE, "2");
  await until("both are there", () => app.health().lines[0].unhandled === 2);
  const stopped = app.stop();
  open();
  await Promise.all([stopped, handling]);
  assert.deepEqual(texts, ["1"]);
  await simulator.sees({ person: ALICE, text: "in time" });
  await assert.rejects(
    app.handle(() => undefined),
    { code: "stopped" },
  );

  const { next } = await reading(await start());
  const message = await next();
  assert.deepEqual([message.content.text, message.redelivered], ["2", false]);
});

test("a stop right after the beginning ends it", async (t) => {
  const { app } = await started(t);
  const handling = app.handle(() => undefined);
  await app.stop();
  await handling;
});

test("wrong options are refused", async (t) => {
  const { app } = await started(t);
  const nothing = () => undefined;
  for (const wrong of [
    { concurrency: 0 },
    { concurrency: 1.5 },
    { attempts: -1 },
    { attempts: "3" },
    { backoff: -1 },
    { backoff: NaN },
    { maxBackoff: Infinity },
    { deadLetter: 5 },
  ]) {
    await assert.rejects(app.handle(nothing, wrong), ValidationError, JSON.stringify(wrong));
  }
  await assert.rejects(app.handle("nothing"), ValidationError);
});
