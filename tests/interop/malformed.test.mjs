// Malformed requests of every call: refused with the recorded code, and without any effect.
import assert from "node:assert/strict";
import { after, test } from "node:test";

import { GARBAGE, malformed } from "./malformed.mjs";
import { METHODS, Raw } from "./raw.mjs";
import { DEDICATED, groupOf, LINE, PNG, somebody, start, TOKEN } from "./world.mjs";

const sim = await start(...DEDICATED);
const raw = new Raw(new URL(sim.ready.imessage_address_plain).host, TOKEN);
after(async () => {
  raw.close();
  await sim.stop();
});

const line = { line: LINE };
const [alice, bob] = [somebody(sim, line), somebody(sim, line)];
const answer = async (name, request) => (await raw.call(name, request)).answer;
const { message } = await answer("SendTextMessage", { chatGuid: alice.dm, text: "mine" });
const { attachment } = await answer("UploadAttachment", { fileName: "b.png", data: PNG });
const { poll } = await answer("CreatePoll", { chatGuid: alice.dm, title: "t", options: ["a", "b"] });
const { miniAppCardSession } = await answer("SendCustomizedMiniAppMessage", {
  chatGuid: alice.dm,
  teamId: "ABCDE12345",
  extensionBundleId: "com.example.ext",
  appName: "Sample",
  url: "https://example.com/1",
  layout: { caption: "Hi" },
});
const table = malformed({
  alice: alice.address,
  dm: alice.dm,
  mine: message.guid,
  group: await groupOf(sim, [alice, bob], line),
  file: attachment.guid,
  poll: { guid: poll.pollMessageGuid },
  session: miniAppCardSession,
  png: PNG,
});
const { head_sequence: head } = await sim.get("/api/state");

test("every call has its malformed requests", () => {
  assert.deepEqual(Object.keys(table).sort(), Object.keys(METHODS).sort());
});

for (const [name, requests] of Object.entries(table))
  test(`malformed: ${name}`, { timeout: 30_000 }, async () => {
    for (const [request, [status, code]] of requests) {
      const refused = await raw.call(name, request);
      const what = JSON.stringify(request).slice(0, 200);
      assert.deepEqual([refused.status, refused.code], [status, code], `${what}: ${JSON.stringify(refused)}`);
      assert.ok(refused.details, what);
    }
    // Bytes that no decoder takes.
    for (const bytes of GARBAGE) {
      const { status, code } = await raw.call(name, bytes);
      assert.deepEqual([status, code], ["INVALID_ARGUMENT", "invalidArgument"], bytes.toString("hex"));
    }
  });

test("nothing has come of them", async () => {
  assert.equal((await sim.get("/api/state")).head_sequence, head);
});
