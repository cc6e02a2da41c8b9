// With a database in place of the file. scripts/postgres.sh runs a command with a server.
import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

import { ALICE, reading, withStore } from "./started.mjs";

const seen = (message) => [message.content.text, message.redelivered];

test("with a database what was not handled comes after a restart", async (t) => {
  const server = process.env.SPECTRUM_TEST_POSTGRES;
  assert.ok(server, "run the tests with scripts/postgres.sh");
  const { simulator, folder, start } = await withStore(t);
  const store = `${server}?namespace=${process.pid}-${path.basename(folder)}`;
  const first = await start({ store });
  const before = await reading(first);
  await simulator.text(ALICE, "1");
  assert.deepEqual(seen(await before.next()), ["1", false]);
  await assert.rejects(start({ store }), { name: "SpectrumError", code: "storeInUse" });
  await before.reader.return();
  await first.stop();
  await simulator.text(ALICE, "2");
  const { next } = await reading(await start({ store }));
  const got = [await next(), await next()].map(seen);
  assert.deepEqual(got, [
    ["1", true],
    ["2", false],
  ]);
});

test("a database that cannot be used is told without its password", async (t) => {
  const { start } = await withStore(t);
  for (const [store, name, code] of [
    ["postgres://agent:hunter2@one,two/agents", "ValidationError", "invalidStore"],
    ["postgresql://agent:hunter2@one/agents?sslmode=prefer", "ValidationError", "invalidStore"],
    ["postgres://agent:hunter2@127.0.0.1:1/agents", "ConnectionError", "networkError"],
  ]) {
    await assert.rejects(start({ store }), (error) => {
      assert.deepEqual([error.name, error.code], [name, code]);
      assert.ok(!`${error} ${JSON.stringify(error)}`.includes("hunter2"));
      return true;
    });
  }
});
