// Runs the recorded programs against the simulator, and compares what each call answers or raises.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";

import { outcome, recordedOutcome } from "./normal.mjs";
import { DM, GROUP, JPG, LINE_A, M4A, PNG } from "./recorded/constants.mjs";
import programs from "./recorded/programs.mjs";
import { byId } from "./shape.mjs";
import { start, TOKEN } from "./world.mjs";

export const RECORDED = byId("outbound");

const members = ["+15551230001", "+15551230002", "carol@example.com"];
const base64 = (bytes) => Buffer.from(bytes).toString("base64");

/** Answers the same object with some of its functions replaced. */
const with_ = (object, replaced) =>
  new Proxy(object, { get: (target, name) => replaced[name] ?? Reflect.get(target, name, target) });

// Where the scripted service was less than the service is.
const LEFT = {
  'space.send(group(markdown("**bold** caption"), attachment a.jpg))': "it kept no formatting",
  "m.edit(text(async iterable))": "it let one message be edited more than five times",
  "space.unsend(m)": "it let one message be taken back twice",
  "space.send(unsend(m))": "it let one message be taken back twice",
  "a.stream()": "it sent a file in pieces of six bytes",
};
const LEFT_IN = {
  "space-create-unpinned": { 'space.create("+15551230001")': "it takes either line" },
  "group-read-shared": { "group.getMembers()": "it named a number of the shared pool, which nobody outside knows" },
};

export async function replay({ mode, args, provider, line }) {
  const sim = await start(...args);
  const core = await import("spectrum-ts");
  const im = await import("spectrum-ts/providers/imessage");
  const low = await import("@photon-ai/advanced-imessage/grpc");
  const client = low.createGrpcClient({ address: sim.ready.imessage_address, token: TOKEN });
  // Files that the programs name, relative to where they run.
  const folder = mkdtempSync(path.join(os.tmpdir(), "recorded-"));
  const before = process.cwd();
  process.chdir(folder);
  mkdirSync("dir");
  const files = { "photo.jpg": JPG, "dir/pic.png": PNG, "note.m4a": M4A, clear: PNG, noext: "x" };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(name, bytes);
  const app = await core.Spectrum({ ...(await provider(im, sim)), options: { logLevel: "silent" } });
  const instance = im.imessage(app);
  after(async () => {
    await app.stop();
    await client.close();
    await sim.stop();
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });

  const alice = (deed, body) => sim.post(`/api/people/${members[0]}/${deed}`, { ...line, ...body });
  const file = async (data, companion) =>
    (await client.attachments.upload({ fileName: "photo.jpg", data: new Uint8Array(data), companion })).attachment.guid;
  const photo = { name: "photo.jpg", data: base64(JPG) };

  /** What the scripted service knew, by the ids that the programs use. */
  async function known() {
    const parts = [photo, { text: "look at these" }, { name: "doc.pdf", data: base64("pdf") }];
    return {
      "IN-TEXT": (await alice("text", { text: "hi there" })).guid,
      "IN-ATT": (await alice("attachment", photo)).guid,
      "IN-MULTI": (await alice("parts", { parts })).guid,
      "OUT-TEXT": (await client.messages.sendText(DM, "mine")).guid,
      "ATT-1": await file(Buffer.from("first-second")),
      "ATT-live": await file(Buffer.from("first-second"), { data: new Uint8Array([1, 2, 3, 4]) }),
    };
  }

  for (const program of programs.filter((one) => one.mode === mode))
    test(`recorded: ${program.id}`, { timeout: 30_000 }, async () => {
      const ids = await known();
      const real = (id) => id.replace(/(IN|OUT|ATT)-\w+/, (one) => ids[one] ?? one);
      const { chat } = await sim.post("/api/groups", { members, name: "Weekend plans", ...line });
      await client.groups.setIcon(chat, new Uint8Array(PNG));
      const where = mode === "dedicated" ? { phone: LINE_A } : undefined;
      const dm = await instance.space.get(DM, where);
      const c = {
        ...core,
        ...im,
        core,
        imsg: im,
        app,
        state: {},
        DM,
        GROUP,
        dm: with_(dm, { getMessage: (id) => dm.getMessage(real(id)) }),
        group: await instance.space.get(chat, where),
        im: with_(instance, { getAttachment: (id, phone) => instance.getAttachment(real(id), phone) }),
      };
      await program.prepare?.(c);
      const { steps } = RECORDED[program.id];
      assert.equal(steps.length, program.steps.length);
      for (const [at, [label, run]] of program.steps.entries()) {
        // Pages of another server are not for here.
        if (label.includes("http://cards.example") || label in LEFT || label in (LEFT_IN[program.id] ?? {})) continue;
        const got = await Promise.resolve()
          .then(() => run(c))
          .then(
            (result) => outcome(result),
            (failed) => outcome(undefined, failed),
          );
        assert.deepEqual(got, recordedOutcome(steps[at]), `${program.id}: ${label}`);
      }
    });
}
