// A worker of a fleet, beside a relay that the command runs.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { ConnectionError, Simulator, Spectrum, ValidationError } from "spectrum-imessage";

const ALICE = "+15551230001";
const HERE = path.dirname(fileURLToPath(import.meta.url));
const COMMAND = path.join(HERE, "..", "dist", "command.js");

/** Without one the tests fail: what is not run has not passed. */
function server() {
  const cache = process.env.SPECTRUM_CACHE || path.join(HERE, "..", "..", ".cache");
  const found = process.env.SPECTRUM_NATS_SERVER || path.join(cache, "nats", "nats-server");
  assert.ok(existsSync(found), "there is no nats-server: run scripts/nats.sh");
  return found;
}

async function freePort() {
  const listener = net.createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = listener.address();
  listener.close();
  await once(listener, "close");
  return port;
}

/** The address of a NATS server with JetStream, which goes with the test. */
async function startNats(t) {
  const folder = mkdtempSync(path.join(tmpdir(), "spectrum-nats-"));
  const port = await freePort();
  const child = spawn(server(), ["--addr", "127.0.0.1", "--jetstream", "--port", String(port), "--store_dir", folder], {
    stdio: "ignore",
  });
  t.after(async () => {
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  for (let tries = 0; ; tries++) {
    const socket = net.connect(port, "127.0.0.1");
    const answers = await Promise.race([
      once(socket, "connect").then(() => true),
      new Promise((resolve) => socket.once("error", () => resolve(false))),
    ]);
    socket.destroy();
    if (answers) return `nats://127.0.0.1:${port}`;
    assert.ok(tries < 300, "nats-server does not answer");
    await wait(50);
  }
}

function startRelay(t, simulator, nats) {
  const given = ["relay", "--nats", nats, "--simulator", simulator.pageUrl];
  const child = spawn(process.execPath, [COMMAND, ...given], { stdio: "ignore" });
  const ended = once(child, "exit");
  const end = async () => {
    child.kill("SIGINT");
    assert.deepEqual(await ended, [0, null]);
  };
  t.after(() => child.kill("SIGKILL"));
  return end;
}

async function until(what, holds) {
  for (let tries = 0; !(await holds()); tries++) {
    assert.ok(tries < 300, `in vain: ${what}`);
    await wait(100);
  }
}

test("the workers of a group share the messages", async (t) => {
  const nats = await startNats(t);
  const simulator = await Simulator.start();
  t.after(() => simulator.stop());
  const endRelay = startRelay(t, simulator, nats);
  const seen = [[], []];
  const apps = [];
  for (const [n, fleet] of [nats, { servers: nats, maxTries: 3, maxAge: 7 * 24 * 3_600_000 }].entries()) {
    const app = await Spectrum({ simulator, fleet, group: "support" });
    apps.push(app);
    t.after(() => app.stop());
    void app.handle(async (space, message) => {
      seen[n].push(message.content.text);
      await message.reply(`re ${message.content.text}`);
    });
  }
  const all = () => seen.flat();
  // A line that is held is not read at the same moment.
  await until("messages arrive", async () => {
    await simulator.person(ALICE).text("ready");
    return all().length > 0;
  });
  const people = Array.from({ length: 20 }, (_, n) => `+1555123${String(n + 1000)}`);
  for (const person of people) await simulator.person(person).text(`I am ${person}`);
  const wanted = people.map((person) => `I am ${person}`).sort();
  const texts = () =>
    all()
      .filter((text) => text.startsWith("I am"))
      .sort();
  await until("all are handled", () => texts().length >= wanted.length);
  assert.deepEqual(texts(), wanted);
  const { fleet, healthy } = apps[0].health();
  assert.ok(healthy && fleet.healthy && fleet.connected && fleet.held > 0);
  // Hooks run in their order: without NATS each would wait for it.
  await Promise.all(apps.map((app) => app.stop()));
  await endRelay();
});

test("what is wrong with a fleet is told", async () => {
  const start = (options) => Spectrum({ simulator: true, ...options });
  await assert.rejects(start({ group: "g" }), ValidationError);
  await assert.rejects(start({ fleet: 7, group: "g" }), ValidationError);
  await assert.rejects(start({ fleet: "nats://localhost" }), ValidationError);
  await assert.rejects(
    start({ fleet: { servers: "nats://localhost", partitions: "hunter2" }, group: "g" }),
    (error) => {
      assert.ok(error instanceof ValidationError && !error.message.includes("hunter2"), error.message);
      return true;
    },
  );
  const nobody = `nats://127.0.0.1:${await freePort()}`;
  await assert.rejects(start({ fleet: nobody, group: "g", startTimeout: 1000 }), ConnectionError);
});
