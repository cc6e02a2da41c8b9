// The command `spectrum` from Node.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import readline from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { PROJECT, Simulator } from "./simulator.mjs";
import { ALICE } from "./started.mjs";

const command = fileURLToPath(new URL("../dist/command.js", import.meta.url));

function start(args, env = {}) {
  const { npm_command: _, ...rest } = process.env;
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...rest, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (errors += text));
  return { child, errors: () => errors, ended: once(child, "close") };
}

async function run(args, env) {
  const { child, errors, ended } = start(args, env);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  const [code] = await ended;
  return { code, output, errors: errors() };
}

test("the help speaks of the package", async () => {
  const { code, output, errors } = await run(["--help"], { npm_command: "exec" });
  assert.deepEqual([code, errors], [0, ""]);
  assert.match(output, /Usage: npx spectrum-imessage <COMMAND>/);
  assert.match(output, /\n {2}npx spectrum-imessage send --to /);
  assert.match((await run(["send", "--help"])).output, /Usage: spectrum-imessage send /);
  assert.equal((await run(["nothing"])).code, 2);
});

test("a message is sent, and its status passed on", async (t) => {
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  const { projectId, projectSecret } = PROJECT;
  const env = { ...simulator.env, SPECTRUM_PROJECT_ID: projectId, SPECTRUM_PROJECT_SECRET: projectSecret };
  const sent = await run(["send", "--json", "--to", ALICE, "from Node ✓"], env);
  assert.equal(sent.code, 0, sent.errors);
  assert.equal(JSON.parse(sent.output).messages[0].content.text, "from Node ✓");
  const refused = await run(["send", "--to", "nobody", "x"], env);
  assert.deepEqual([refused.code, refused.output], [2, ""]);
});

test("Ctrl-C ends the simulator and the tail well", { skip: process.platform === "win32" }, async () => {
  const sim = start(["sim", "--json"]);
  const [line] = await once(readline.createInterface({ input: sim.child.stdout }), "line");
  const tail = start(["tail", "--simulator", JSON.parse(line).page_url]);
  const [told] = await once(readline.createInterface({ input: tail.child.stderr }), "line");
  assert.equal(told, "spectrum: listening");
  for (const { child, ended } of [tail, sim]) {
    child.kill("SIGINT");
    assert.deepEqual(await ended, [0, null]);
  }
  assert.equal(sim.errors(), "");
});
