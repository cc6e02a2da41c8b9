// A program that makes one transfer, for memory.test.mjs, and prints what it took in memory: the resident memory before it
// and the most during it, in KiB. Linux only.
import fs from "node:fs";
import process from "node:process";

import { attachment, Spectrum } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

import { PROJECT } from "./simulator.mjs";

const [, , way, name, to] = process.argv;
const app = await Spectrum({ ...PROJECT, providers: [imessage.config()], options: { logLevel: "silent" } });
const im = imessage(app);
const space = await im.space.create("+15551230001");
const onProgress = () => undefined;

const status = (field) =>
  Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, "m").exec(fs.readFileSync("/proc/self/status"))[1]);

// Everything that is made once has been made.
await space.sendWith({ onProgress }, "warm", attachment(Buffer.alloc(100_000), { name: "warm.bin" }));
// 5 resets the peak to what is resident: Linux, Documentation/filesystems/proc.rst.
fs.writeFileSync("/proc/self/clear_refs", "5");
const idle = status("VmRSS");
let guid;
if (way === "upload") {
  const sent = await space.sendWith({ onProgress }, attachment(name));
  guid = sent.attachmentMetadata[0].guid;
} else {
  const file = await im.getAttachment(name);
  await file.save(to, { onProgress });
}
console.log(JSON.stringify({ idle, peak: status("VmHWM"), guid }));
await app.stop();
