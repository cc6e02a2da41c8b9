// A platform of the program's own.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import {
  app as card,
  attachment,
  definePlatform,
  group,
  markdown,
  poll,
  Spectrum,
  SpectrumError,
  UnsupportedError,
  ValidationError,
} from "spectrum-imessage";
import { effect, imessage } from "spectrum-imessage/providers/imessage";

import { definition, letter, paper } from "./paper.mjs";

async function start(t, provider = paper.config({ colour: "White" }), options = {}) {
  const app = await Spectrum({ providers: [provider], options: { logLevel: "silent", ...options } });
  t.after(() => app.stop());
  return app;
}

test("what arrives and what is sent", async (t) => {
  const app = await start(t);
  const side = paper(app);
  const desk = side.client;
  assert.equal(paper(app), side);
  assert.deepEqual(paper.sizes, ["A4", "A5"]);
  desk.arrive(letter("m1", "hello"));
  const reader = app.messages[Symbol.asyncIterator]();
  const [space, message] = (await reader.next()).value;
  assert.equal(message.content.text, "hello");
  assert.deepEqual(
    [message.platform, space.platform, message.direction, message.sender.id],
    ["paper", "paper", "inbound", "ada"],
  );
  assert.ok(paper.is(message) && paper.is(space) && !imessage.is(message) && !imessage.is(space));
  assert.equal(paper(message), message);
  assert.equal(await message.quote("*"), "*hello*");

  const sent = await message.reply("seen");
  assert.deepEqual([sent.id, sent.direction], ["s1", "outbound"]);
  await message.react("laugh");
  await space.startTyping();
  await space.send(group("one", "two"), attachment(Buffer.from("abc"), { name: "a.txt" }));
  await paper(space).tear("up");
  assert.equal(await side.count(2), 10);
  assert.deepEqual(desk.take(), [
    "white to ada: m1: seen",
    "white to ada: 😂 on m1",
    "white to ada: text and text",
    "a.txt of 3 bytes",
    "white to ada: torn up",
  ]);
  assert.equal((await side.getMessage(space, "m1")).id, "m1");
  await app.stop();
  assert.deepEqual(desk.take(), ["destroy"]);
  assert.equal((await reader.next()).done, true);
  await assert.rejects(space.send("late"), { code: "stopped" });
});

test("what it does not carry comes in a plainer form or is skipped", async (t) => {
  const app = await start(t);
  const space = await paper(app).space.create("ada");
  const sent = await space.send(
    markdown("**bold**"),
    poll("Lunch?", "Pizza", "Soup"),
    effect("boom", imessage.effect.message.slam),
    card("https://example.com"),
  );
  assert.equal(sent.length, 3);
  const texts = ["bold", "boom", "https://example.com"].map((text) => `white to ada: ${text}`);
  assert.deepEqual(paper(app).client.take(), texts);
  await app.stop();

  const strict = await start(t, paper.config({ colour: "red" }), { unsupported: "throw" });
  const refused = paper(strict).space.create("ada");
  await assert.rejects(
    refused.then((space) => space.send(poll("Lunch?", "Pizza", "Soup"))),
    (error) => error instanceof UnsupportedError && error.platform === "paper" && error.contentType === "poll",
  );
});

test("users and spaces", async (t) => {
  const app = await start(t);
  const side = paper(app);
  assert.equal((await side.user("ada")).address, "ada's house");
  await assert.rejects(side.space.create("nobody"), (error) => {
    assert.ok(error instanceof SpectrumError && error.cause instanceof RangeError);
    assert.deepEqual([error.code, error.context], ["platformFailed", {}]);
    return !error.message.includes("lives");
  });
  assert.equal((await side.space.get("ada")).id, "ada");
  const both = await side.space.create(["ada", { id: "bob" }], { colour: "red" });
  assert.deepEqual([both.id, both.type, both.colour], ["ada+bob", "group", "red"]);
  await both.send("hi");
  assert.deepEqual(side.client.take(), ["red to ada+bob: hi"]);
  for (const action of ["getMembers", "getDisplayName", "getAvatar"]) {
    await assert.rejects(both[action](), UnsupportedError, action);
  }

  const schema = {
    parse(space) {
      if (space.colour === undefined) throw new TypeError("no colour");
      return space;
    },
  };
  const coloured = definePlatform("coloured_paper", { ...definition, space: { ...definition.space, schema } });
  const other = await start(t, coloured.config({ colour: "white" }));
  await assert.rejects(coloured(other).space.get("ada"), (error) => {
    return error instanceof UnsupportedError && error.action === "space.get" && error.cause instanceof TypeError;
  });
});

