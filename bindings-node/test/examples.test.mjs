// The examples against the simulator. `scripts/node-test.sh` compiles them.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { PROJECT, Simulator } from "./simulator.mjs";
import { ALICE } from "./started.mjs";

async function example(t, name) {
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  const program = fileURLToPath(new URL(`../../examples/node/dist/${name}.js`, import.meta.url));
  const credentials = {
    SPECTRUM_PROJECT_ID: PROJECT.projectId,
    SPECTRUM_PROJECT_SECRET: PROJECT.projectSecret,
  };
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, ...simulator.env, ...credentials },
    stdio: ["ignore", "ignore", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  await simulator.listening();
  return { simulator, child };
}

test("example: echo, ended by Ctrl-C", async (t) => {
  const { simulator, child } = await example(t, "echo");
  await simulator.text(ALICE, "hello");
  await simulator.sees({ person: ALICE, text: "hello" });
  child.kill("SIGINT");
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

test("example: streaming", async (t) => {
  const { simulator, child } = await example(t, "streaming");
  await simulator.text(ALICE, "hello");
  await simulator.sees({ person: ALICE, kind: "message", text: "You " });
  await simulator.sees({ person: ALICE, kind: "edit", contains: "You said: hello" });
  child.kill("SIGINT");
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

test("example: birthday", async (t) => {
  const { simulator } = await example(t, "birthday");
  await simulator.text(ALICE, "hi there");
  await simulator.sees({ person: ALICE, text: "Tell me when it is your birthday!" });
  await simulator.text(ALICE, "It is my Birthday today");
  await simulator.sees({ person: ALICE, reaction: "love" });
  await simulator.sees({ person: ALICE, text: "Happy birthday!", effect: "celebration" });
  await simulator.sees({ person: ALICE, background: "set" });
});

test("example: the tests of an agent pass", () => {
  const program = fileURLToPath(new URL("../../examples/node/dist/testing/agent.test.js", import.meta.url));
  // A test runner inside of one would report to it.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const done = spawnSync(process.execPath, ["--test", "--test-reporter=tap", program], { env, encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout);
  assert.match(done.stdout, /# pass 3/);
});
