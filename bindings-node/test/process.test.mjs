// The process: it ends when there is nothing left to do, and threads of JavaScript are on their own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

import { Simulator } from "./simulator.mjs";
import { ALICE, started, until, withStore } from "./started.mjs";

const program = fileURLToPath(new URL("program.mjs", import.meta.url));

/** Runs program.mjs in one of its ways, and says how long it lived after what it printed last. */
async function run(simulator, way, env = {}) {
  const child = spawn(process.execPath, [program, way], {
    env: { ...process.env, ...simulator.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  let printed = Date.now();
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
    printed = Date.now();
  });
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  const limit = setTimeout(() => child.kill("SIGKILL"), 20_000);
  const [code, signal] = await once(child, "close");
  clearTimeout(limit);
  return { code, signal, output, errors, lasted: Date.now() - printed };
}

for (const way of [
  "stop-with-open-stream",
  "send-and-leave",
  "bad-call-and-leave",
  "process-exit",
  "pending-read-and-exit",
]) {
  test(`the process ends: ${way}`, async (t) => {
    const simulator = await Simulator.start();
    t.after(() => simulator.stop());
    const { code, signal, output, errors, lasted } = await run(simulator, way);
    assert.deepEqual({ code, signal, output, errors }, { code: 0, signal: null, output: "done\n", errors: "" });
    assert.ok(lasted < 1000, `it lived ${lasted} ms longer`);
  });
}

for (const way of ["stop-with-open-stream", "process-exit", "pending-read-and-exit"]) {
  test(`the process ends with an open store: ${way}`, async (t) => {
    const { simulator, store, start } = await withStore(t);
    const { code, signal, output, errors, lasted } = await run(simulator, way, { STORE: store });
    assert.deepEqual({ code, signal, output, errors }, { code: 0, signal: null, output: "done\n", errors: "" });
    assert.ok(lasted < 1000, `it lived ${lasted} ms longer`);
    // And the store is free.
    await start();
  });
}

test("many short programs end well", async (t) => {
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  for (let n = 0; n < 15; n += 1) {
    const { code, output } = await run(simulator, n % 2 ? "send-and-leave" : "process-exit");
    assert.deepEqual({ code, output }, { code: 0, output: "done\n" });
  }
});

function worker(simulator, way, env = {}) {
  return new Worker(program, { argv: [way], env: { ...process.env, ...simulator.env, ...env } });
}

test("workers use the library on their own, with an environment of their own", async (t) => {
  const { simulator, im } = await started(t);
  for (let n = 0; n < 3; n += 1) {
    const [code] = await once(worker(simulator, "stop-with-open-stream"), "exit");
    assert.equal(code, 0);
  }
  const together = [1, 2, 3].map(() => once(worker(simulator, "send-and-leave"), "exit"));
  for (const [code] of await Promise.all(together)) assert.equal(code, 0);
  const space = await im.space.create(ALICE);
  assert.equal((await space.send("and the main thread goes on")).direction, "outbound");
});

test("a worker has a store to itself, and gives it back however it ends", async (t) => {
  const { simulator, store, start } = await withStore(t);
  const running = worker(simulator, "read-for-ever", { STORE: store });
  await simulator.listening();
  await assert.rejects(start(), { name: "SpectrumError", code: "storeInUse" });
  await running.terminate();
  const app = await until("the store is free", () => start().catch((error) => assert.equal(error.code, "storeInUse")));
  await app.stop();
  const [code] = await once(worker(simulator, "stop-with-open-stream", { STORE: store }), "exit");
  assert.equal(code, 0);
  await start();
});

test("a worker that is terminated in a read takes nothing along", async (t) => {
  const { simulator, im } = await started(t);
  const running = worker(simulator, "read-for-ever");
  await simulator.listening();
  await running.terminate();
  const space = await im.space.create(ALICE);
  assert.equal((await space.send("still here")).content.text, "still here");
});

test("what a program throws when it is told of progress is uncaught, and the transfer goes on", async (t) => {
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  const { code, output } = await run(simulator, "throwing-listener");
  assert.deepEqual({ code, output }, { code: 0, output: "attachment 1\n" });
  const alone = await run(simulator, "throwing-listener-alone");
  assert.deepEqual([alone.code, alone.output], [1, ""]);
  assert.match(alone.errors, /Error: of the program/);
});

test("log lines go to the console, and none shows a secret", async (t) => {
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  const { errors, code } = await run(simulator, "log");
  assert.equal(code, 0);
  assert.match(errors, /^\[spectrum-imessage\] WARN send: skipped: .*custom/m);
  assert.ok(!errors.includes("secret-1") && !errors.includes("a text"));
});
