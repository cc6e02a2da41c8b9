// A small program that process.test.mjs runs, as a process or as a worker.
import process from "node:process";

import { attachment, custom, Spectrum } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

import { PROJECT } from "./simulator.mjs";

const [, , way] = process.argv;
const app = await Spectrum({
  ...PROJECT,
  providers: [imessage.config()],
  options: { logLevel: way === "log" ? "debug" : "silent" },
});
const space = await imessage(app).space.create("+15551230001");
await space.send("a text");

/** Reads until the end, in the background. */
async function read() {
  for await (const _ of app.messages);
}

const ways = {
  async "stop-with-open-stream"() {
    const reading = read();
    await app.stop();
    await reading;
    console.log("done");
  },
  async "send-and-leave"() {
    console.log("done");
  },
  async "bad-call-and-leave"() {
    await space.getMessage(5).catch(() => console.log("done"));
  },
  async "process-exit"() {
    console.log("done");
    process.exit(0);
  },
  async "pending-read-and-exit"() {
    void read();
    const hanging = space.send("on its way");
    hanging.catch(() => undefined);
    console.log("done");
    process.exit(0);
  },
  async "read-for-ever"() {
    await read();
  },
  async "throwing-listener"() {
    let thrown = 0;
    process.on("uncaughtException", ({ message }) => (thrown += message === "of the program" ? 1 : 0));
    const onProgress = () => {
      throw new Error("of the program");
    };
    const sent = await space.sendWith({ onProgress }, attachment(Buffer.alloc(1000), { name: "a.bin" }));
    console.log(sent.content.type, thrown);
  },
  async "throwing-listener-alone"() {
    const onProgress = () => {
      throw new Error("of the program");
    };
    await space.sendWith({ onProgress }, attachment(Buffer.alloc(1000), { name: "a.bin" }));
    console.log("not reached");
  },
  async log() {
    await space.send(custom({ a: 1 }), "a text");
  },
};
await ways[way]();
