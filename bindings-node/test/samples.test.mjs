// The samples of the documents against the simulator. They are compiled to .samples by `npm run types`.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";

import { UnsupportedError } from "spectrum-imessage";
import { imessage } from "spectrum-imessage/providers/imessage";

import { PROJECT, Simulator } from "./simulator.mjs";
import { started } from "./started.mjs";

const JPEG = Buffer.from("ffd8ffe000104a46494600010100000100010000ffd9", "hex");
const ALICE = "+15551111111";
const LINES = { args: ["--dedicated", "+15559999999"] };
const load = (name) => import(`./.samples/${name}.mjs`);

/** What console.log printed meanwhile. */
async function printed(t, work) {
  const log = t.mock.method(console, "log", () => undefined);
  await work();
  log.mock.restore();
  return log.mock.calls.map((call) => call.arguments);
}

test("sample: cloud mode", async (t) => {
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  const settings = {
    PROJECT_ID: PROJECT.projectId,
    PROJECT_SECRET: PROJECT.projectSecret,
    ...simulator.env,
  };
  Object.assign(process.env, settings);
  t.after(() => Object.keys(settings).forEach((name) => delete process.env[name]));
  const { cloud, local } = await load("start");
  const app = await cloud();
  await app.stop();
  assert.equal(local().platform, "iMessage");
});

test("sample: space types", async (t) => {
  const { simulator, app, reader, next } = await started(t, { listen: true });
  await simulator.text(ALICE, "first");
  await next();
  await reader.return();
  await simulator.text(ALICE, "second");
  const { spaceTypes } = await load("iteration");
  assert.deepEqual(await printed(t, () => spaceTypes(app)), [["shared"]]);
});

test("sample: the service of the sender", async (t) => {
  const { simulator, app, reader, next } = await started(t, { listen: true });
  await simulator.text(ALICE, "first");
  await next();
  await reader.return();
  await simulator.text(ALICE, "second");
  const { senderService } = await load("iteration");
  assert.deepEqual(await printed(t, () => senderService(app)), [["iMessage"]]);
});

for (const name of ["create", "older"]) {
  test(`sample: conversations, ${name}`, async (t) => {
    const { simulator, app } = await started(t, LINES);
    const { [name]: sample } = await load("conversations");
    await sample(app);
    await simulator.sees({ person: ALICE, text: "Hi Alice" });
    await simulator.sees({ person: ALICE, text: "Welcome to the group." });
    await simulator.sees({ person: "+15552222222", text: "Welcome to the group." });
  });

  test(`sample: conversations, ${name}: no groups on shared lines`, async (t) => {
    const { app } = await started(t);
    const { [name]: sample } = await load("conversations");
    await assert.rejects(sample(app), (error) => {
      return error instanceof UnsupportedError && error.action === "space.create" && /space\.get/.test(error.message);
    });
  });
}

test("sample: look up, routing, user properties", async (t) => {
  const { app } = await started(t, LINES);
  const samples = await load("conversations");
  assert.equal((await samples.lookUp(app)).id, `any;-;${ALICE}`);
  assert.equal((await samples.routed(app)).phone, "+15559999999");
  assert.equal((await samples.routedOlder(app)).phone, "+15559999999");
  assert.deepEqual(await printed(t, () => samples.userProperties(app)), [[undefined, undefined, undefined]]);
});

test("sample: effects", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  const { effects } = await load("effects");
  // The photo of the document is nowhere; the rest of the sample has to work.
  await assert.rejects(effects(space), { code: "fileNotFound" });
  await simulator.sees({ person: ALICE, text: "Happy birthday!", effect: "celebration" });
});

test("sample: backgrounds", async (t) => {
  const { simulator, im } = await started(t);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "samples-"));
  const here = process.cwd();
  process.chdir(folder);
  t.after(() => {
    process.chdir(here);
    fs.rmSync(folder, { recursive: true });
  });
  fs.writeFileSync("wallpaper.jpg", JPEG);
  const space = await im.space.create(ALICE);
  const { sugar, canonical } = await load("backgrounds");
  await sugar(space, JPEG);
  await canonical(space);
  const calls = (await simulator.calls()).map(({ method }) => method);
  assert.deepEqual(
    calls.filter((method) => /Background$/.test(method)),
    ["SetBackground", "SetBackground", "RemoveBackground", "SetBackground", "RemoveBackground"],
  );
});

test("sample: tapbacks", async (t) => {
  const { simulator, im } = await started(t);
  const space = await im.space.create(ALICE);
  const message = await space.send("a joke");
  const { tapbacks } = await load("tapbacks");
  await tapbacks(message);
  await simulator.sees({ person: ALICE, reaction: imessage.tapbacks.laugh });
});
