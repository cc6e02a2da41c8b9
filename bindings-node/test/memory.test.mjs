// Transfers do not hold their file in memory. Each is made by a process of its own, beside that of the simulator.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Simulator } from "./simulator.mjs";

const MIB = 1024 * 1024;
/** The service's limit for an attachment, exactly. */
const SIZE = 100 * MIB;
const program = fileURLToPath(new URL("transfer.mjs", import.meta.url));
const skip = process.platform !== "linux" && "the memory of a process is read from /proc, which is on Linux";

/** What a transfer took above the idle process, in bytes, and the guid of what was sent. */
async function transfer(simulator, ...args) {
  const env = { ...process.env, ...simulator.env };
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env });
  const { idle, peak, guid } = JSON.parse(stdout);
  assert.ok(0 < idle && idle <= peak, stdout);
  console.log(`${args[0]} took ${peak - idle} KiB above ${idle} KiB`);
  return [(peak - idle) * 1024, guid];
}

test("a large file is never in memory", { skip }, async (t) => {
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "spectrum-"));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const [source, target] = ["large.bin", "copy.bin"].map((name) => path.join(folder, name));
  fs.writeFileSync(source, "begin");
  fs.truncateSync(source, SIZE);

  const [sending, guid] = await transfer(simulator, "upload", source);
  assert.ok(sending <= 40 * MIB, `${sending}`);
  const [saving] = await transfer(simulator, "download", guid, target);
  assert.ok(saving < 32 * MIB, `${saving}`);
  assert.ok(fs.readFileSync(target).equals(fs.readFileSync(source)));
});
