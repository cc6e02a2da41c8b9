// Local mode: settings, what is not there, the doctor. The rest is in the scenarios.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Spectrum, UnsupportedError, ValidationError } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

import { Simulator } from "./simulator.mjs";

const DIRECT = "any;-;+15550100001";

/** A stand-in for a Mac, and an application that uses it. */
async function started(t) {
  const mac = await Simulator.start("--local", "chat-macos26.db");
  t.after(() => mac.stop());
  const { database, osascript } = mac.ready;
  const provider = imessage.config({ local: true, database, osascript });
  const app = await Spectrum({ providers: [provider], options: { logLevel: "silent", unsupported: "throw" } });
  t.after(() => app.stop());
  return { mac, app, im: imessage(app) };
}

test("places belong to local mode", () => {
  for (const wrong of [{ database: "chat.db" }, { osascript: "o", clients: [] }, { local: true, database: 7 }]) {
    assert.throws(() => imessage.config(wrong), ValidationError);
  }
  assert.equal(imessage.config({ local: true, database: "chat.db" }).platform, "iMessage");
});

test("what is not there says so", async (t) => {
  const { im } = await started(t);
  assert.deepEqual(im.lines, []);
  const space = await im.space.get(DIRECT);
  await assert.rejects(im.space.create("+15550100001"), (error) => {
    assert.ok(error instanceof UnsupportedError);
    assert.deepEqual([error.kind, error.platform, error.action], ["action", "iMessage (local mode)", "space.create"]);
    return true;
  });
  assert.throws(() => im.line(), UnsupportedError);
  await assert.rejects(space.background("clear"), UnsupportedError);
  await assert.rejects(space.startTyping(), UnsupportedError);
  const sent = await space.responding(() => space.send("nothing is shown"));
  assert.equal(sent.id, "SENT-1");
});

test("events of a Mac", async (t) => {
  const { mac, app } = await started(t);
  const reader = app.events[Symbol.asyncIterator]();
  const event = async (type) => {
    for (;;) {
      const { value } = await reader.next();
      if (value.type === type) return value;
    }
  };
  await event("streamConnected");
  await mac.post("/api/text", { guid: "MINE", text: "out", own: true });
  await mac.post("/api/text", { guid: "THEIRS", text: "in" });
  const messages = app.messages[Symbol.asyncIterator]();
  const [, message] = (await messages.next()).value;
  assert.deepEqual([message.id, imessage(message).isFiltered], ["THEIRS", false]);
  await mac.post("/api/failed", { guid: "MINE", error: 22 });
  const { messageId, errorCode, isFromMe } = await event("messageFailed");
  assert.deepEqual([messageId, errorCode, isFromMe], ["MINE", 22, true]);
  await messages.return();
});

test("the doctor looks at what it is given", async (t) => {
  const { mac } = await started(t);
  const { database } = mac.ready;
  const report = await imessage.doctor({ scope: "local", database, limit: 5000 });
  const check = report.checks.find(({ name }) => name === "database");
  assert.deepEqual([check.state, check.remedy], ["ok", undefined]);
  const missing = await imessage.doctor({ scope: "local", database: "/nowhere/chat.db", limit: 5000 });
  assert.equal(missing.healthy, false);
  assert.ok(missing.checks.some(({ state, remedy }) => state === "failed" && remedy));
  await assert.rejects(imessage.doctor({ scope: "nothing" }), ValidationError);
  await assert.rejects(imessage.doctor({ limit: 0 }), ValidationError);
});
