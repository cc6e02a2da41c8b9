// A client that floods, sends the largest parts, opens streams without end or never reads: the simulator's memory stays
// within what its bounds allow. Limits are generous; without a bound each would be passed by far.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import { Raw } from "./raw.mjs";
import { DEDICATED, start, TOKEN } from "./world.mjs";

const MIB = 1024 * 1024;
const DM = "any;-;+15551230001";
const linux = process.platform === "linux";

const sim = await start(...DEDICATED);
const raw = new Raw(new URL(sim.ready.imessage_address_plain).host, TOKEN);
const open = [];
after(async () => {
  for (const call of open) call.cancel();
  raw.close();
  await sim.stop();
});

/** The memory that the simulator occupies, in MiB. */
const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${sim.ready.pid}/status`, "utf8"))[1]) / 1024;

/** Sends so many texts of so many bytes, some at a time. */
async function flood(number, bytes, streams = 16) {
  const request = raw.encode("SendTextMessage", { chatGuid: DM, text: "x".repeat(bytes) });
  let left = number;
  const send = async () => {
    while (left-- > 0) {
      const { status, details } = await raw.call("SendTextMessage", request);
      assert.equal(status, undefined, details);
    }
  };
  await Promise.all(Array.from({ length: streams }, send));
}

test("a flood, and readers that never read", { skip: !linux, timeout: 120_000 }, async () => {
  // More than it takes until nothing grows any more.
  await flood(800, 250_000);
  const full = memory();
  assert.ok(full < 1000, `${full} MiB after a flood`);
  // Nobody reads these; each would like to have all that follows.
  const { attachment } = (await raw.call("UploadAttachment", { fileName: "x", data: Buffer.alloc(20 * MIB) })).answer;
  for (let n = 0; n < 50; n += 1) {
    open.push(raw.unread("SubscribeMessageEvents", {}));
    open.push(raw.unread("DownloadAttachment", { attachmentGuid: attachment.guid }));
  }
  // Each has nearly all that is kept before it, and by the next one all of that is forgotten.
  for (let n = 0; n < 2; n += 1) {
    const { head_sequence: head } = await sim.get("/api/state");
    open.push(raw.unread("CatchUpEvents", { afterSequence: String(head - 450) }));
    await flood(550, 250_000);
  }
  const after = memory();
  assert.ok(after < full + 200, `${full} MiB, then ${after} MiB`);
});

test("thousands of streams", { skip: !linux, timeout: 60_000 }, async () => {
  const before = memory();
  for (let n = 0; n < 2000; n += 1) open.push(raw.unread("SubscribePollEvents", {}));
  while ((await sim.get("/api/state")).open_streams < 2000) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(memory() < before + 300, `${before} MiB, then ${memory()} MiB`);
});

test("parts of 100 MiB", { skip: !linux, timeout: 120_000 }, async () => {
  const before = memory();
  const part = raw.encode("UploadAttachment", { fileName: "x", data: Buffer.alloc(100 * MIB) });
  for (let n = 0; n < 12; n += 1) assert.ok((await raw.call("UploadAttachment", part)).answer);
  const after = memory();
  // 1 GiB of files is kept, and one part is on its way.
  assert.ok(after < before + 1024 + 600, `${before} MiB, then ${after} MiB`);
  const tooMuch = await raw.call("UploadAttachment", { fileName: "x", data: Buffer.alloc(101 * MIB) });
  assert.equal(tooMuch.status, "RESOURCE_EXHAUSTED");
});