test("answers and reactions arrive", async (t) => {
  const app = await start(t);
  const { client } = paper(app);
  client.arrive(letter("m1", { type: "text", text: "question" }));
  client.arrive(letter("m2", "answer", { replyTo: "m1" }));
  client.arrive(letter("r1", { type: "reaction", emoji: "👍", target: "m2" }));
  client.arrive(letter("m3", { type: "custom", raw: { a: 1 } }, { timestamp: new Date(5) }));
  const seen = [];
  for await (const [, message] of app.messages) {
    seen.push(message);
    if (seen.length === 4) break;
  }
  assert.deepEqual([seen[1].content.type, seen[1].content.target.id], ["reply", "m1"]);
  assert.deepEqual([seen[2].content.type, seen[2].content.target.id], ["reaction", "m2"]);
  assert.deepEqual([seen[3].content.raw, seen[3].timestamp.getTime()], [{ a: 1 }, 5]);
});

test("an error of the stream is told and ends nothing", async (t) => {
  const lines = [];
  const write = (message, fields) => lines.push(JSON.stringify([message, fields]));
  const logger = { debug: write, info: write, warn: write, error: write };
  const app = await start(t, paper.config({ colour: "white" }), { logLevel: "info", logger });
  const events = app.events[Symbol.asyncIterator]();
  const told = [(await events.next()).value.type];
  paper(app).client.arrive(new RangeError("the secret of the slot"));
  paper(app).client.arrive(letter("m1", "after"));
  told.push((await events.next()).value.type, (await events.next()).value.type);
  assert.deepEqual(told, ["streamConnected", "streamDisconnected", "streamConnected"]);
  const reader = app.messages[Symbol.asyncIterator]();
  assert.equal((await reader.next()).value[1].id, "m1");
  assert.equal(app.health().lines[0].streams[0].reconnects, 1);
  assert.ok(lines.some((line) => line.includes("RangeError")));
  assert.ok(!lines.some((line) => line.includes("the secret")));
});

test("an error of a send comes out with its cause", async (t) => {
  const app = await start(t);
  const space = await paper(app).space.create("ada");
  paper(app).client.broken = true;
  await assert.rejects(space.send("hi"), (error) => {
    return error.cause instanceof RangeError && error.message.includes("RangeError") && !error.message.includes("pen");
  });
});

test("events of its own end with the application", async (t) => {
  const app = await start(t);
  const seen = [];
  for await (const tick of paper(app).ticks) {
    seen.push(tick);
    void app.stop();
  }
  assert.deepEqual(seen, ["white"]);
});

test("wrong definitions", async () => {
  assert.throws(
    () => paper.config({}),
    (error) => error instanceof ValidationError && error.cause instanceof TypeError,
  );
  assert.throws(() => definePlatform("iMessage", definition), { code: "reservedPlatform" });
  assert.throws(() => definePlatform("Two Words", definition), { code: "invalidPlatform" });
  assert.throws(() => definePlatform("paper", { ...definition, send: undefined }), ValidationError);
  const twice = [paper.config({ colour: "white" }), paper.config({ colour: "red" })];
  await assert.rejects(Spectrum({ providers: twice }), { code: "duplicateProvider" });
  assert.throws(() => paper({}), ValidationError);
});

test("a definition does not keep the process alive", () => {
  const program = `
    import { Spectrum } from "spectrum-imessage";
    import { letter, paper } from "./test/paper.mjs";
    const app = await Spectrum({ providers: [paper.config({ colour: "white" })] });
    paper(app).client.arrive(letter("m1", "hello"));
    for await (const [, message] of app.messages) { console.log(message.id); break; }
  `;
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const run = spawnSync(process.execPath, ["--input-type=module", "-e", program], { cwd, timeout: 30_000 });
  assert.deepEqual([run.status, String(run.stdout)], [0, "m1\n"]);
});
