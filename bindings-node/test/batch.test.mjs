// Messages that have crossed together: each is cut out of the same string.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

import { ALICE, BOB, started } from "./started.mjs";

const TEXTS = ["plain", "ümläute", "🎉 surrogates 👍🏽", "日本語", "", "last"];

test("messages of one batch keep what is theirs", async (t) => {
  const { simulator, next } = await started(t, { listen: true });
  await simulator.text(ALICE, "first");
  await next();
  // Nobody asks for them yet.
  const posted = [];
  for (let n = 0; n < 40; n += 1) {
    const text = `${TEXTS[n % TEXTS.length]} ${n}`;
    const from = n % 3 ? ALICE : BOB;
    const { guid } = await simulator.text(from, text);
    posted.push({ guid, from, text });
  }
  await pause(300);
  const messages = [];
  while (messages.length < posted.length) messages.push((await next()).value);
  for (const [index, { guid, from, text }] of posted.entries()) {
    const [space, message] = messages.find(([, { id }]) => id === guid);
    assert.deepEqual({ ...space }, { id: `any;-;${from}`, platform: "iMessage", type: "dm", phone: "shared" });
    assert.deepEqual(message.content, { type: "text", text }, `message ${index}`);
    assert.equal(message.sender.id, from);
    assert.equal(message.sender.service, "iMessage");
    assert.equal(message.direction, "inbound");
    assert.deepEqual([message.redelivered, message.partIndex, message.parentId], [false, undefined, undefined]);
    assert.ok(Math.abs(message.timestamp - Date.now()) < 60_000);
  }

  // What is done with one of them is done with that one.
  const [, target] = messages.find(([, { id }]) => id === posted[17].guid);
  await target.reply("answer");
  const call = (await simulator.calls("SendTextMessage")).at(-1);
  assert.ok(JSON.stringify(call).includes(posted[17].guid), JSON.stringify(call));
});
